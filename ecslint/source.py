"""Files, spans, lines and columns: where every value in ecslint comes from."""

from __future__ import annotations

import os
from bisect import bisect_right

from ecslint import facts, files

MAX_BYTES = 8 * 1024 * 1024
"""Largest file that is read, in bytes; a larger one is reported as ECS001."""


class Unreadable(Exception):
    """A file, or a part of it, that cannot be read: becomes an ECS001 finding at its place."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class Source:
    """The text of one file, and the path under which it is shown.

    `name` tells it from all other sources; `quoted` is the place for which it stands where a person
    has never seen its text (see QuotedSource).
    """

    __slots__ = ("path", "text", "name", "quoted", "_starts")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.name = path
        self.quoted: Span | None = None
        self._starts: list[int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to show."""
        return not self.text

    def bounds(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Line, column, end line and end column of a stretch, as Span.bounds gives them."""
        return *self.position(start), *self.position(end)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, both counted from 1, columns in code points."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int | None:
        """The character offset of a line and column, None where the text has no such line."""
        starts = self._line_starts()
        if not 1 <= line <= len(starts):
            return None
        return starts[line - 1] + min(max(column - 1, 0), len(self.line(line)))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line ending; empty past the end."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts, find = [0], self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


class Span:
    """A stretch of a source: character offsets, the end exclusive."""

    __slots__ = ("source", "start", "end")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def line(self) -> int:
        return self.bounds()[0]

    @property
    def shown(self) -> Span:
        """The place that a person is shown: what a quoted source stands for."""
        place = self
        while place.source.quoted is not None:
            place = place.source.quoted
        return place

    def bounds(self) -> tuple[int, int, int, int]:
        """Line, column, end line and end column, counted from 1; the end column is exclusive."""
        return self.source.bounds(self.start, self.end)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Span)
            and self.start == other.start
            and self.end == other.end
            and self.source.name == other.source.name
        )

    def __hash__(self) -> int:
        return hash((self.source.name, self.start, self.end))

    def __repr__(self) -> str:
        line, column, *_ = self.bounds()
        return f"Span({self.source.path}:{line}:{column})"


class QuotedSource(Source):
    """Text that no person wrote, in the place of something they did: all of it is shown as that place."""

    __slots__ = ()

    def __init__(self, name: str, text: str, quoted: Span) -> None:
        super().__init__(quoted.source.path, text)
        self.name = f"{quoted.source.name}:{quoted.start}:{name}"
        self.quoted = quoted

    def bounds(self, start: int, end: int) -> tuple[int, int, int, int]:
        assert self.quoted is not None
        return self.quoted.bounds()


class Workspace:
    """Reads files for the parsers: each once, only below the root, never more than MAX_BYTES.

    `root` is the directory that a configuration may not leave (the repository); paths are shown
    relative to the working directory where they lie below it.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self.directory = os.getcwd()
        self._sources: dict[str, tuple[Source | Unreadable, facts.Facts]] = {}

    def shown(self, path: str) -> str:
        """The path as a person is shown it: relative to the working directory, with slashes."""
        absolute = os.path.abspath(path)
        if absolute == self.directory:
            return os.curdir
        if absolute.startswith(os.path.join(self.directory, "")):
            absolute = absolute[len(os.path.join(self.directory, "")) :]
        return absolute.replace(os.sep, "/")

    def contains(self, path: str) -> bool:
        """Whether a path, with symbolic links followed, lies below the root."""
        real = files.real(path)
        return real == self.root or real.startswith(os.path.join(self.root, ""))

    def read(self, path: str) -> Source:
        """The source at a path.

        Raises Unreadable when it is outside the root, missing, too large, or not UTF-8.
        """
        key = os.path.abspath(path)
        known = facts.once(self._sources, key, lambda: self._loaded(key))
        if isinstance(known, Unreadable):
            raise known
        return known

    def sources(self) -> list[Source]:
        """Every source read so far."""
        return [source for source, _ in self._sources.values() if isinstance(source, Source)]

    def _loaded(self, path: str) -> Source | Unreadable:
        try:
            return self._load(path)
        except Unreadable as problem:
            return problem

    def _load(self, path: str) -> Source:
        shown = self.shown(path)
        start = Span(Source(shown, ""), 0, 0)
        if not self.contains(path):
            raise Unreadable("the path leaves the repository, so the file is not read", start)
        try:
            size = files.size(path)
            if size > MAX_BYTES:
                facts.note(facts.UNSURE, path, "")
                raise Unreadable(
                    f"the file has {size:,} bytes, more than the {MAX_BYTES:,} that ecslint reads", start
                )
            if not files.is_file(path):
                raise Unreadable("this is not a regular file", start)
            data = files.read(path, MAX_BYTES + 1)
        except OSError as error:
            raise Unreadable(f"the file cannot be read: {error.strerror}", start) from error
        return Source(shown, _decode(data, shown))


def _decode(data: bytes, shown: str) -> str:
    """UTF-8, with or without a byte order mark; Unreadable at the first byte that is neither."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = Source(shown, data[: error.start].decode("utf-8", "replace"))
        place = Span(readable, len(readable.text), len(readable.text))
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "the file is UTF-16, as `>` writes it in Windows PowerShell; save it as UTF-8"
        else:
            message = f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be decoded"
        raise Unreadable(message, place) from error
