"""Where a baseline stands, and the paths that mean the same to all who have the repository."""

from __future__ import annotations

import os
from functools import lru_cache

BASELINE = ".ecslint-baseline.json"
_TOPS = (BASELINE, "ecslint.toml")


def shared_path(path: str) -> str:
    """A path as all who have the repository know it: relative to its top, with slashes."""
    directory, name = (path, "") if os.path.isdir(path) else os.path.split(os.path.abspath(path))
    directory = os.path.realpath(directory)
    return os.path.relpath(os.path.join(directory, name), top(directory)).replace(os.sep, "/")


def shared_directory(stack: str) -> str:
    """The directory of a stack, by its name, as all who have the repository know it."""
    return shared_path(os.path.dirname(stack) if os.path.isfile(stack) else stack)


def top(directory: str) -> str:
    """The directory to which paths are relative: the top of the repository of an absolute directory.

    Outside of git, the furthest one with a baseline or configuration file, else the working directory,
    and for what does not lie below it there is none: such paths are absolute.
    """
    return _top(directory, os.path.realpath(os.curdir))


@lru_cache(maxsize=4096)
def _top(directory: str, here: str) -> str:
    furthest, current = "", directory
    while True:
        if os.path.exists(os.path.join(current, ".git")):
            return current
        if any(os.path.exists(os.path.join(current, name)) for name in _TOPS):
            furthest = current
        parent = os.path.dirname(current)
        if parent == current:
            break
        current = parent
    below = os.path.join(directory, "").startswith(os.path.join(here, ""))
    return furthest or (here if below else current)
