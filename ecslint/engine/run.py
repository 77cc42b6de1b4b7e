"""From stacks and rules to findings."""

from __future__ import annotations

import re

from ecslint.engine.finding import ADVICE, Abstention, Finding, Outcome, Summary
from ecslint.engine.rule import Rule
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
