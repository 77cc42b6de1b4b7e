"""From stacks and rules to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.engine.choice import Choice
from ecslint.engine.finding import ADVICE, SEVERITIES, Abstention, Finding, Outcome
from ecslint.engine.merging import of_environments, of_instances, same_stack
from ecslint.engine.observation import COUNTED, Observation, observe
from ecslint.engine.part import Count, Deployed, Order, Part, Remark, joined
from ecslint.engine.rule import Rule
from ecslint.engine.suppression.claim import Key
from ecslint.engine.suppression.suppressions import Policy, Suppressions
from ecslint.model.index import Index
from ecslint.resource import Stack

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
    part, suppressions = look(stacks, rules, policy, observed)
    outcome = joined([part])
    if suppressions is not None:
        outcome.useless = suppressions.useless()
    return outcome


def look(
    stacks: list[Stack],
    rules: list[Rule] | Choose,
    policy: Policy | None,
    observed: dict[int, Observation] | None = None,
    orders: dict[int, Order] | None = None,
) -> tuple[Part, Suppressions | None]:
    """The same for stacks that may be a part of a run: what they give to the whole of it.

    `orders` says where each stack stands in that, by its id.
    """
    if isinstance(rules, list):
        everywhere = Choice(rules)
        choices = [everywhere] * len(stacks)
    else:
        choices = list(map(rules, stacks))
    suppressions = None if policy is None else Suppressions(policy, stacks)
    chosen = {id(stack): choice for stack, choice in zip(stacks, choices, strict=True)}
    if orders is None:
        orders = {id(stack): ("", number) for number, stack in enumerate(stacks)}
    return _Run(chosen, suppressions, {} if observed is None else observed, orders).over(stacks), suppressions


class _Run:
    """The rules of each stack, by its id, and what they have given so far."""

    def __init__(
        self,
        choices: dict[int, Choice],
        suppressions: Suppressions | None,
        observed: dict[int, Observation],
        orders: dict[int, Order],
    ) -> None:
        self.choices = choices
        self.observed = observed
        self.suppressions = suppressions
        self.orders = orders
        self.faults: list[tuple[str, str, Exception]] = []

    def over(self, stacks: list[Stack]) -> Part:
        deployed = same_stack(stacks)
        of_stacks = list(map(self.deployed, deployed))
        remarks = list(self.of_suppressions())
        claims = {} if self.suppressions is None else self.suppressions.claims
        return Part(of_stacks, self.counts(deployed), self.faults, remarks, claims)

    def deployed(self, environments: list[Stack]) -> Deployed:
        """What the rules find in a stack in all its environments."""
        first = environments[0]
        found = of_environments({stack.environment: self.of_stack(stack) for stack in environments})
        abstained = [
            Abstention(resource, span, reason, (code,) if code else ())
            for stack in environments
            for code, resource, span, reason in self.observation(stack).abstained
        ]
        paths = dict.fromkeys(source.path for stack in environments for source in stack.sources)
        return Deployed(
            self.orders[id(first)],
            first.name,
            first.language,
            tuple(paths),
            any(stack.hides for stack in environments),
            found,
            abstained,
        )

    def of_stack(self, stack: Stack) -> list[Finding]:
        """What the rules find in a stack."""
        choice, observation = self.choices[id(stack)], self.observation(stack)
        self.faults += [(code, stack.name, fault) for code, fault in observation.faults]
        if self.suppressions is not None:
            self.suppressions.abstained.update((id(stack), each.code) for each in observation.abstained)
        findings: list[Finding] = []
        for code, found in observation.found.items():
            if found:
                findings += self.reported(choice.rule(code), choice, found, stack)
        return of_instances(findings)

    def observation(self, stack: Stack) -> Observation:
        """What the rules give of a stack, unless that is known."""
        if id(stack) not in self.observed:
            self.observed[id(stack)] = observe(Index(stack), self.choices[id(stack)].rules)
        return self.observed[id(stack)]

    def counts(self, deployed: list[list[Stack]]) -> tuple[Count, ...]:
        """How many resources of each kind there are that a summary counts."""

        def count(place: int) -> Count:
            # What several stacks import from is a part of each, and counts once.
            own: dict[object, tuple[int, str]] = {}
            shared: set[str] = set()
            for number, environments in enumerate(deployed):
                for stack in environments:
                    for identity, address in self.observation(stack).counted[place]:
                        if isinstance(identity, str):
                            shared.add(identity)
                        else:
                            own.setdefault(identity, (number, address))
            return Count(len(set(own.values())), tuple(sorted(shared)))

        return tuple(map(count, range(len(COUNTED))))

    def of_suppressions(self) -> Iterator[Remark]:
        """What the rules about suppressions find, now that all others have been asked."""
        if self.suppressions is None:
            return
        failed = {code for code, _, _ in self.faults}
        choices = set(self.choices.values())
        ran = {choice: choice.codes - failed for choice in choices}
        self.suppressions.ran = {stack: ran[choice] for stack, choice in self.choices.items()}
        claims = {(each.span, each.message): each.claim for each in self.suppressions.useless()}
        asked = {
            rule.code: rule for choice in choices for rule in choice.rules if Suppressions in rule.subjects
        }
        for code, rule in sorted(asked.items()):
            for finding in rule.check(self.suppressions):
                claim = claims.get((finding.at.span, finding.message))
                yield from self.of_suppression(code, finding, claim)

    def of_suppression(self, code: str, finding: Finding, claim: Key | None) -> Iterator[Remark]:
        """A finding about a suppression, as the rules of a stack have it in which that may count."""
        assert self.suppressions is not None
        for stack in self.suppressions.around(finding.at.span):
            choice = self.choices[id(stack)]
            if code in choice.codes:
                is_reported = bool(self.reported(choice.rule(code), choice, [finding], None))
                yield Remark(self.orders[id(stack)], finding, is_reported, claim)
                return

    def reported(
        self, rule: Rule, choice: Choice, found: list[Finding], stack: Stack | None
    ) -> list[Finding]:
        """The findings of a rule that a person may see, the suppressed ones marked."""
        for finding in found:
            finding.code, finding.name = rule.code, rule.name
            finding.stacks = () if stack is None else (stack.name,)
            finding.severity = _least(finding.severity or rule.severity, rule.severity)
        found = [finding for finding in found if not choice.leaves_out(finding)]
        if self.suppressions is not None:
            self.suppressions.silence(found, stack)
        return [finding for finding in found if finding.severity != ADVICE or rule.explicit]


def _least(*severities: str) -> str:
    return max(severities, key=SEVERITIES.index)
