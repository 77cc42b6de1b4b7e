"""`ecslint remove-ignores`: take away the suppressions that are of no use."""

from __future__ import annotations

from ecslint.commands import CLEAN, FINDINGS
from ecslint.commands.check import analyse, blame
from ecslint.commands.check_options import RunOptions
from ecslint.commands.output import write
from ecslint.report.characters import leading


class Options(RunOptions):
    """What `ecslint remove-ignores` can be told."""

    __slots__ = ()


def run(options: Options) -> int:
    """Take away the suppressions that ECS002 reports, and those of their codes that are of no use.

    What has to be mended by hand is listed, and makes the exit status 1.
    """
    from ecslint.commands.rewriting import rewrite
    from ecslint.engine.suppression.removal import Removal

    analysis = analyse(options)
    if analysis.outcome.faults:
        return blame(analysis.outcome)
    removal = Removal(analysis.outcome.useless)
    for source, edits, taken in removal.edits():
        rewrite(source, edits)
        for what in taken:
            write(leading(f"{source.path}:{what.ignore.suppression.span.line}: removed {what}") + "\n")
    for each in removal.by_hand:
        write(leading(f"{each.span.source.path}:{each.span.line}: left as it is: {each.message}") + "\n")
    return FINDINGS if removal.by_hand else CLEAN
