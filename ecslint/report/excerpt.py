"""Excerpts of source: the lines of a finding's places, with marks under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ecslint.place import Place
from ecslint.report.characters import cells, visible
from ecslint.report.style import Style
from ecslint.source import Source, Span

_CUT = "…"
_SMALLEST = 20
"""Columns of source that are shown however narrow the terminal is."""

LARGEST = 400
"""Columns of source that are shown however wide it is."""


class Mark:
    """A stretch of one line to underline: columns counted from 0, the end exclusive."""

    __slots__ = ("end", "line", "messages", "primary", "start")

    def __init__(self, span: Span, primary: bool) -> None:
        line, column, end_line, end_column = span.bounds()
        self.line = line
        self.start = column - 1
        self.end = end_column - 1 if end_line == line else len(span.source.line(line).rstrip())
        self.end = max(self.end, self.start + 1)
        self.messages: list[str] = []
        self.primary = primary

    def drawn(self, width: int) -> str:
        """The mark itself and what it says."""
        return " ".join([("^" if self.primary else "-") * width, visible("; ".join(self.messages))]).rstrip()


class Excerpt:
    """The marks in one file, in the order of their lines."""

    __slots__ = ("marks", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.marks: list[Mark] = []

    @property
    def heading(self) -> str:
        """Path, line and column of the first mark; of a file that could not be read, the path."""
        path = visible(self.source.path)
        return f"{path}:{self.marks[0].line}:{self.marks[0].start + 1}" if not self.source.is_empty else path

    def lines(self, gutter: int, width: int, severity: str, style: Style) -> Iterator[str]:
        """The lines of the excerpt between empty gutters, or nothing for a file without text."""
        if self.source.is_empty:
            return
        border = style.frame(" " * gutter + " |")
        room = min(max(width - gutter - 3, _SMALLEST), LARGEST)
        yield border
        last = 0
        for number, marks in self.shown():
            if last and number > last + 1:
                yield style.frame("..." if gutter < 3 else "." * gutter)
            yield from self._line(number, marks, gutter, room, severity, style)
            last = number
        yield border

    def shown(self) -> Iterator[tuple[int, list[Mark]]]:
        """The lines that are shown, with the marks in each; one line between two that have some is too."""
        last = 0
        for number in sorted({mark.line for mark in self.marks}):
            if last and number == last + 2:
                yield number - 1, []
            yield number, sorted((mark for mark in self.marks if mark.line == number), key=_order)
            last = number

    def _line(
        self, number: int, marks: Sequence[Mark], gutter: int, room: int, severity: str, style: Style
    ) -> Iterator[str]:
        """One line and its marks; where it is too long for all of them, once for each mark."""
        shown = cells(self.source.line(number))
        long = sum(width for _, width in shown) > room
        for group in [[mark] for mark in marks] if long and marks else [marks]:
            first, end = _window(shown, group[0] if group else None, room) if long else (0, len(shown))
            text = "".join(text for text, _ in shown[first:end]).rstrip()
            text = (_CUT if first else "") + text + (_CUT if end < len(shown) else "")
            yield (style.frame(f"{number:>{gutter}} |") + f" {text}").rstrip()
            for mark in group:
                before = bool(first) + _columns(shown, first, min(mark.start, len(shown)))
                under = _columns(shown, mark.start, min(mark.end, end)) or 1
                drawn = mark.drawn(under)
                painted = style.severity(drawn, severity) if mark.primary else style.frame(drawn)
                yield style.frame(" " * gutter + " |") + " " * (before + 1) + painted


_MARGIN = 4
"""Characters that a narrower window may show beyond a wider one, where some take two columns."""


def excerpts(at: Place, because: Sequence[Place]) -> list[Excerpt]:
    """One excerpt for each file, that of the primary place first; a span is marked once."""
    by_path: dict[str, Excerpt] = {}
    by_span: dict[Span, Mark] = {}
    for place in (at, *because):
        source = place.span.source
        mark = by_span.get(place.span)
        if mark is None:
            mark = by_span[place.span] = Mark(place.span, primary=place is at)
            by_path.setdefault(source.path, Excerpt(source)).marks.append(mark)
        if place.message and place.message not in mark.messages:
            mark.messages.append(place.message)
    return list(by_path.values())


def within_reach(line: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The parts of a line of which an excerpt may show something: all of it unless it is long."""
    shown = cells(line)
    if _columns(shown, 0, len(shown)) <= LARGEST:
        return [(0, len(line))]
    windows = [_window(shown, mark, LARGEST) for mark in marks] or [_window(shown, None, LARGEST)]
    return sorted((max(first - _MARGIN, 0), min(end + _MARGIN, len(line))) for first, end in windows)


def _order(mark: Mark) -> tuple[int, int]:
    return (not mark.primary, mark.start)


def _columns(shown: Sequence[tuple[str, int]], first: int, end: int) -> int:
    return sum(width for _, width in shown[first:end])


def _window(shown: Sequence[tuple[str, int]], mark: Mark | None, room: int) -> tuple[int, int]:
    """The part of a long line to show: from a little before the mark, as much as there is room for."""
    room -= 2 * len(_CUT)
    if mark is None or _columns(shown, 0, mark.end) <= room:
        first = 0
    else:
        first = min(mark.start, len(shown))
        lead = max((room - _columns(shown, mark.start, mark.end)) // 2, room // 4)
        while first and lead >= shown[first - 1][1]:
            first -= 1
            lead -= shown[first][1]
    end, left = first, room
    while end < len(shown) and left >= shown[end][1]:
        left -= shown[end][1]
        end += 1
    return first, end
