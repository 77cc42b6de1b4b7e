"""The structure of a file: a name for every place in it that stays the same when lines move."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ecslint.source import Source, Span

_HCL = (".tf", ".tofu", ".tfvars", ".hcl")
_DOCUMENTS = (".json", ".yaml", ".yml", ".template")
_NAMING = (
    "name",
    "address",
    "sid",
    "key",
    "containername",
    "containerport",
    "sourcevolume",
    "capacityprovider",
    "fromport",
)
"""The members by which an item of a list is told from the others, the better ones first."""


class Part(NamedTuple):
    """A part of a file, how it is called in what holds it, and the parts that it holds."""

    start: int
    end: int
    name: str
    inner: Iterable[Part]


class Outline:
    """All named parts of a file, in order of their start."""

    __slots__ = ("_ends", "_names", "_parents", "_starts")

    def __init__(self, parts: Iterable[Part]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._names: list[str] = []
        self._parents: list[int] = []
        waiting = [(part, -1) for part in reversed(list(parts))]
        while waiting:
            part, parent = waiting.pop()
            at = len(self._starts)
            self._starts.append(part.start)
            self._ends.append(part.end)
            self._names.append(part.name)
            self._parents.append(parent)
            inner = sorted(part.inner, key=lambda each: each.start)
            waiting += [(each, at) for each in reversed(list(_numbered(inner)))]

    def address(self, offset: int) -> str:
        """The names of the parts in which an offset lies, the outermost first."""
        at = self._innermost(offset)
        names: list[str] = []
        while at >= 0:
            names.append(self._names[at])
            at = self._parents[at]
        return ".".join(reversed(names))

    def extent(self, offset: int) -> tuple[int, int] | None:
        """The innermost part in which an offset lies, from its start to its end."""
        at = self._innermost(offset)
        return None if at < 0 else (self._starts[at], self._ends[at])

    def _innermost(self, offset: int) -> int:
        at = bisect_right(self._starts, offset) - 1
        while at >= 0 and self._ends[at] <= offset:
            at = self._parents[at]
        return at


@lru_cache(maxsize=512)
def outline(source: Source) -> Outline:
    """The outline of a file; empty for text without a structure that is known."""
    return Outline(_numbered(_parts(source)))


def address(span: Span) -> str:
    """Where a place lies in the structure of its file."""
    return outline(span.source).address(span.start)


def naming(members: Iterable[tuple[str, object]]) -> str:
    """How an item with these members is told from others, or nothing."""
    scalars = {
        name.lower().replace("_", ""): value
        for name, value in members
        if isinstance(value, (str, int)) and value != ""
    }
    return next((f"[{name}={scalars[name]}]" for name in _NAMING if name in scalars), "")


def _numbered(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, those with a name that an earlier one has being told apart by their number."""
    seen: dict[str, int] = {}
    for part in parts:
        number = seen[part.name] = seen.get(part.name, 0) + 1
        yield part if number == 1 else part._replace(name=f"{part.name}#{number}")


def _parts(source: Source) -> Iterable[Part]:
    if source.quoted is not None:
        return ()
    if source.path.endswith(_HCL):
        from ecslint.engine.baseline.outline_of_hcl import parts_of_hcl

        return parts_of_hcl(source)
    from ecslint.engine.baseline.outline_of_values import parts_of_document, parts_of_text

    if source.path.endswith(_DOCUMENTS):
        return parts_of_document(source)
    return parts_of_text(source.text, 0)
