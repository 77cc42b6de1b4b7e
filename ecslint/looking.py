"""Looking at units: what is known of them is taken from the cache, the others are loaded and checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ecslint import facts
from ecslint.engine.observation import Observed, observe
from ecslint.model.index import Index

if TYPE_CHECKING:
    from ecslint.cache.record import Record
    from ecslint.cache.texts import Texts
    from ecslint.engine.choice import Choice
    from ecslint.engine.observation import Observation
    from ecslint.memory import Kept
    from ecslint.resource import Stack
    from ecslint.unit import Unit

Ask = Callable[[int], Any]
Choose = Callable[["Stack"], "Choice"]
Progress = Callable[[int, int], None]
"""Is told how many units are done, of how many."""


class Seen(NamedTuple):
    """The stacks of units, in the order of their names; by their ids what the rules gave, and the unit."""

    stacks: list[Stack]
    observed: dict[int, Observation]
    units: dict[int, Unit]


class Look:
    """How units are looked at.

    `choose` gives the rules of a stack, `whole` tells whether a stack is needed with all its resources
    even after the rules have been run.
    """

    def __init__(
        self,
        choose: Choose,
        whole: Callable[[Stack], bool],
        store: Kept | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._choose = choose
        self._whole = whole
        self._store = store
        self._progress = progress or (lambda done, of: None)
        self._done: dict[int, list[Observed]] = {}

    def at(
        self,
        units: list[Unit],
        jobs: int = 1,
        least: int = 2,
        again: Callable[[], Ask] | None = None,
    ) -> Seen:
        """Look at units, in so many processes at once for so many unknown units at least.

        Raises Refusal, and WorkerLost.
        `again` finds the units again in a process that does not have them, and answers as `ask` does.
        """
        left = [number for number, unit in enumerate(units) if not self._is_known(number, unit)]
        done = len(units) - len(left)
        if jobs > 1 and len(left) >= least:
            from ecslint.workers import in_workers

            ask = self.ask(units)
            for number, answer in in_workers(ask, again or (lambda: ask), left, jobs):
                done += 1
                self._progress(done, len(units))
                if answer is not None:
                    self._take(number, units[number], *answer)
            left = [number for number in left if number not in self._done]
        for number in left:
            self._look(number, units[number])
            done = max(done, len(self._done))
            self._progress(done, len(units))
        if self._store is not None:
            self._store.save()
        every = [(observed, unit) for number, unit in enumerate(units) for observed in self._done[number]]
        every.sort(key=lambda each: each[0].stack.name)
        return Seen(
            [observed.stack for observed, _ in every],
            {id(observed.stack): observed.observation for observed, _ in every},
            {id(observed.stack): unit for observed, unit in every},
        )

    @cached_property
    def _texts(self) -> Texts:
        from ecslint.cache.texts import Texts

        return Texts()

    def ask(self, units: list[Unit]) -> Ask:
        """Gives what is recorded of the unit of a number."""
        return lambda number: self.recorded(units[number])

    def recorded(self, unit: Unit) -> tuple[Record, facts.Facts] | None:
        """What the rules give of a unit, as plain data, and what it rests on.

        None where that would not do: a rule breaks down, or a stack is needed whole.
        """
        return self._recorded(unit, self._observed(unit))

    def _recorded(self, unit: Unit, observed: list[Observed]) -> tuple[Record, facts.Facts] | None:
        from ecslint.cache.record import encode

        if any(each.observation.faults or self._whole(each.stack) for each in observed):
            return None
        return {**encode(observed, self._texts), "rules": self._rules(observed)}, unit.facts

    def _is_known(self, number: int, unit: Unit) -> bool:
        found = None if self._store is None else self._store.get(unit.identity)
        return found is not None and self._take(number, unit, *found, keep=False)

    def _take(self, number: int, unit: Unit, record: Record, seen: facts.Facts, keep: bool = True) -> bool:
        """Take a record for what it says, if the rules are those that are to be run now."""
        from ecslint.cache.record import decode

        try:
            observed = decode(record, self._texts)
            rules = record["rules"]
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            return False
        if rules != self._rules(observed) or any(self._whole(each.stack) for each in observed):
            return False
        facts.again(seen)
        self._done[number] = observed
        if keep and self._store is not None:
            self._store.put(unit.identity, record, seen)
        return True

    def _look(self, number: int, unit: Unit) -> None:
        """Look at a unit here, and keep what comes out."""
        observed = self._done[number] = self._observed(unit)
        if self._store is not None:
            recorded = self._recorded(unit, observed)
            if recorded is not None:
                self._store.put(unit.identity, *recorded)

    def _observed(self, unit: Unit) -> list[Observed]:
        chosen = [(stack, self._choose(stack).rules) for stack in unit.stacks()]
        with facts.collected() as seen:
            observed = [Observed(stack, observe(Index(stack), rules)) for stack, rules in chosen]
        unit.facts |= seen
        return observed

    def _rules(self, observed: list[Observed]) -> list[str]:
        """What tells the rules of each stack from others."""
        return [_digest(self._choose(each.stack).codes) for each in observed]


@cache
def _digest(codes: frozenset[str]) -> str:
    return facts.digest(",".join(sorted(codes)).encode())
