"""What an entry of a configuration file is about: files, and in them an address or a path."""

from __future__ import annotations

import os
import re

from ecslint.engine.suppression.suppressions import Touched
from ecslint.patterns import expression
from ecslint.resource import Stack
from ecslint.source import Source, Span
from ecslint.value import Known, Mapping, Sequence, Value

_DOCUMENTS = (".json", ".yaml", ".yml", ".template")
_part = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<key>[^\]=]+)=(?P<value>[^\]]*)\]|\[(?P<number>\d+)\]|\.").match


class Files:
    """The files of a pattern, which is relative to a directory, and in them what `where` leads to.

    `where` is the address of a resource or module, or a path into a document.
    """

    __slots__ = ("_found", "_matches", "directory", "path", "where")

    def __init__(self, directory: str, pattern: str, where: str) -> None:
        self.directory = os.path.realpath(directory)
        self._matches = re.compile(expression(pattern)).fullmatch
        plain = not re.search(r"[*?\[]", pattern)
        self.path = os.path.normpath(os.path.join(self.directory, pattern if plain else ""))
        self.where = where
        self._found: dict[str, list[tuple[int, int]]] = {}

    def covers(self, touched: Touched) -> bool:
        spans = [span for span in touched.spans if self.concerns(span.source.path)]
        if not spans or not self.where:
            return bool(spans)
        if any(map(self._leads_to, touched.addresses)):
            return True
        return any(
            start <= span.start < end
            for span in spans
            for start, end in self._stretches(span.source, touched.within)
        )

    def holds(self, span: Span) -> bool:
        return self.concerns(span.source.path)

    def concerns(self, path: str) -> bool:
        directory, name = os.path.split(os.path.abspath(path))
        real = os.path.join(os.path.realpath(directory), name)
        relative = os.path.relpath(real, self.directory).replace(os.sep, "/")
        return self._matches(relative) is not None

    def _leads_to(self, address: str) -> bool:
        """Whether an address is the one that is given, an instance of it, or inside of it."""
        if not address.startswith(self.where):
            return False
        return address[len(self.where) :][:1] in ("", ".", "[")

    def _stretches(self, source: Source, stack: Stack | None) -> list[tuple[int, int]]:
        if source.path not in self._found:
            found: list[tuple[int, int]] = []
            if source.path.endswith(_DOCUMENTS):
                for root in _roots(source, stack):
                    found = found or list(_led(self.where, root))
            self._found[source.path] = found
        return self._found[source.path]


def _roots(source: Source, stack: Stack | None) -> list[Value]:
    """What a path may start from: the whole document, or a resource in it."""
    from ecslint.parsers.cloudformation.document import read

    resources = [] if stack is None else stack.resources
    root, _ = read(source)
    return [root, *(each.body for each in resources if each.body.span.source.path == source.path)]


def _led(where: str, value: Value) -> list[tuple[int, int]]:
    """The stretch to which a path leads from a value, or nothing."""
    at, stretch = 0, (value.span.start, value.span.end)
    while at < len(where):
        part = _part(where, at)
        found = None if part is None else _step(value, part.groupdict())
        if part is None or found is None:
            return []
        value, start = found
        stretch = start, value.span.end
        at = part.end()
    return [stretch]


def _step(value: Value, part: dict[str, str | None]) -> tuple[Value, int] | None:
    name, key, number = part["name"], part["key"], part["number"]
    if name is None and key is None and number is None:
        return value, value.span.start
    if name is not None and isinstance(value, Mapping):
        item = value.items.get(name)
        return None if item is None else (item, value.keys.get(name, item.span).start)
    if isinstance(value, Sequence):
        for at, item in enumerate(value.items):
            if str(at) == number or (key is not None and _is(item, key, part["value"] or "")):
                return item, item.span.start
    return None


def _is(item: Value, key: str, text: str) -> bool:
    member = item.items.get(key) if isinstance(item, Mapping) else None
    return isinstance(member, Known) and str(member.value) == text.strip("\"'")
