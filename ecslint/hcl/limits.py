"""Limits: what is certain of a number that is not known, such as `(">=", 1)`."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

Limits: TypeAlias = tuple[tuple[str, int | Decimal], ...]

COMPARISONS = {"<", "<=", ">", ">="}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
"""The operators with their operands exchanged."""


def decided(limits: Limits, operator: str, constant: int | Decimal) -> bool | None:
    """Whether a number within limits compares to a constant as an operator says; None when it may or not."""
    for held, limit in limits:
        asked, against = operator, constant
        if held.startswith("<"):
            held, asked, limit, against = MIRRORED[held], MIRRORED[operator], -limit, -against
        above = limit > against or limit == against and held == ">"
        if asked == ">" and above or asked == ">=" and limit >= against:
            return True
        if asked == "<" and limit >= against or asked in ("<=", "==") and above:
            return False
    return None
