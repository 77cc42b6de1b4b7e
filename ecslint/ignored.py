"""What git ignores: no stacks are looked for in it, whoever may use it.

The one thing for which git is run unasked, and only where there is an ignore file and something is found
that is not in the index: what ignore files mean is for git to say. It answers about the paths that were
found, and neither the configuration of the repository nor that of the user makes it run or read anything
else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from ecslint import inventory

_GIT = (
    "git",
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", f"core.excludesFile={os.devnull}", "check-ignore", "-z", "--stdin"),
)

_MOST_SEARCHED = 64 * 1024 * 1024
"""How many bytes are searched for paths before running git is the faster way."""


def drop(directory: str, found: inventory.Inventory) -> None:
    """Take what git ignores out of what was found below a directory, unless it ignores that as well.

    Without git, or where it fails, nothing is ignored.
    """
    top = inventory.repository(directory)
    if top is None or not (found.ignoring or _is_ignoring_above(directory, top)):
        return
    terraform = {path: _files(path) for path in found.terraform}
    every = [*found.documents, *(file for files in terraform.values() for file in files)]
    ignored = set() if _are_tracked(top, every) else _ignored(top, [directory, *every])
    if directory in ignored:
        return
    found.documents = [path for path in found.documents if path not in ignored]
    found.terraform = [path for path, files in terraform.items() if not ignored.issuperset(files)]


def _files(path: str) -> list[str]:
    """The files by which a directory counts as Terraform's; of a Terragrunt file itself."""
    return [path] if inventory.is_terragrunt(path) else list(inventory.terraform_files(path))


def _is_ignoring_above(directory: str, top: str) -> bool:
    """Whether there is an ignore file between a directory and the top of its repository."""
    if os.path.exists(os.path.join(top, ".git", "info", "exclude")) and _says_something(top):
        return True
    while True:
        if os.path.exists(os.path.join(directory, inventory.IGNORE)):
            return True
        if directory == top or os.path.dirname(directory) == directory:
            return False
        directory = os.path.dirname(directory)


def _says_something(top: str) -> bool:
    try:
        with open(os.path.join(top, ".git", "info", "exclude"), "rb") as stream:
            return any(line.strip() and not line.startswith(b"#") for line in stream)
    except OSError:
        return False


def _are_tracked(top: str, paths: list[str]) -> bool:
    """Whether all paths are certain to be in the index; what is can never be ignored.

    An entry ends with flags, which but for rare cases are the length of the path, the path and a zero
    (https://git-scm.com/docs/index-format). Where it is another one, or takes long, git has to be asked.
    """
    index = os.path.join(top, ".git", "index")
    try:
        if len(paths) * os.stat(index).st_size > _MOST_SEARCHED:
            return not paths
        with open(index, "rb") as stream:
            entries = stream.read()
    except OSError:
        return not paths
    names = (os.fsencode(os.path.relpath(path, top).replace(os.sep, "/")) for path in paths)
    return all(len(name).to_bytes(4, "big")[2:] + name + b"\0" in entries for name in names)


def _ignored(top: str, paths: Iterable[str]) -> set[str]:
    import subprocess

    asked = {os.path.relpath(path, top): path for path in paths}
    asked.pop(os.curdir, None)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            _GIT,
            input=b"\0".join(map(os.fsencode, asked)),
            cwd=top,
            env=environment | {"GIT_OPTIONAL_LOCKS": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return set()
    named = done.stdout.split(b"\0") if done.returncode == 0 else []
    return {asked[name] for name in map(os.fsdecode, named) if name in asked}
