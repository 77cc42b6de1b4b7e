"""`ecslint baseline`: record what is found now, so that only what is new is reported."""

from __future__ import annotations

import os

from ecslint.commands import CLEAN, UsageError, baselines
from ecslint.commands.check import analyse, blame
from ecslint.commands.check_options import KnownOptions
from ecslint.commands.files import write_whole
from ecslint.commands.options import flag
from ecslint.commands.output import write
from ecslint.engine.baseline import known
from ecslint.engine.baseline.record import entries, to_text
from ecslint.report.characters import leading


class Options(KnownOptions):
    """What `ecslint baseline` can be told."""

    __slots__ = ()

    prune: bool = flag("Only take away what is no longer found; nothing is added.")


def run(options: Options) -> int:
    """Record what is found now in .ecslint-baseline.json, so that only what is new is reported.

    What this run could not tell, for want of the files or the rules, stays as it was recorded.
    """
    path = baselines.place(options.paths, options.baseline)
    shown = os.path.relpath(path)
    exists = os.path.lexists(path)
    if options.prune and not exists:
        raise UsageError(f"there is no baseline '{shown}' to prune", "ecslint baseline writes one")
    recorded = baselines.load(path) if exists else known.known([])
    analysis = analyse(options)
    if analysis.outcome.faults:
        return blame(analysis.outcome)
    now = entries(analysis.outcome.findings)
    is_certain = baselines.certainty(analysis, baselines.standing(options.paths))
    left = {entry.fingerprint: entry for entry in known.remaining(recorded, now, is_certain)}
    before, kept = known.count(recorded.entries.values()), known.count(left.values())
    if not options.prune:
        left |= {each: known.either(entry, left.get(each)) for each, entry in now.items()}
    after = known.count(left.values())
    write_whole(path, to_text(left.values()))
    write(leading(f"{shown}: {_findings(after)} ({after - kept} added, {before - kept} removed)") + "\n")
    return CLEAN


def _findings(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"
