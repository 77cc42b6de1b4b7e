"""Removal of suppressions that are of no use: of a whole comment or entry, or of some of its codes."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.engine.suppression.edits import Edit, line_end, line_start
from ecslint.engine.suppression.ignore import Ignore
from ecslint.engine.suppression.judgement import Useless
from ecslint.engine.suppression.layout import layout
from ecslint.engine.suppression.scope import alone
from ecslint.source import Source


class Removal:
    """The edits that take away useless suppressions, by file, and what has to be done by hand."""

    def __init__(self, useless: Iterable[Useless]) -> None:
        self.by_hand: list[Useless] = []
        self._sources: dict[str, Source] = {}
        self._edits: dict[str, list[Edit]] = {}
        removable: dict[int, list[Useless]] = {}
        for each in useless:
            if each.removable:
                removable.setdefault(id(each.ignore), []).append(each)
            else:
                self.by_hand.append(each)
        for found in removable.values():
            self._add(found[0].ignore, found)

    def edits(self) -> Iterable[tuple[Source, list[Edit]]]:
        """The files that change, and how."""
        for path, edits in self._edits.items():
            yield self._sources[path], edits

    def _add(self, ignore: Ignore, found: list[Useless]) -> None:
        source = ignore.suppression.span.source
        gone = {id(each.word) for each in found}
        left = [] if None in (each.word for each in found) else [w for w in ignore.words if id(w) not in gone]
        edit = (
            _entry(ignore, bool(left))
            if ignore.suppression.external
            else _comment(ignore, [w.text for w in left])
        )
        if edit is None:
            self.by_hand += found
        else:
            self._sources[source.path] = source
            self._edits.setdefault(source.path, []).append(edit)


def _entry(ignore: Ignore, partly: bool) -> Edit | None:
    """A table of a configuration file, up to the next one; not where only some of its codes go."""
    span = ignore.suppression.span
    text = span.source.text
    if partly or not text.startswith("[[", span.start):
        return None
    start = line_start(text, span.start)
    at = line_end(text, start)
    while at < len(text) and not text[at:].lstrip(" \t").startswith("["):
        at = line_end(text, at)
    return Edit(start, at)


def _comment(ignore: Ignore, left: list[str]) -> Edit | None:
    """A comment, its line if there is nothing else on it, or the codes in it that are of no use."""
    span = ignore.suppression.span
    text = span.source.text
    if left:
        first, last = ignore.words[0].span, ignore.words[-1].span
        return Edit(first.start, last.end, ", ".join(left))
    for start, end in layout(span.source).comments:
        if start <= span.start and span.end <= end:
            return _without(text, start, end, span.start, span.end)
    return None


def _without(text: str, start: int, end: int, first: int, last: int) -> Edit:
    """A comment without the instruction in it, and gone when there is nothing else in it."""
    if text[start:first].strip("#/* \t") or text[last:end].strip("#/* \t\r\n"):
        return Edit(start + len(text[start:first].rstrip("#/ \t")), last)
    if alone(text, start, end) and not text[line_start(text, start) : start].strip():
        return Edit(line_start(text, start), line_end(text, end))
    before = text[line_start(text, start) : start]
    return Edit(start - len(before) + len(before.rstrip()), end)
