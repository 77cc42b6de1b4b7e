"""Where results are kept."""

from __future__ import annotations

import os
import sys

from ecslint import facts


def path_in(directory: str) -> str:
    """Where in a directory the results of the working directory are: paths are shown relative to that."""
    return os.path.join(directory, f"{facts.digest(os.fsencode(os.getcwd()))}.json")


def default_directory() -> str:
    """Where results are kept unless somebody says where: the cache directory of the user; or nowhere."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):
            home = os.path.expanduser("~")
            base = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    return os.path.join(base, "ecslint") if base else ""
