"""`python -m ecslint`."""

import sys

from ecslint.cli import run

if __name__ == "__main__":
    sys.exit(run())
