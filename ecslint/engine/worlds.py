"""Running a rule in every world that it can tell apart, and saying when a finding holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ecslint.condition import Atom
from ecslint.engine.finding import ADVICE, Finding
from ecslint.value import Unknown
from ecslint.world import Decision, Impossible, Undetermined, World

Run = Callable[[World], Iterator[Finding]]
"""A rule, ready to be run on its subject in a world."""


LIMIT = 64
"""Worlds for one rule and subject; past it the rule abstains."""


class Branch(NamedTuple):
    """What a rule gave in one world: its findings, and why it abstained if it did."""

    world: World
    findings: list[Finding]
    unknown: Unknown | None = None
    excess: bool = False


def explore(run: Run, erased: frozenset[tuple[int, str]] = frozenset()) -> list[Branch]:
    """The outcome in each world that is possible. One branch with `excess` when there are too many."""
    pending: list[tuple[Decision, ...]] = [()]
    branches: list[Branch] = []
    looked_at = 0
    while pending:
        if looked_at == LIMIT:
            return [Branch(World(), [], excess=True)]
        looked_at += 1
        world = World(pending.pop(), erased)
        branch = _run(run, world)
        if branch is not None:
            branches.append(branch)
        for place in range(len(world.prefix), len(world.taken)):
            decision = world.taken[place]
            opposite = decision._replace(answer=not decision.answer)
            pending.append((*world.taken[:place], opposite))
    return branches


def _run(run: Run, world: World) -> Branch | None:
    found: list[Finding] = []
    try:
        found.extend(run(world))
    except Undetermined as problem:
        return Branch(world, found, problem.unknown)
    except Impossible:
        return None
    return Branch(world, found)


def combine(branches: list[Branch]) -> list[Finding]:
    """The findings of all worlds, each once, with the fewest conditions under which it holds."""
    first: dict[object, Finding] = {}
    holding: dict[object, list[Branch]] = {}
    for branch in branches:
        for finding in branch.findings:
            key = identity(finding)
            first.setdefault(key, finding)
            holding.setdefault(key, []).append(branch)
    for key, finding in first.items():
        others = [b for b in branches if not b.world.speculative and b not in holding[key]]
        _qualify(finding, [_fewest(b.world.taken, others) for b in holding[key]])
    return list(first.values())


def identity(finding: Finding) -> object:
    """What makes two findings of one rule the same."""
    places = tuple((place.span, place.resource) for place in (finding.at, *finding.because))
    return finding.message, places


def _fewest(taken: list[Decision], others: list[Branch]) -> list[Decision]:
    """The decisions that tell a world from all those without the finding."""
    need = [decision for decision in taken if not decision.given and not decision.soft]
    for decision in list(need):
        trial = [d for d in need if d is not decision]
        if not any(_agrees(other.world, trial) for other in others):
            need = trial
    return need


def _agrees(world: World, decisions: Iterable[Decision]) -> bool:
    answers: dict[Atom, bool] = {d.atom: d.answer for d in world.taken}
    return all(answers.get(d.atom, d.answer) == d.answer for d in decisions)


def _qualify(finding: Finding, needs: list[list[Decision]]) -> None:
    """Say when a finding holds. One that needs independent inputs to disagree is advice."""
    fewest = min(map(_independent, needs))
    if fewest == 0:
        return
    if fewest > 1:
        finding.severity = ADVICE
    conditions = [needed for needed in needs if _independent(needed) == fewest]
    finding.when = tuple(dict.fromkeys(" and ".join(map(_words, needed)) for needed in conditions))


def _independent(decisions: list[Decision]) -> int:
    """How many inputs, or conditions written as one, have to come together.

    What no caller decides counts for two: that an input without a value of its own is null, and
    what a data source or a module that was not read turns out to be.
    """
    outside = sum(d.answer and d.atom.constant is None or not _is_input(d.atom) for d in decisions)
    return outside + min(len({d.atom.input for d in decisions}), len({d.group for d in decisions}))


def _is_input(atom: Atom) -> bool:
    """Whether a person who deploys decides: a variable, the workspace, a parameter of a template."""
    return "." not in atom.input or "var." in atom.input or "terraform.workspace" in atom.input


def _words(decision: Decision) -> str:
    name, constant, domain = decision.atom
    answer = decision.answer
    if isinstance(constant, bool):
        if answer == constant:
            return name
        return f"!({name})" if " " in name else f"!{name}"
    if not answer and len(domain) == 2:
        answer, constant = True, next(other for other in domain if other != constant)
    shown = f'"{constant}"' if isinstance(constant, str) else "null" if constant is None else str(constant)
    return f"{name} {'==' if answer else '!='} {shown}"
