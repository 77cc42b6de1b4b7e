"""`ecslint remove-ignores`: take away the suppressions that are of no use."""

from __future__ import annotations

from ecslint.commands import CLEAN, FINDINGS
from ecslint.commands.check import RunOptions, analyse, blame
from ecslint.commands.output import write
from ecslint.report.characters import visible


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
    for source, edits in removal.edits():
        rewrite(source, edits)
        for edit in edits:
            line, _ = source.position(edit.start)
            write(
                visible(f"{source.path}:{line}: removed {source.text[edit.start : edit.end].strip()}") + "\n"
            )
    for each in removal.by_hand:
        write(visible(f"{each.span.source.path}:{each.span.line}: left as it is: {each.message}") + "\n")
    return FINDINGS if removal.by_hand else CLEAN
