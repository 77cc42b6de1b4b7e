"""Edits of a text: stretches and what they become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """A stretch of a text and the text that takes its place."""

    start: int
    end: int
    text: str = ""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; they must not overlap."""
    pieces, at = [], 0
    for start, end, replacement in sorted(edits):
        pieces += [text[at:start], replacement]
        at = end
    return "".join([*pieces, text[at:]])


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """The offset after the end of a line, its newline included."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def whole_lines(text: str, start: int, end: int) -> Edit:
    """The removal of lines; of the blank ones around it as many are left as there were between others."""
    first, after = line_start(text, start), line_end(text, end)
    blank_before = first == 0 or not text[line_start(text, first - 1) : first].strip()
    if blank_before and after < len(text) and not text[after : line_end(text, after)].strip():
        after = line_end(text, after)
    elif blank_before and after == len(text) and first:
        first = line_start(text, first - 1)
    return Edit(first, after)


def outermost(edits: Iterable[Edit]) -> list[Edit]:
    """The edits without those within a stretch that another one takes away."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not found or edit.start >= found[-1].end:
            found.append(edit)
    return found
