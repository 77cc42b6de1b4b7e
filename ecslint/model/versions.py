"""Versions of providers, as Terraform's constraints allow them.

Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PART = re.compile(r"\s*(>=|<=|!=|~>|=|>|<)?\s*v?(\d+(?:\.\d+)*)\s*")


def may_be_at_least(major: int, constraints: Iterable[str]) -> bool:
    """Whether constraints leave room for this major version or a later one.

    A constraint that cannot be read leaves room.
    """
    return all(_leaves_room(major, part) for constraint in constraints for part in constraint.split(","))


def _leaves_room(major: int, part: str) -> bool:
    found = _PART.fullmatch(part)
    if found is None:
        return True
    version = [int(number) for number in found[2].split(".")]
    match found[1]:
        case "<":
            return version > [major] + [0] * (len(version) - 1)
        case "<=" | "=" | None:
            return version[0] >= major
        case "~>":
            return len(version) == 1 or version[0] >= major
    return True
