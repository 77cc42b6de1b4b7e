"""The baseline of a run: where it stands, what it silences, and which of its entries are gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ecslint.commands import UsageError
from ecslint.engine.baseline.places import BASELINE, shared_path, top
from ecslint.engine.finding import ADVICE
from ecslint.refusal import Refusal
from ecslint.source import Unreadable, Workspace

if TYPE_CHECKING:
    from ecslint.commands.check import Analysis
    from ecslint.commands.check_options import KnownOptions
    from ecslint.engine.baseline.known import Known
    from ecslint.engine.baseline.record import Entry
    from ecslint.engine.finding import Outcome
    from ecslint.engine.part import Deployed
    from ecslint.engine.rule import Rule
    from ecslint.stack import Discovery


def standing(paths: Sequence[str]) -> str:
    """The directory at the top of the repository of some paths, in which their baseline stands."""
    shared = os.path.commonpath([os.path.realpath(path) for path in paths or [os.curdir]])
    return top(shared if os.path.isdir(shared) else os.path.dirname(shared))


def place(paths: Sequence[str], given: str = "") -> str:
    """The file of the baseline: as given, else at the top of the repository."""
    return given or os.path.join(standing(paths), BASELINE)


def load(path: str) -> Known:
    """The baseline in a file. Raises UsageError for a file that is none."""
    from ecslint.engine.baseline.known import known
    from ecslint.engine.baseline.record import read

    directory = os.path.dirname(os.path.realpath(path))
    try:
        return known(read(Workspace(directory).read(path)))
    except Unreadable as problem:
        raise UsageError(f"{path}: {problem.message}") from problem
    except Refusal as refusal:
        raise UsageError(str(refusal), refusal.help) from refusal


def find(options: KnownOptions) -> Known | None:
    """The baseline that counts, if there is one.

    Raises UsageError for one that was named and does not exist, and for a file that is none.
    """
    path = place(options.paths, options.baseline)
    if os.path.lexists(path):
        return load(path)
    if options.baseline:
        raise UsageError(f"there is no baseline '{options.baseline}'", "ecslint baseline writes one")
    return None


def silence(analysis: Analysis, baseline: Known, paths: Sequence[str], is_whole: bool = True) -> None:
    """Put the findings that the baseline has among the suppressed ones, and count those that are gone.

    A run that is not the whole of what the paths hold cannot say what is gone.
    """
    from ecslint.engine.baseline import known
    from ecslint.engine.baseline.record import entries

    outcome = analysis.outcome
    now = entries(outcome.findings)
    if is_whole:
        left = known.remaining(baseline, now, certainty(analysis, standing(paths)))
        outcome.gone = known.count(baseline.entries.values()) - known.count(left)
    known.silence(outcome, baseline, now)


def certainty(analysis: Analysis, directory: str) -> Callable[[Entry], bool]:
    """Tells for which entries of the baseline of a directory a run can say that their findings are gone."""
    judge = Judge(analysis.rules, analysis.outcome, analysis.deployed, shared_path)

    def is_certain(entry: Entry) -> bool:
        return saw_all(analysis.discovery, directory, entry) and judge.decided(entry)

    return is_certain


def saw_all(discovery: Discovery, directory: str, entry: Entry) -> bool:
    """Whether all was found to look at that an entry of the baseline of a directory can be about."""
    return discovery.saw_all(_existing(os.path.realpath(os.path.join(directory, entry.path))))


class Judge:
    """Tells for which entries all was decided: the rule was run, and abstained in no stack of the file."""

    def __init__(
        self,
        rules: Iterable[Rule],
        outcome: Outcome,
        deployed: Iterable[Deployed],
        shared: Callable[[str], str],
    ) -> None:
        failed = {code for code, _, _ in outcome.faults}
        self._rules = {rule.code: rule for rule in rules if rule.code not in failed}
        self._undecided: dict[str, set[str]] = {}
        abstained: dict[str, set[str]] = {}
        for abstention in outcome.abstentions:
            abstained.setdefault(abstention.span.source.path, set()).update(abstention.codes)
        for stack in deployed:
            codes = set[str]().union(*(abstained.get(path, ()) for path in stack.paths))
            if stack.is_damaged:
                codes = set(self._rules)
            for path in stack.paths:
                self._undecided.setdefault(shared(path), set()).update(codes)

    def decided(self, entry: Entry) -> bool:
        """Whether the rule has been run on all that an entry is about, and everything was decided."""
        return self.was_run(entry) and entry.code not in self._undecided.get(entry.path, ())

    def was_run(self, entry: Entry) -> bool:
        """Whether the rule of an entry has been run, and would have reported it."""
        rule = self._rules.get(entry.code)
        return rule is not None and (entry.severity != ADVICE or rule.explicit)


def _existing(path: str) -> str:
    """The directory of a file, or what is left of the way there."""
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path
