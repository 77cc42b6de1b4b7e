"""Contradictions: options of `ecslint check` that can have no effect together."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from ecslint.commands import UsageError
from ecslint.commands.reports import ALWAYS_SUPPRESSED, FOR_PEOPLE

if TYPE_CHECKING:
    from ecslint.commands.check_options import Options, ReportOptions

_IDLE = {
    ("show_suppressed", "no_suppressions"): (
        "with --no-suppressions there is nothing that --show-suppressed could show"
    ),
    ("baseline", "no_suppressions"): "--no-suppressions reports everything, so --baseline has no effect",
    (
        "no_baseline",
        "no_suppressions",
    ): "--no-suppressions leaves out the baseline too, without --no-baseline",
    ("fail_on", "exit_zero"): "with --exit-zero the exit status is 0, whatever --fail-on says",
    ("baseline", "no_baseline"): "--baseline and --no-baseline contradict each other",
}
"""Options of which the first has no effect beside the second, and why."""

_WITH_STATISTICS = ("text", "json")


def refuse(options: Options, files: Iterable[str]) -> None:
    """Raise UsageError for options that can have no effect; `files` are the formats written to files."""
    refuse_idle(options.said)
    if "exclude" in options.said and options.paths and not any(map(os.path.isdir, options.paths)):
        message = "--exclude is about what lies below directories, and only files are given"
        raise UsageError(message, "leave out the files themselves")
    refuse_unshown(options, files)


def refuse_idle(said: Collection[str]) -> None:
    """Raise UsageError for options of which one has no effect beside another."""
    for (idle, other), message in _IDLE.items():
        if idle in said and other in said:
            raise UsageError(message)


def refuse_unshown(options: ReportOptions, files: Iterable[str]) -> None:
    """Raise UsageError for options that have no effect on any of the reports."""
    if options.statistics and options.format not in _WITH_STATISTICS:
        raise UsageError(
            f"--statistics has no effect on {options.format}", f"choose one of {', '.join(_WITH_STATISTICS)}"
        )
    if "color" in options.said and not options.statistics and "text" not in (options.format, *files):
        raise UsageError(f"--color has no effect on {options.format}", "only text has colours")
    shown = [*files] if options.statistics else [options.format, *files]
    if any(format in FOR_PEOPLE for format in shown):
        return
    if "show_undetermined" in options.said:
        raise UsageError(f"--show-undetermined has no effect on {_named(options, ('json',))}")
    if "show_suppressed" in options.said:
        raise UsageError(f"--show-suppressed has no effect on {_named(options, ALWAYS_SUPPRESSED)}")


def refuse_beside_fixes(options: Options) -> None:
    """Raise UsageError for options that can have no effect where files are mended, or not that one."""
    if not options.fix and not options.diff:
        raise UsageError(
            "--unsafe-fixes has no effect by itself", "add --fix, or --diff to see what it would do"
        )
    if options.fix and options.diff:
        raise UsageError("--diff shows what --fix would change, so they contradict each other")
    given = [*(name for name in _NOT_MENDING if name in options.said), *["-"] * ("-" in options.paths)]
    given += [name for name in _NOT_SHOWN if name in options.said and options.diff]
    if given:
        flag = "-" if given[0] == "-" else "--" + given[0].replace("_", "-")
        raise UsageError(f"{'--diff' if options.diff else '--fix'} cannot be used with {flag}")


_NOT_MENDING = ("since", "shard", "watch", "statistics", "stdin_name")
"""What looks at a part of what there is, at what is no file, or again and again."""

_NOT_SHOWN = (
    "format",
    "output",
    "fail_on",
    "exit_zero",
    "color",
    "show_suppressed",
    "show_undetermined",
    "no_ci",
)
"""What is about a report, which is not made where changes are shown."""


def _named(options: ReportOptions, always: tuple[str, ...]) -> str:
    """What is reported, and whether it needs no asking there."""
    if options.statistics:
        return "--statistics"
    if options.format in always:
        what = "suppressed" if always == ALWAYS_SUPPRESSED else "undetermined"
        return f"{options.format.upper()}, which always has what is {what}"
    return options.format
