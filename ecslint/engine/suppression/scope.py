"""What a comment stands for: the line it ends, or the things that it stands above."""

from __future__ import annotations

from ecslint.engine.suppression.edits import line_end, line_start
from ecslint.engine.suppression.layout import Layout

_OPENING = " \t[({"


Offsets = tuple[int, int]


def scope(text: str, layout: Layout, comment: Offsets) -> Offsets | None:
    """The part of a text that a comment is about; None for a comment with nothing directly below it."""
    start, end = comment
    if not alone(text, start, end):
        return _line_with_what_it_opens(text, layout, start)
    below = _below(text, layout, end)
    if below is None:
        return None
    last = line_end(text, below)
    opened = [node.end for node in layout.nodes if below <= node.start < last]
    return below, max([last, *opened])


def heads(text: str, layout: Layout, comment: Offsets) -> bool:
    """Whether a comment stands among those at the top of a file, before anything else."""
    start, end = comment
    return alone(text, start, end) and not any(node.start < start for node in layout.nodes)


def alone(text: str, start: int, end: int) -> bool:
    """Whether there is nothing else on the lines of a comment; the dash of a list is nothing."""
    before = text[line_start(text, start) : start]
    return not before.strip(" \t-") and not text[end : line_end(text, end)].strip()


def _below(text: str, layout: Layout, end: int) -> int | None:
    """Where the line begins that comes after a comment, and other comments directly below it."""
    comments = dict(layout.comments)
    while True:
        line = line_end(text, end)
        first = line + len(text[line:]) - len(text[line:].lstrip(" \t"))
        if first == len(text) or text[first] in "\r\n":
            return None
        if first not in comments or not alone(text, first, comments[first]):
            return line
        end = comments[first]


def _line_with_what_it_opens(text: str, layout: Layout, at: int) -> Offsets:
    """The line of a comment behind something, and all of the thing that begins there and goes on."""
    first, last = line_start(text, at), line_end(text, at)
    opened = [node for node in layout.nodes if first <= node.start < at < node.end]
    named = [node for node in opened if node.named]
    others = [node for node in opened if not text[node.start : at].strip(_OPENING)]
    whole = [node.end for node in (named or others)[:1]]
    return first, max([last, *whole])
