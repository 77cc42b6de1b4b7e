"""Shards: parts of a run that machines take over, each the same whenever nothing much has changed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from ecslint.unit import Unit

if TYPE_CHECKING:
    from ecslint.cache.record import Record
    from ecslint.facts import Facts
    from ecslint.looking import Records

_TOLERANCE = 1.1
"""How much more than its equal share a shard may get."""


class Gathering:
    """Records that are known or found out, gathered for the report of a shard; `inner` keeps them too."""

    def __init__(self, inner: Records | None) -> None:
        self._inner = inner
        self.records: dict[str, Record] = {}

    def get(self, unit: Unit) -> tuple[Record, Facts] | None:
        """What is known of a unit and what that rests on."""
        found = None if self._inner is None else self._inner.get(unit)
        if found is not None:
            self.records[unit.name] = found[0]
        return found

    def put(self, unit: Unit, record: Record, seen: Facts) -> None:
        """Keep what has been found out."""
        self.records[unit.name] = record
        if self._inner is not None:
            self._inner.put(unit, record, seen)

    def save(self) -> None:
        """Write down what is to be kept."""
        if self._inner is not None:
            self._inner.save()


class Joined:
    """The records of several shards."""

    def __init__(self, shards: Iterable[dict[str, Any]]) -> None:
        self._records = {name: record for shard in shards for name, record in shard["units"].items()}

    def get(self, unit: Unit) -> tuple[Record, Facts] | None:
        """What a shard knows of a unit."""
        record = self._records.get(unit.name)
        return None if record is None else (record, {})

    def put(self, unit: Unit, record: Record, seen: Facts) -> None:
        """Nothing is kept of what no shard could tell."""

    def save(self) -> None:
        """There is nothing to be kept."""


def part(units: list[Unit], number: int, count: int) -> list[Unit]:
    """The units of one of so many shards, counted from 1, in their order."""
    places = assigned({unit.name: unit.size() for unit in units}, count)
    return [unit for unit in units if places[unit.name] == number - 1]


def assigned(sizes: dict[str, int], count: int) -> dict[str, int]:
    """The shard of each name, counted from 0.

    Its hash says to which shard a name belongs, whatever else there is. Where that one is full the next
    takes it that is not, and the emptiest where all are: only who does not fit in moves. What is large
    is placed first.
    """
    most = max(sum(sizes.values()) / count * _TOLERANCE, 1)
    loads = [0] * count
    places: dict[str, int] = {}
    for _, preferred, name in sorted(
        (min(most / 4 - size, 0), _hash(name), name) for name, size in sizes.items()
    ):
        size = sizes[name]
        order = [(preferred + step) % count for step in range(count)]
        fitting = [shard for shard in order if loads[shard] + size <= most]
        places[name] = shard = fitting[0] if fitting else min(order, key=loads.__getitem__)
        loads[shard] += size
    return places


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())
