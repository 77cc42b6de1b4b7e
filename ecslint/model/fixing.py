"""How rules say what mends a finding: values set, taken away and renamed where they are written.

A fix is given only where the place is certain: a literal in a file that people write, which came to where
it is read from nowhere else. Everything else gives None, and the finding has no fix.
"""

from __future__ import annotations

from collections.abc import Callable

from ecslint.condition import Scalar
from ecslint.fix import DISPLAY, SAFE, UNSAFE, Fix
from ecslint.model.entity import Entity
from ecslint.model.shape import Part

Provided = Callable[[], bool]
"""A further condition of a fix: what cannot be found out counts as not met."""


def set_value(
    entity: Entity,
    attribute: str,
    value: Scalar,
    why: str = "",
    safety: str = UNSAFE,
    provided: Provided | None = None,
) -> Fix | None:
    """Give an attribute another value, or one where it has none; without a value there is no fix."""
    from ecslint.model.changes import Change

    change = Change(entity, why, safety)
    if value in (None, "") or provided is not None and not change.certainly(provided):
        return None
    return change.certainly(lambda: change.set_value(attribute, value))


def remove(entity: Entity, attribute: str, why: str = "", safety: str = UNSAFE) -> Fix | None:
    """Take an attribute away."""
    from ecslint.model.changes import Change

    change = Change(entity, why, safety)
    return change.certainly(lambda: change.remove(attribute))


def set_part(entity: Entity, part: Part, value: Scalar, why: str = "", safety: str = UNSAFE) -> Fix | None:
    """Give a part of an entity another value; one that is no text loses its quotes."""
    from ecslint.model.changes import Change

    change = Change(entity, why, safety)
    return None if value in (None, "") else change.certainly(lambda: change.set_part(part, value))


def rename(entity: Entity, part: Part, key: str, why: str = "", safety: str = UNSAFE) -> Fix | None:
    """Give a part of an entity another key."""
    from ecslint.model.changes import Change

    change = Change(entity, why, safety)
    return change.certainly(lambda: change.rename(part, key))


def safety_of(written: str, meant: str) -> str:
    """How safe it is to take a word for another: only in upper and lower case is that no guess."""
    return SAFE if written.lower() == meant.lower() else DISPLAY
