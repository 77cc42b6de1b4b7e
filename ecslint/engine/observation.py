"""What the rules give of one stack, before it is decided what of it is suppressed, merged and shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.engine.finding import Finding
from ecslint.engine.subjects import subjects
from ecslint.engine.worlds import Branch, combine
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.service import Service
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Stack
from ecslint.source import Span
from ecslint.value import Unknown

if TYPE_CHECKING:
    from ecslint.engine.rule import Rule

COUNTED: Final[tuple[type[ResourceEntity], ...]] = (TaskDefinition, Service, TargetGroup)
"""What a summary counts."""


class Abstained(NamedTuple):
    """That a rule could not decide something: its code, of which resource, where, and why."""

    code: str
    resource: str
    span: Span
    reason: str


class Observation:
    """The findings of each rule by its code, as the rule gave them, and what the rules abstained from.

    `counted` has, for each kind in COUNTED, its resources: their identity, for what several stacks
    import from is a part of each, and their address.
    """

    __slots__ = ("abstained", "counted", "faults", "found")

    def __init__(self, counted: Sequence[Sequence[tuple[object, str]]]) -> None:
        self.found: dict[str, list[Finding]] = {}
        self.abstained: list[Abstained] = []
        self.faults: list[tuple[str, Exception]] = []
        self.counted = counted


class Observed(NamedTuple):
    """A stack, and what the rules gave of it."""

    stack: Stack
    observation: Observation


def observe(index: Index, rules: Iterable[Rule]) -> Observation:
    """Ask the rules about a stack."""
    counted = [[(id(each), each.address) for each in index.resources(kind)] for kind in COUNTED]
    observation = Observation(counted)
    for rule in rules:
        try:
            observation.found[rule.code] = _of_rule(index, rule, observation.abstained)
        except Exception as fault:  # one rule's fault must not hide what the others find
            observation.faults.append((rule.code, fault))
    return observation


def _of_rule(index: Index, rule: Rule, abstained: list[Abstained]) -> list[Finding]:
    found: list[Finding] = []
    whole = {(unknown.reason, unknown.span): unknown.identity for unknown in index.stack.unknowns}
    for address, branches in subjects(index, rule):
        found += combine(branches)
        for branch in branches:
            unknown = _unknown(branch, index)
            if unknown is not None and not branch.world.speculative:
                # What a module that was not read hides from all who need it is said once, of the module.
                hiding = whole.get((unknown.reason, unknown.span)) or address
                abstained.append(Abstained(rule.code, hiding, unknown.span.shown, unknown.reason))
    return found


def _unknown(branch: Branch, index: Index) -> Unknown | None:
    if branch.excess:
        return Unknown("too many combinations of conditions", index.stack.resources[0].span)
    return branch.unknown
