"""The texts of files, for sources that are made again from what was kept."""

from __future__ import annotations

import os

from ecslint import files
from ecslint.source import MAX_BYTES, Source


class _KeptSource(Source):
    """A source whose text is read when it is first asked for: mostly nobody does."""

    __slots__ = ("_texts",)

    def __init__(self, path: str, texts: Texts) -> None:
        super().__init__(path, "")
        del self.text
        self._texts = texts

    def __getattr__(self, name: str) -> str:
        if name != "text":
            raise AttributeError(name)
        self.text = self._texts.of(self.path) or ""
        return self.text


class Texts:
    """The texts of files, each read once."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}
        self._sources: dict[str, Source] = {}

    def of(self, path: str) -> str | None:
        """The text of a file, by the path that a person is shown; None when it cannot be read whole."""
        if path not in self._known:
            self._known[path] = _read(os.path.abspath(path))
        return self._known[path]

    def source(self, path: str) -> Source:
        """The source of a file."""
        if path not in self._sources:
            self._sources[path] = _KeptSource(path, self)
        return self._sources[path]


def _read(path: str) -> str | None:
    try:
        data = files.read(path, MAX_BYTES) if files.is_file(path) else None
        return None if data is None else data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
