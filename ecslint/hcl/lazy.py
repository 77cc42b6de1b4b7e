"""A mapping of which each member is evaluated when it is first read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ecslint.source import Span
from ecslint.value import Mapping, Unknown, Value


class LazyMapping(Mapping):
    """The body of a resource or the outputs of a module.

    `get` evaluates one member alone, so that two resources can read each other's attributes;
    `items` evaluates all of them.
    """

    __slots__ = ("_compute", "_found", "_names", "_running")

    def __init__(
        self,
        names: Iterable[str],
        compute: Callable[[str], Value],
        span: Span,
        keys: dict[str, Span],
        open: Unknown | None = None,
    ) -> None:
        self._names = names if isinstance(names, dict) else dict.fromkeys(names)
        self._compute = compute
        self._found: dict[str, Value] = {}
        self._running: set[str] = set()
        self.span = span
        self.keys = keys
        self.via = ()
        self.open = open
        self.kind = "block"

    def get(self, name: str) -> Value | None:
        """One member, or None when there is none of the name."""
        found = self._found.get(name)
        if found is not None or name not in self._names:
            return found
        place = self.keys.get(name, self.span)
        if name in self._running:
            return Unknown(f"{name} depends on itself", place)
        self._running.add(name)
        try:
            found = self._compute(name)
        except RecursionError:
            found = Unknown("the expression is nested too deeply to evaluate", place)
        finally:
            self._running.discard(name)
        self._found[name] = found
        return found

    @property
    def items(self) -> dict[str, Value]:
        if len(self._found) < len(self._names):
            for name in self._names:
                self.get(name)
            self._found = {name: self._found[name] for name in self._names if name in self._found}
        return self._found

    @items.setter
    def items(self, items: dict[str, Value]) -> None:
        self._found = items
        self._names = dict.fromkeys(items)
