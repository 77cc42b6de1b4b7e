"""All exports of a scope, and those of them that an import can mean."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.parsers.cloudformation.export_names import Pattern, meeting

_END = 4


class Export(NamedTuple):
    """An output that a stack exports: the file of its tree, its number in there, and its name."""

    tree: str
    number: int
    output: str


class ExportTable:
    """Exports by the last characters of their names, so that an import is compared with few of them."""

    def __init__(self) -> None:
        self._by_end: dict[str, dict[Pattern, list[Export]]] = {}
        self._met: dict[Pattern, list[tuple[Export, str]]] = {}

    def add(self, pattern: Pattern, export: Export) -> None:
        """Note an export under its name."""
        self._by_end.setdefault(_end(pattern), {}).setdefault(pattern, []).append(export)

    def meeting(self, wanted: Pattern) -> list[tuple[Export, str]]:
        """The exports that an import can mean, with the name that it gives to the stack of each."""
        if wanted not in self._met:
            end = _end(wanted)
            ends = (end, "") if end else tuple(self._by_end)
            patterns = [pattern for each in ends for pattern in self._by_end.get(each, ())]
            stacks = ((pattern, meeting(wanted, pattern)) for pattern in patterns)
            self._met[wanted] = [
                (export, stack)
                for pattern, stack in stacks
                if stack is not None
                for export in self._by_end[_end(pattern)][pattern]
            ]
        return self._met[wanted]


def _end(pattern: Pattern) -> str:
    """The last characters of a name, empty where they are not all text."""
    last = pattern[-1] if pattern else ""
    return last[-_END:] if isinstance(last, str) and len(last) >= _END else ""
