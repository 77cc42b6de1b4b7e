"""What git ignores: no stacks are looked for in it, whoever may use it.

The one thing for which git is run unasked, and only where there is an ignore file and something is found
that is not in the index: what ignore files mean is for git to say. It answers about the paths that were
found, and neither the configuration of the repository nor that of the user makes it run or read anything
else. Where there is no repository, or git is missing or refuses to answer, the ignore files are read here.
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

_SHORTENED = (4).to_bytes(4, "big")
"""The version of an index in which paths lack what they begin with as those before them do."""


def drop(directory: str, found: inventory.Inventory) -> None:
    """Take what git ignores out of what was found below a directory, unless it ignores that as well."""
    repository = inventory.repository(directory)
    top = repository or inventory.boundary(directory)
    if not (found.ignoring or _is_ignoring_above(directory, top)):
        return
    terraform = {path: _files(path) for path in found.terraform}
    every = [*found.documents, *(file for files in terraform.values() for file in files)]
    if repository is None:
        ignored = _read(top, [directory, *every])
    else:
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
    """Whether all paths are certain to be in the index; what is can never be ignored."""
    index = os.path.join(top, ".git", "index")
    try:
        if len(paths) * os.stat(index).st_size > _MOST_SEARCHED:
            return not paths
        with open(index, "rb") as stream:
            entries = stream.read()
    except OSError:
        return not paths
    return all(_is_entry(top, path, entries) for path in paths)


def _is_entry(top: str, path: str, entries: bytes) -> bool:
    """Whether a path is certain to be among the entries of an index.

    An entry ends with flags, which but for rare cases are the length of the path, the path and a zero
    (https://git-scm.com/docs/index-format). Where it is another one, or takes long, git has to be asked.
    """
    name = os.fsencode(os.path.relpath(path, top).replace(os.sep, "/"))
    return len(name).to_bytes(4, "big")[2:] + name + b"\0" in entries


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
        return _read_in_repository(top, asked.values())
    if done.returncode not in (0, 1):  # an owner that it does not trust, say
        return _read_in_repository(top, asked.values())
    return {asked[name] for name in map(os.fsdecode, done.stdout.split(b"\0")) if name in asked}


def _read(top: str, paths: Iterable[str], least: str = "") -> set[str]:
    """Which paths the ignore files ignore, as far as that can be told without git."""
    from ecslint.ignore_files import IgnoreFiles

    files = IgnoreFiles(top, inventory.IGNORE, least)
    return {path for path in paths if (files.ignore_directory if os.path.isdir(path) else files.ignore)(path)}


def _read_in_repository(top: str, paths: Iterable[str]) -> set[str]:
    """The same in a repository: but for what is committed, and nothing where that cannot be told."""
    own = os.path.join(top, ".git")
    try:
        if any(name.startswith("sharedindex.") for name in os.listdir(own)):
            return set()
        with open(os.path.join(own, "index"), "rb") as stream:
            entries = stream.read()
    except FileNotFoundError:
        entries = b""
    except OSError:
        return set()
    if entries[4:8] == _SHORTENED:
        return set()
    ignored = _read(top, paths, os.path.join(own, "info", "exclude"))
    return {path for path in ignored if not _is_entry(top, path, entries)}
