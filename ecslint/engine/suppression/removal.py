"""Removal of suppressions that are of no use: of a whole comment or entry, or of some of its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ecslint.engine.suppression.edits import Edit, line_end, line_start, outermost
from ecslint.engine.suppression.ignore import Ignore, Path, Word
from ecslint.engine.suppression.judgement import Useless
from ecslint.engine.suppression.layout import layout
from ecslint.engine.suppression.metadata import owner
from ecslint.engine.suppression.pruning import prune
from ecslint.engine.suppression.scope import alone
from ecslint.engine.suppression.tables import prune_tables
from ecslint.source import Source


class Taken(NamedTuple):
    """A suppression that is of no use, or the words in it that are; what has been found of it."""

    ignore: Ignore
    words: list[Word]
    """Those of no use, where others are left."""
    found: list[Useless]

    @property
    def source(self) -> Source:
        return self.ignore.suppression.span.source

    @property
    def paths(self) -> list[Path]:
        """What leads to it, in a document or configuration file."""
        return [word.path for word in self.words] or [self.ignore.path]

    def __str__(self) -> str:
        if self.words:
            return ", ".join(word.text for word in self.words)
        if self.ignore.suppression.external:
            return f"[[suppress]] {', '.join(word.text for word in self.ignore.words)}"
        span = self.ignore.suppression.span
        return " ".join(span.source.text[span.start : span.end].split())


class Removal:
    """The edits that take away useless suppressions, by file, and what has to be done by hand."""

    def __init__(self, useless: Iterable[Useless]) -> None:
        self.by_hand: list[Useless] = []
        self._taken: dict[str, list[Taken]] = {}
        removable: dict[int, list[Useless]] = {}
        for each in useless:
            if each.removable:
                removable.setdefault(id(each.ignore), []).append(each)
            else:
                self.by_hand.append(each)
        for found in removable.values():
            taken = _taken(found)
            self._taken.setdefault(taken.source.path, []).append(taken)

    def edits(self) -> Iterator[tuple[Source, list[Edit], list[Taken]]]:
        """The files that change, how, and what goes."""
        for taken in self._taken.values():
            source = taken[0].source
            edits: list[Edit] = []
            done: list[Taken] = []
            for each in taken:
                if not each.ignore.path and (edit := _comment(each)) is not None:
                    edits.append(edit)
                    done.append(each)
            structured, of_them = _structured(source, [each for each in taken if each.ignore.path])
            done += of_them
            for each in taken:
                if each not in done:
                    self.by_hand += each.found
            if done:
                yield source, outermost([*edits, *structured]), done


def _taken(found: list[Useless]) -> Taken:
    ignore = found[0].ignore
    words = [each.word for each in found if each.word is not None]
    is_whole = len(words) < len(found) or len(words) == len(ignore.words)
    return Taken(ignore, [] if is_whole else words, found)


def _structured(source: Source, taken: list[Taken]) -> tuple[list[Edit], list[Taken]]:
    """The edits that take away as much as can be of a document or configuration file, and what that is."""
    edits = _pruned(source, taken)
    if edits is not None:
        return edits, taken
    done: list[Taken] = []
    edits = []
    for each in taken if len(taken) > 1 else ():
        more = _pruned(source, [*done, each])
        if more is not None:
            edits = more
            done.append(each)
    return edits, done


def _pruned(source: Source, taken: list[Taken]) -> list[Edit] | None:
    if not taken:
        return []
    paths = [path for each in taken for path in each.paths]
    if taken[0].ignore.suppression.external:
        return prune_tables(source, paths)
    return prune(source, paths, owner)


def _comment(taken: Taken) -> Edit | None:
    """A comment, its line if there is nothing else on it, or the codes in it that are of no use."""
    ignore = taken.ignore
    span = ignore.suppression.span
    text = span.source.text
    if taken.words:
        first, last = ignore.words[0].span, ignore.words[-1].span
        left = [word.text for word in ignore.words if word not in taken.words]
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
