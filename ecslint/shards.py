"""Shards: parts of a run that machines take over, each the same whenever nothing much has changed."""

from __future__ import annotations

from hashlib import blake2b

from ecslint.unit import Unit

_TOLERANCE = 1.1
"""How much more than its equal share a shard may get."""


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
