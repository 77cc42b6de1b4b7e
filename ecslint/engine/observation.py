"""What the rules give of one stack, before it is decided what of it is suppressed, merged and shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.engine.certainty import in_all_instances
from ecslint.engine.finding import Finding
from ecslint.engine.subjects import Subjects
from ecslint.engine.worlds import Branch, combine
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.service import Service
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Resource, Stack
from ecslint.source import Span
from ecslint.value import Unknown

if TYPE_CHECKING:
    from ecslint.engine.rule import Rule

COUNTED: Final[tuple[type[ResourceEntity], ...]] = (TaskDefinition, Service, TargetGroup)
"""What a summary counts."""


class Abstained(NamedTuple):
    """That a rule could not decide something: its code, of which resource, where, and why.

    Without a code nobody could ask: it is not known what there is.
    """

    code: str
    resource: str
    span: Span
    reason: str


class Observation:
    """The findings of each rule by its code, as the rule gave them, and what the rules abstained from.

    `counted` has, for each kind in COUNTED, its resources: their identity, for what several stacks
    import from is a part of each, and their address. An identity that is a text is the same in all of them.
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
    counted = [[(_identity(each), each.address) for each in index.resources(kind)] for kind in COUNTED]
    observation = Observation(counted)
    subjects = Subjects(index)
    for rule in rules:
        try:
            observation.found[rule.code] = _of_rule(subjects, rule, observation.abstained)
        except Exception as fault:  # one rule's fault must not hide what the others find
            observation.faults.append((rule.code, fault))
    observation.abstained += _unasked(index.stack, observation.abstained)
    return observation


def _unasked(stack: Stack, abstained: list[Abstained]) -> list[Abstained]:
    """What hides parts of a stack, all of its resources perhaps, where no rule had reason to ask about it."""
    said = {(each.reason, each.span) for each in abstained}
    return [
        Abstained("", unknown.identity, unknown.span.shown, unknown.reason)
        for unknown in stack.unknowns
        if (unknown.reason, unknown.span.shown) not in said
    ]


def _identity(resource: Resource) -> object:
    """What tells a resource from all others, in a text where several stacks have it."""
    return f"{resource.owner}: {resource.address}" if resource.owner else id(resource)


def _of_rule(subjects: Subjects, rule: Rule, abstained: list[Abstained]) -> list[Finding]:
    found: list[Finding] = []
    for address, branches in subjects.ask(rule):
        found += combine(branches)
        for branch in branches:
            unknown = _unknown(branch, subjects.stack)
            if unknown is not None and not branch.world.speculative:
                hiding = subjects.hiding(unknown) or address
                abstained.append(Abstained(rule.code, hiding, unknown.span.shown, unknown.reason))
    in_all_instances(found)
    return found


def _unknown(branch: Branch, stack: Stack) -> Unknown | None:
    if branch.excess:
        return Unknown("too many combinations of conditions", stack.resources[0].span)
    return branch.unknown
