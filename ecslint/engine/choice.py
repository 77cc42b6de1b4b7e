"""Choice: the rules that are run on a stack, with the severities that they have there."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.engine.finding import Finding
from ecslint.engine.rule import Rule


def _none(finding: Finding) -> bool:
    return False


class Choice:
    """The rules of a stack, and the findings of theirs that are not asked for where they are.

    `codes` are those of the rules.
    """

    __slots__ = ("_by_code", "codes", "leaves_out", "rules")

    def __init__(self, rules: list[Rule], leaves_out: Callable[[Finding], bool] = _none) -> None:
        self.rules = rules
        self.leaves_out = leaves_out
        self._by_code = {rule.code: rule for rule in rules}
        self.codes = frozenset(self._by_code)

    def rule(self, code: str) -> Rule:
        """The rule of a code. Raises KeyError for that of another rule."""
        return self._by_code[code]
