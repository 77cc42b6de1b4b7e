"""From stacks and rules to findings."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.engine.choice import Choice
from ecslint.engine.finding import ADVICE, SEVERITIES, Abstention, Finding, Outcome, Summary
from ecslint.engine.merging import of_environments, of_instances, same_stack
from ecslint.engine.observation import COUNTED, Observation, observe
from ecslint.engine.rule import Rule
from ecslint.engine.suppression.suppressions import Policy, Suppressions
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.service import Service
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Stack
from ecslint.source import Span

IN_FILES = Policy()
"""Suppressions count where they stand in the files themselves, and never end."""


Choose = Callable[[Stack], Choice]


def check(
    stacks: list[Stack],
    rules: list[Rule] | Choose,
    policy: Policy | None = IN_FILES,
    observed: dict[int, Observation] | None = None,
) -> Outcome:
    """Run the rules over the stacks: the same over all, or those that are chosen for each.

    Without a policy it is as if nobody had suppressed anything. `observed` is what is known already
    of what the rules give, by the ids of the stacks.
    """
    if isinstance(rules, list):
        everywhere = Choice(rules)
        choices = [everywhere] * len(stacks)
    else:
        choices = list(map(rules, stacks))
    suppressions = None if policy is None else Suppressions(policy, stacks)
    chosen = {id(stack): choice for stack, choice in zip(stacks, choices, strict=True)}
    return _Run(chosen, suppressions, {} if observed is None else observed).over(stacks)


class _Run:
    """The rules of each stack, by its id, and what they have given so far."""

    def __init__(
        self,
        choices: dict[int, Choice],
        suppressions: Suppressions | None,
        observed: dict[int, Observation],
    ) -> None:
        self.choices = choices
        self.observed = observed
        self.suppressions = suppressions
        self.outcome = Outcome()
        self.abstentions: dict[tuple[str, Span, str], list[str]] = {}

    def over(self, stacks: list[Stack]) -> Outcome:
        deployed = [[Index(stack) for stack in environments] for environments in same_stack(stacks)]
        outcome = self.outcome
        found: list[Finding] = []
        for indexes in deployed:
            found += of_environments({index.stack.environment: self.of_stack(index) for index in indexes})
        outcome.summary = self.summary(deployed)
        found = _sorted(of_instances([*found, *self.of_suppressions()]))
        outcome.findings = [finding for finding in found if finding.suppression is None]
        outcome.suppressed = [finding for finding in found if finding.suppression is not None]
        outcome.abstentions = [
            Abstention(address, span, reason, tuple(dict.fromkeys(codes)))
            for (address, span, reason), codes in self.abstentions.items()
        ]
        return outcome

    def of_stack(self, index: Index) -> list[Finding]:
        """What the rules find in a stack."""
        stack, choice = index.stack, self.choices[id(index.stack)]
        observation = self.observation(index)
        self.outcome.faults += [(code, stack.name, fault) for code, fault in observation.faults]
        for code, resource, span, reason in observation.abstained:
            self.abstentions.setdefault((resource, span, reason), []).append(code)
            if self.suppressions is not None:
                self.suppressions.abstained.add((id(stack), code))
        findings: list[Finding] = []
        for rule in choice.rules:
            findings += self.reported(rule, choice, observation.found.get(rule.code, []), index)
        return of_instances(findings)

    def observation(self, index: Index) -> Observation:
        """What the rules give of a stack, unless that is known."""
        stack = index.stack
        if id(stack) not in self.observed:
            self.observed[id(stack)] = observe(index, self.choices[id(stack)].rules)
        return self.observed[id(stack)]

    def summary(self, deployed: list[list[Index]]) -> Summary:
        """What there was to look at: the stacks, each in its environments."""
        sources = (source for indexes in deployed for index in indexes for source in index.stack.sources)

        def count(kind: type[ResourceEntity]) -> int:
            # What several stacks import from is a part of each, and counts once.
            found: dict[object, tuple[int, str]] = {}
            place = COUNTED.index(kind)
            for number, indexes in enumerate(deployed):
                for index in indexes:
                    for identity, address in self.observation(index).counted[place]:
                        found.setdefault(identity, (number, address))
            return len(set(found.values()))

        return Summary(
            files=len({source.path for source in sources}),
            stacks=len(deployed),
            task_definitions=count(TaskDefinition),
            services=count(Service),
            target_groups=count(TargetGroup),
        )

    def of_suppressions(self) -> list[Finding]:
        """What the rules about suppressions find, now that all others have been asked."""
        if self.suppressions is None:
            return []
        failed = {code for code, _, _ in self.outcome.faults}
        self.suppressions.ran = {stack: choice.codes - failed for stack, choice in self.choices.items()}
        findings: list[Finding] = []
        asked: set[str] = set()
        for rule in (rule for choice in self.choices.values() for rule in choice.rules):
            if Suppressions in rule.subjects and rule.code not in asked:
                asked.add(rule.code)
                for finding in rule.check(self.suppressions):
                    findings += self.of_suppression(rule.code, finding)
        self.outcome.useless = self.suppressions.useless()
        return findings

    def of_suppression(self, code: str, finding: Finding) -> list[Finding]:
        """A finding about a suppression, as the rules of a stack have it in which that may count."""
        assert self.suppressions is not None
        for stack in self.suppressions.around(finding.at.span):
            choice = self.choices[id(stack)]
            for rule in choice.rules:
                if rule.code == code:
                    return self.reported(rule, choice, [finding], None)
        return []

    def reported(
        self, rule: Rule, choice: Choice, found: list[Finding], index: Index | None
    ) -> list[Finding]:
        """The findings of a rule that a person may see, the suppressed ones marked."""
        for finding in found:
            finding.code, finding.name = rule.code, rule.name
            finding.stacks = () if index is None else (index.stack.name,)
            finding.severity = _least(finding.severity or rule.severity, rule.severity)
        found = [finding for finding in found if not choice.leaves_out(finding)]
        if self.suppressions is not None:
            self.suppressions.silence(found, index)
        return [finding for finding in found if finding.severity != ADVICE or rule.explicit]


def _least(*severities: str) -> str:
    return max(severities, key=SEVERITIES.index)


def _sorted(findings: list[Finding]) -> list[Finding]:
    def order(finding: Finding) -> tuple[str, int, str, str]:
        return finding.at.span.source.path, finding.at.span.start, finding.code, finding.message

    return sorted(findings, key=order)
