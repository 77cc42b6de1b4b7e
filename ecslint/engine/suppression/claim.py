"""Claims that a word of a suppression silences nothing: made by the parts of a run, decided on the whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Key = tuple[str, int, int, int, int]
"""A word: the file, offsets and, of several in one place, number of its suppression, and its own number."""


class Claim(NamedTuple):
    """What a part of the stacks shows: whether the word is used, else whether it is certain that it is not.

    `level` says how near to the suppression the stacks are that this rests on (see Suppressions.concerned):
    where others are nearer, it does not matter.
    """

    is_used: bool
    level: int = 0
    is_certain: bool = False

    def beside(self, other: Claim) -> Claim:
        """What two parts show together."""
        level = max(self.level, other.level)
        nearest = [claim.is_certain for claim in (self, other) if claim.level == level]
        return Claim(self.is_used or other.is_used, level, all(nearest))


def over_all(parts: Iterable[dict[Key, Claim]]) -> dict[Key, Claim]:
    """What all parts show of each word."""
    found: dict[Key, Claim] = {}
    for claims in parts:
        for key, claim in claims.items():
            found[key] = claim.beside(found[key]) if key in found else claim
    return found


def holds(claim: Claim | None) -> bool:
    """Whether it is certain that a word silences nothing."""
    return claim is not None and claim.is_certain and not claim.is_used
