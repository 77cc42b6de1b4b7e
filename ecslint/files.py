"""Files as ecslint sees them: those on the disk, and one whose content is given instead.

What is asked here is noted as a fact that what is read rests on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from ecslint import facts

_given: dict[str, bytes] = {}
"""The content that stands in the place of a file, there or not, by its path."""


@contextmanager
def instead(path: str, content: bytes) -> Iterator[None]:
    """For a while a file has this content, as the buffer of an editor does that was not saved."""
    key = located(path)
    before = _given.get(key)
    _given[key] = content
    try:
        yield
    finally:
        del _given[key]
        if before is not None:
            _given[key] = before


@contextmanager
def noted() -> Iterator[set[str]]:
    """The absolute paths of the files that are read or looked for meanwhile, known at the end."""
    paths: set[str] = set()
    with facts.collected() as found:
        try:
            yield paths
        finally:
            paths.update(path for _, path in found)


_DEEP = 100
"""How many directories a path may have before it is not followed step by step."""

_resolved: dict[str, str] = {}
"""Absolute paths without symbolic links, as this run has found them."""


def forget_links() -> None:
    """Follow links anew: another run begins."""
    _resolved.clear()


def resolved(path: str) -> str:
    """The path without symbolic links. Not a fact: nothing is noted."""
    if not os.path.isabs(path):
        path = os.path.join(os.getcwd(), path)
    known = _resolved.get(path)
    if known is None:
        known = _resolved[path] = _follow(path)
    return known


def _follow(path: str) -> str:
    if os.pardir in path or path.count(os.sep) > _DEEP:  # after a link .. leads out of where that leads to
        return os.path.realpath(path)
    directory, name = os.path.split(os.path.normpath(path))
    if not name:
        return directory
    whole = os.path.join(resolved(directory), name)
    return os.path.realpath(whole) if os.path.islink(whole) else whole


def located(path: str) -> str:
    """The absolute path of a file, links among its directories followed, but not the file itself."""
    directory, name = os.path.split(os.path.abspath(path))
    return os.path.join(resolved(directory), name)


def is_file(path: str) -> bool:
    """Whether there is a regular file at a path, itself or through links."""
    return _kind(path) == "file"


def is_directory(path: str) -> bool:
    """Whether there is a directory at a path, itself or through links."""
    return _kind(path) == "directory"


def exists(path: str) -> bool:
    """Whether there is anything at a path, a link that leads nowhere included."""
    return bool(_kind(path)) or os.path.lexists(path)


def names(directory: str) -> list[str]:
    """The names in a directory, sorted. Raises OSError."""
    try:
        found = sorted({*os.listdir(directory), *given_in(directory)})
    except OSError:
        facts.note(facts.NAMES, os.path.abspath(directory), "")
        raise
    if facts.is_noting():
        facts.note(facts.NAMES, os.path.abspath(directory), facts.of_names(found))
    return found


def plain_names(directory: str) -> list[str]:
    """The names in a directory that are none of directories, sorted. Raises OSError."""
    found, every = given_in(directory), []
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                every.append(entry.name)
                if not entry.is_dir():
                    found.append(entry.name)
    except OSError:
        facts.note(facts.NAMES, os.path.abspath(directory), "")
        raise
    if facts.is_noting():
        facts.note(facts.NAMES, os.path.abspath(directory), facts.of_names([*every, *given_in(directory)]))
    return sorted(set(found))


def below(directory: str, most: int) -> list[str] | None:
    """The paths of all files below a directory, relative to it, with slashes; None when there are more."""
    found: list[str] = []
    for folder, _, names in os.walk(directory):
        relative = os.path.relpath(folder, directory).replace(os.sep, "/")
        found += [name if relative == "." else f"{relative}/{name}" for name in names]
        if len(found) > most:
            break
    if facts.is_noting():
        facts.note(f"{facts.BELOW} {most}", os.path.abspath(directory), facts.of_names(found))
    return found if len(found) <= most else None


def real(path: str) -> str:
    """The path without symbolic links."""
    found = resolved(path)
    facts.note(facts.REAL, os.path.abspath(path), found)
    return found


def are_given() -> bool:
    """Whether the content of any file is given."""
    return bool(_given)


def given_in(directory: str) -> list[str]:
    """The names of files in a directory whose content is given."""
    if not _given:
        return []
    here = resolved(directory)
    return [os.path.basename(path) for path in _given if os.path.dirname(path) == here]


def size(path: str) -> int:
    """How many bytes a file has. Raises OSError."""
    return len(_given[located(path)]) if _is_given(path) else os.stat(path).st_size


def read(path: str, limit: int) -> bytes:
    """The content of a file, as far as the limit. Raises OSError."""
    try:
        data = _read(path, limit)
    except OSError:
        facts.note(facts.CONTENT, os.path.abspath(path), "")
        raise
    if facts.is_noting():
        facts.note(facts.CONTENT, os.path.abspath(path), facts.digest(data))
    return data


def _read(path: str, limit: int) -> bytes:
    if _is_given(path):
        return _given[located(path)][:limit]
    with open(path, "rb", buffering=0) as stream:
        if os.fstat(stream.fileno()).st_size < limit:
            return stream.readall()[:limit]
    with open(path, "rb") as stream:  # to read so much takes memory for all of it, whatever there is
        return stream.read(limit)


def _kind(path: str) -> str:
    """What is at a path: a file, a directory, something else or nothing."""
    try:
        mode = os.stat(path).st_mode
        kind = "file" if stat.S_ISREG(mode) else "directory" if stat.S_ISDIR(mode) else "other"
    except (OSError, ValueError):
        kind = ""
    if kind != "file" and _is_given(path):
        kind = "file"
    facts.note(facts.KIND, os.path.abspath(path), kind)
    return kind


def _is_given(path: str) -> bool:
    return bool(_given) and located(path) in _given
