"""Ignore files read without git: what they mean where it is not installed, or does not answer."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec.pattern import RegexPattern

_MARK = b"\xef\xbb\xbf"
_INSIDE = "ps_d"
"""How pathspec names the slash behind which a path is only inside of what a pattern means."""
_spaces = re.compile(r"(?<!\\) +$")


class _Pattern(NamedTuple):
    """A pattern as pathspec understands it without its last slash, and whether it had one."""

    compiled: RegexPattern
    only_directories: bool

    def means(self, name: str, is_directory: bool) -> bool:
        """Whether it means a path itself, and not only something that it is in."""
        if self.only_directories and not is_directory:
            return False
        found = self.compiled.match_file(name)
        return found is not None and found.match.groupdict().get(_INSIDE) is None


class IgnoreFiles:
    """The ignore files of a directory and of all below it; a file of patterns that counts less than they."""

    def __init__(self, top: str, name: str, least: str = "") -> None:
        self._top = top
        self._name = name
        self._least = least
        self._patterns: dict[str, list[_Pattern]] = {}
        self._directories: dict[str, bool] = {top: False}

    def ignore(self, path: str) -> bool:
        """Whether a file below the directory is ignored."""
        return self.ignore_directory(os.path.dirname(path)) or self._is_said(path, is_directory=False)

    def ignore_directory(self, directory: str) -> bool:
        """Whether a directory is ignored: then nothing in it can be taken back."""
        known = self._directories.get(directory)
        if known is None:
            known = self.ignore_directory(os.path.dirname(directory)) or self._is_said(directory, True)
            self._directories[directory] = known
        return known

    def _is_said(self, path: str, is_directory: bool) -> bool:
        """What the nearest file says that says anything of a path, and in it the last pattern."""
        directory = path
        while directory != self._top:
            directory = os.path.dirname(directory)
            said = self._says(os.path.join(directory, self._name), directory, path, is_directory)
            if said is not None:
                return said
        return bool(self._least and self._says(self._least, self._top, path, is_directory))

    def _says(self, file: str, directory: str, path: str, is_directory: bool) -> bool | None:
        if file not in self._patterns:
            self._patterns[file] = _read(file)
        # Git compares bytes: to it `?` is one of them.
        name = os.fsencode(os.path.relpath(path, directory).replace(os.sep, "/")).decode("latin-1")
        for pattern in reversed(self._patterns[file]):
            if pattern.means(name, is_directory):
                return pattern.compiled.include
        return None


def _read(file: str) -> list[_Pattern]:
    """The patterns of a file; as git does, links are not followed, and what is no pattern is passed over."""
    from pathspec import GitIgnoreSpec

    try:
        if os.path.islink(file):
            return []
        with open(file, "rb") as stream:
            text = stream.read().removeprefix(_MARK).decode("latin-1")
    except OSError:
        return []
    found = []
    for line in text.replace("\r\n", "\n").split("\n"):
        written = _spaces.sub("", line)
        stem = written.removesuffix("/")
        try:
            patterns = [
                each for each in GitIgnoreSpec.from_lines([stem]).patterns if each.include is not None
            ]
        except ValueError:
            continue
        found += [_Pattern(each, stem != written) for each in patterns]
    return found
