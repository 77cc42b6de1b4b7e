"""The baseline of a run: where it stands, what it silences, and which of its entries are gone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecslint.commands import UsageError
from ecslint.engine.baseline.places import BASELINE, top
from ecslint.engine.finding import ADVICE
from ecslint.refusal import Refusal
from ecslint.source import Unreadable, Workspace

if TYPE_CHECKING:
    from ecslint.commands.check import Analysis, KnownOptions
    from ecslint.engine.baseline.known import Known
    from ecslint.engine.baseline.record import Entry


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
    if is_whole:
        is_certain = Judge(analysis, standing(paths)).is_certain
        left = known.remaining(baseline, entries(outcome.findings), is_certain)
        outcome.gone = known.count(baseline.entries.values()) - known.count(left)
    known.silence(outcome, baseline)


class Judge:
    """Tells for which entries a run can say that their findings are gone."""

    def __init__(self, analysis: Analysis, directory: str) -> None:
        self._directory = directory
        self._discovery = analysis.discovery
        failed = {code for code, _, _ in analysis.outcome.faults}
        self._rules = {rule.code: rule for rule in analysis.rules if rule.code not in failed}
        self._undecided: dict[str, set[str]] = {}
        abstained: dict[str, set[str]] = {}
        for abstention in analysis.outcome.abstentions:
            abstained.setdefault(abstention.span.source.path, set()).update(abstention.codes)
        for stack in self._discovery.stacks:
            paths = [source.path for source in stack.sources]
            codes = set[str]().union(*(abstained.get(path, ()) for path in paths))
            if stack.damaged or (not stack.complete and not stack.unknowns):
                codes = set(self._rules)
            for path in paths:
                self._undecided.setdefault(os.path.realpath(path), set()).update(codes)

    def is_certain(self, entry: Entry) -> bool:
        """Whether the rule has been run on all that the entry is about, and everything was decided."""
        rule = self._rules.get(entry.code)
        if rule is None or (entry.severity == ADVICE and not rule.explicit):
            return False
        file = os.path.realpath(os.path.join(self._directory, entry.path))
        return self._discovery.saw_all(_existing(file)) and entry.code not in self._undecided.get(file, ())


def _existing(path: str) -> str:
    """The directory of a file, or what is left of the way there."""
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path
