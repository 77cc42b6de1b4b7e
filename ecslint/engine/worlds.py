"""Running a rule in every world that it can tell apart, and saying when a finding holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ecslint.condition import Atom
from ecslint.engine.certainty import agree
from ecslint.engine.circumstances import circumstances
from ecslint.engine.finding import ADVICE, Finding
from ecslint.scenario import FREE, Scenarios
from ecslint.value import Unknown
from ecslint.world import Decision, Impossible, Undetermined, World

Run = Callable[[World], Iterator[Finding]]
"""A rule, ready to be run on its subject in a world."""


LIMIT = 64
"""Worlds for one rule and subject; past it the rule abstains."""

_MOST_TRIALS = 500


class Branch(NamedTuple):
    """What a rule gave in one world: its findings, and why it abstained if it did."""

    world: World
    findings: list[Finding]
    unknown: Unknown | None = None
    excess: bool = False


def explore(
    run: Run, erased: frozenset[tuple[int, str]] = frozenset(), scenarios: Scenarios = FREE
) -> list[Branch]:
    """The outcome in each world that is possible. One branch with `excess` when there are too many."""
    pending: list[tuple[Decision, ...]] = [()]
    branches: list[Branch] = []
    looked_at = 0
    while pending:
        if looked_at == LIMIT:
            return [Branch(World(), [], excess=True)]
        looked_at += 1
        world = World(pending.pop(), erased, scenarios)
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
        return _if_possible(Branch(world, found, problem.unknown))
    except Impossible:
        return None
    return _if_possible(Branch(world, found))


def _if_possible(branch: Branch) -> Branch | None:
    """The branch of a world that there is; one without findings where that is too much to find out."""
    sure = possible(branch.world)
    return Branch(branch.world, [], excess=True) if sure is None else branch if sure else None


def possible(world: World) -> bool | None:
    """Whether some values of the inputs left open go with the assumptions and all constraints.

    None when there are too many to try.
    """
    if not world.scenarios.constraints:
        return True
    constraints = world.scenarios.concerning({decision.atom.input for decision in world.taken})
    pending: list[tuple[Decision, ...]] = [()]
    for _ in range(_MOST_TRIALS):
        if not pending:
            return False
        trial = world.continued(pending.pop())
        if all(map(trial.holds, constraints)):
            return True
        for place in range(len(trial.prefix), len(trial.taken)):
            decision = trial.taken[place]
            pending.append((*trial.taken[:place], decision._replace(answer=not decision.answer)))
    return None


def combine(branches: list[Branch]) -> list[Finding]:
    """The findings of all worlds, each once, with the fewest conditions under which it holds."""
    if not any(branch.findings for branch in branches):
        return []
    first: dict[object, Finding] = {}
    holding: dict[object, list[Branch]] = {}
    for branch in branches:
        for finding in branch.findings:
            key = identity(finding)
            agree(first.setdefault(key, finding), finding)
            holding.setdefault(key, []).append(branch)
    for key, finding in first.items():
        others = [b for b in branches if not b.world.speculative and b not in holding[key]]
        _qualify(finding, [(b.world, _fewest(b.world.taken, others)) for b in holding[key]])
    return list(first.values())


def identity(finding: Finding) -> object:
    """What makes two findings of one rule the same."""
    # What lies in no resource, being wrong with the input itself, is told apart by what led to it.
    places = tuple((place.span, place.resource or place.via) for place in (finding.at, *finding.because))
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


def _qualify(finding: Finding, needs: list[tuple[World, list[Decision]]]) -> None:
    """Say when a finding holds. One that needs independent inputs to disagree is advice."""
    fewest = min(_independent(needed) for _, needed in needs)
    if fewest == 0:
        return
    finding.fix = None  # what mends it under a condition may spoil the rest
    if fewest > 1:
        finding.severity = ADVICE
    finding.when = circumstances([need for need in needs if _independent(need[1]) == fewest])


def _independent(decisions: list[Decision]) -> int:
    """How many inputs, or conditions written as one, have to come together.

    What no caller decides counts for two: that an input without a value of its own is null, and
    what a data source or a module that was not read turns out to be.
    """
    outside = sum(d.answer and d.atom.constant is None or not _is_input(d.atom) for d in decisions)
    return outside + min(len({d.atom.input for d in decisions}), len({d.group for d in decisions}))


def _is_input(atom: Atom) -> bool:
    """Whether a person who deploys decides: a variable, the workspace, a parameter of a template."""
    name = atom.input.rpartition(":")[2]  # a parameter of another template comes after the name of its file
    return "." not in name or "var." in name or "terraform.workspace" in name
