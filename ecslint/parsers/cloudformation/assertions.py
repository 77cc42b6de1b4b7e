"""The `Rules` of a template: what their assertions demand of its inputs, and which are certain to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.condition import Condition, conjunction, disjunction, negation
from ecslint.parsers.cloudformation.document import elements, members, text
from ecslint.source import Span
from ecslint.value import Value


class Assertions:
    """The rules of one template; `tree` gives a condition as it is written."""

    def __init__(self, section: Value | None, tree: Callable[[Value], Condition]) -> None:
        self._rules = members(section)
        self._tree = tree

    def constraints(self, exists: Condition) -> Iterator[Condition]:
        """What the rules demand of the inputs, where the stack exists."""
        for rule in self._rules.values():
            demanded: Condition = True
            for asserted, _ in self._asserted(rule):
                demanded = conjunction(demanded, self._tree(asserted))
            constraint = disjunction(negation(conjunction(exists, self._applies(rule))), demanded)
            if not isinstance(constraint, bool):
                yield constraint

    def failures(self, exists: Condition, prefix: str) -> Iterator[tuple[str, Span]]:
        """What fails with the inputs that are given, so that CloudFormation creates nothing."""
        for name, rule in self._rules.items():
            if conjunction(exists, self._applies(rule)) is not True:
                continue
            for asserted, why in self._asserted(rule):
                if self._tree(asserted) is False:
                    message = f"the rule {prefix}{name} refuses what the parameters are"
                    yield f"{message}: {why}" if why else message, asserted.span

    def _applies(self, rule: Value) -> Condition:
        condition = members(rule).get("RuleCondition")
        return True if condition is None else self._tree(condition)

    @staticmethod
    def _asserted(rule: Value) -> Iterator[tuple[Value, str | None]]:
        for assertion in map(members, elements(members(rule).get("Assertions"))):
            if "Assert" in assertion:
                yield assertion["Assert"], text(assertion.get("AssertDescription"))
