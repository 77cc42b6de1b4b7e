"""From stacks and rules to findings."""

from __future__ import annotations

from ecslint.engine.finding import ADVICE, Abstention, Finding, Outcome, Summary
from ecslint.engine.merging import of_environments, of_instances, same_stack
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
    deployed = [[Index(stack) for stack in environments] for environments in same_stack(stacks)]
    outcome = Outcome(summary=_summary(deployed))
    abstentions: dict[tuple[str, Span, str], list[str]] = {}
    found: list[Finding] = []
    for indexes in deployed:
        found += of_environments(
            {index.stack.environment: _check_stack(index, rules, outcome, abstentions) for index in indexes}
        )
    outcome.findings = _sorted(of_instances(found))
    outcome.abstentions = [
        Abstention(address, span, reason, tuple(dict.fromkeys(codes)))
        for (address, span, reason), codes in abstentions.items()
    ]
    return outcome


def _summary(deployed: list[list[Index]]) -> Summary:
    """What there is to look at: the stacks, each in its environments."""
    sources = (source for indexes in deployed for index in indexes for source in index.stack.sources)

    def count(kind: type[ResourceEntity]) -> int:
        return sum(
            len({resource.address for index in indexes for resource in index.resources(kind)})
            for indexes in deployed
        )

    return Summary(
        files=len({source.path for source in sources}),
        stacks=len(deployed),
        task_definitions=count(TaskDefinition),
        services=count(Service),
        target_groups=count(TargetGroup),
    )


def _check_stack(
    index: Index, rules: list[Rule], outcome: Outcome, abstentions: dict[tuple[str, Span, str], list[str]]
) -> list[Finding]:
    findings: list[Finding] = []
    for rule in rules:
        try:
            found = _check_rule(index, rule, abstentions)
        except Exception as fault:  # one rule's fault must not hide what the others find
            outcome.faults.append((rule.code, index.stack.name, fault))
            continue
        findings += [f for f in found if f.severity != ADVICE or rule.explicit]
    return of_instances(findings)


def _check_rule(
    index: Index, rule: Rule, abstentions: dict[tuple[str, Span, str], list[str]]
) -> list[Finding]:
    found: list[Finding] = []
    whole = {(unknown.reason, unknown.span): unknown.identity for unknown in index.stack.unknowns}
    for address, branches in subjects(index, rule):
        found += combine(branches)
        for branch in branches:
            unknown = _unknown(branch, index)
            if unknown is not None and not branch.world.speculative:
                # What a module that was not read hides from all who need it is said once, of the module.
                hiding = whole.get((unknown.reason, unknown.span)) or address
                abstentions.setdefault((hiding, unknown.span.shown, unknown.reason), []).append(rule.code)
    for finding in found:
        finding.code, finding.name = rule.code, rule.name
        finding.severity = finding.severity or rule.severity
    return found


def _unknown(branch: Branch, index: Index) -> Unknown | None:
    if branch.excess:
        return Unknown("too many combinations of conditions", index.stack.resources[0].span)
    return branch.unknown


def _sorted(findings: list[Finding]) -> list[Finding]:
    def order(finding: Finding) -> tuple[str, int, str, str]:
        return finding.at.span.source.path, finding.at.span.start, finding.code, finding.message

    return sorted(findings, key=order)
