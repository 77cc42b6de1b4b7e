"""`python -m ecslint`."""

import sys

from ecslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
