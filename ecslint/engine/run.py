"""From stacks and rules to findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.engine.finding import ADVICE, Abstention, Finding, Outcome, Summary
from ecslint.engine.rule import Rule
from ecslint.engine.worlds import Branch, combine, explore
from ecslint.model.configuration import Configuration
from ecslint.model.container import Container, PortMapping
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.service import LoadBalancerAttachment, Service, ServiceRegistry
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Resource, Stack
from ecslint.source import Span
from ecslint.value import Unknown
from ecslint.world import Impossible, World

NESTED: dict[type, tuple[type[ResourceEntity], str]] = {
    Container: (TaskDefinition, "containers"),
    PortMapping: (TaskDefinition, "port_mappings"),
    LoadBalancerAttachment: (Service, "load_balancers"),
    ServiceRegistry: (Service, "service_registries"),
}
"""Subjects that are parts of a resource → that resource, and the attribute that lists them."""

Erased = frozenset[tuple[int, str]]


def check(stacks: list[Stack], rules: list[Rule]) -> Outcome:
    """Run the rules over the stacks."""
    outcome = Outcome(summary=summarise(stacks))
    abstentions: dict[tuple[str, Span, str], list[str]] = {}
    for stack in stacks:
        index = Index(stack)
        for rule in rules:
            try:
                found = _check_rule(index, rule, abstentions)
            except Exception as fault:  # one rule's fault must not hide what the others find
                outcome.faults.append((rule.code, stack.name, fault))
                continue
            outcome.findings += [f for f in found if f.severity != ADVICE or rule.explicit]
    outcome.findings = _sorted(_merged(outcome.findings))
    outcome.abstentions = [
        Abstention(address, span, reason, tuple(dict.fromkeys(codes)))
        for (address, span, reason), codes in abstentions.items()
    ]
    return outcome


def summarise(stacks: list[Stack]) -> Summary:
    """What there is to look at."""
    indexes = [Index(stack) for stack in stacks]

    def count(kind: type[ResourceEntity]) -> int:
        return sum(len(index.resources(kind)) for index in indexes)

    return Summary(
        files=len({source.path for stack in stacks for source in stack.sources}),
        stacks=len(stacks),
        task_definitions=count(TaskDefinition),
        services=count(Service),
        target_groups=count(TargetGroup),
    )


def _check_rule(
    index: Index, rule: Rule, abstentions: dict[tuple[str, Span, str], list[str]]
) -> list[Finding]:
    found: list[Finding] = []
    for address, branches in subjects(index, rule):
        found += combine(branches)
        for branch in branches:
            unknown = _unknown(branch, index)
            if unknown is not None and not branch.world.speculative:
                abstentions.setdefault((address, unknown.span, unknown.reason), []).append(rule.code)
    for finding in found:
        finding.code, finding.name = rule.code, rule.name
        finding.severity = finding.severity or rule.severity
    return found


def _unknown(branch: Branch, index: Index) -> Unknown | None:
    if branch.excess:
        return Unknown("too many combinations of conditions", index.stack.resources[0].span)
    return branch.unknown


def subjects(index: Index, rule: Rule, erased: Erased = frozenset()) -> Iterator[tuple[str, list[Branch]]]:
    """What a rule gives for each of its subjects in a stack: an address, and a branch a world."""
    for subject in rule.subjects:
        if subject is Configuration:
            yield "", explore(lambda world: rule.check(Configuration(index, world)), erased)
            continue
        kind, attribute = NESTED.get(subject, (subject, ""))
        for resource in index.resources(kind):
            if attribute:
                yield from _members(_Members(index, rule, kind, resource, attribute), erased)
            else:
                yield resource.address, explore(_Whole(index, rule, kind, resource), erased)


def _members(members: _Members, erased: Erased) -> Iterator[tuple[str, list[Branch]]]:
    for number in range(MEMBERS):
        members.number, members.met = number, False
        branches = explore(members, erased)
        if not members.met:
            return
        yield members.resource.address, branches


MEMBERS = 1000
"""Parts of one resource that are looked at; no API accepts nearly as many."""


class _Whole:
    """Runs a rule on a resource in a world.

    Whether the resource exists is given: it is no part of what a finding depends on.
    """

    def __init__(self, index: Index, rule: Rule, kind: type[ResourceEntity], resource: Resource) -> None:
        self.index, self.rule, self.kind, self.resource = index, rule, kind, resource

    def __call__(self, world: World) -> Iterator[Finding]:
        return self.rule.check(self.enter(world))

    def enter(self, world: World) -> ResourceEntity:
        world.given = True
        if not world.holds(self.resource.exists):
            raise Impossible
        world.given = False
        return self.index.enter(world, self.kind, self.resource)


class _Members(_Whole):
    """Runs a rule on the part with a certain number, and tells whether any world has such a part."""

    def __init__(
        self, index: Index, rule: Rule, kind: type[ResourceEntity], resource: Resource, attribute: str
    ) -> None:
        super().__init__(index, rule, kind, resource)
        self.attribute, self.number, self.met = attribute, 0, False

    def __call__(self, world: World) -> Iterator[Finding]:
        members = getattr(self.enter(world), self.attribute)
        if self.number < len(members.known):
            self.met = True
            yield from self.rule.check(members.known[self.number])
        elif self.number == len(members.known):
            members.confirm_complete()


def _merged(findings: list[Finding]) -> list[Finding]:
    """One finding for all instances (count, for_each) that have it; `also` names the others."""
    first: dict[tuple[str, Span, str], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.at.span, re.sub(r"\[[^\]]*\]", "", finding.message))
        kept = first.setdefault(key, finding)
        if kept.when and not finding.when:
            kept.when, kept.severity = (), finding.severity
        if kept is not finding and finding.at.resource not in (kept.at.resource, *kept.also):
            kept.also = (*kept.also, finding.at.resource)
    return list(first.values())


def _sorted(findings: list[Finding]) -> list[Finding]:
    def order(finding: Finding) -> tuple[str, int, str, str]:
        return finding.at.span.source.path, finding.at.span.start, finding.code, finding.message

    return sorted(findings, key=order)
