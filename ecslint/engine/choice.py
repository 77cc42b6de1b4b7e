"""Choice: the rules that are run on a stack, with the severities that they have there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ecslint.engine.finding import Finding
from ecslint.engine.rule import Rule


def _none(finding: Finding) -> bool:
    return False


class Choice(NamedTuple):
    """The rules of a stack, and the findings of theirs that are not asked for where they are."""

    rules: list[Rule]
    leaves_out: Callable[[Finding], bool] = _none

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the rules."""
        return frozenset(rule.code for rule in self.rules)
