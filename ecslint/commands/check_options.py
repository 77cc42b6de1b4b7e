"""The options of `ecslint check`, and those of them that other commands have too."""

from __future__ import annotations

from ecslint.commands.catalogue import CatalogueOptions
from ecslint.commands.options import RUN, STACK, InputOptions, choice, flag, text, words
from ecslint.commands.options import Options as AllOptions
from ecslint.commands.output import COLORS
from ecslint.commands.reports import FORMATS
from ecslint.commands.speed import SpeedOptions

FAIL_ON = ("error", "warning", "advice", "never")
STDIN = "-"
PROFILES = ("default", "strict")


class RunOptions(InputOptions, CatalogueOptions):
    """What is checked, and by which rules."""

    __slots__ = ()

    select: tuple[str, ...] = words(
        "CODE",
        "Only these rules: codes, prefixes (ECS2) or names; advice too. Repeatable.",
        configured=STACK,
    )
    extend_select: tuple[str, ...] = words(
        "CODE", "These rules too, besides those that are selected. Repeatable.", configured=STACK, adding=True
    )
    ignore: tuple[str, ...] = words(
        "CODE", "All but these rules: codes, prefixes or names. Repeatable.", configured=STACK
    )
    extend_ignore: tuple[str, ...] = words(
        "CODE",
        "Not these rules either, besides those that are ignored. Repeatable.",
        configured=STACK,
        adding=True,
    )
    profile: str = choice(
        PROFILES, "What counts where nothing else is said: strict reports advice too.", configured=STACK
    )


class KnownOptions(RunOptions):
    """What is checked, and what is known of it already."""

    __slots__ = ()

    baseline: str = text(
        "FILE",
        "The baseline, instead of .ecslint-baseline.json at the top of the repository.",
        configured=RUN,
        located=True,
    )


class ReportOptions(AllOptions):
    """How what was found is reported."""

    __slots__ = ()

    format: str = choice(FORMATS, "How to report.", configured=RUN)
    output: tuple[str, ...] = words(
        "FORMAT=FILE", "Write a report to a file too, in any of the formats. Repeatable."
    )
    fail_on: str = choice(FAIL_ON, "The least severity that makes the exit status 1.", configured=RUN)
    exit_zero: bool = flag("Exit with 0 whatever is found.")
    color: str = choice(COLORS, "Whether to colour; auto: on a terminal.", configured=RUN)
    show_suppressed: bool = flag("Show what is suppressed too, and why.", configured=RUN)
    statistics: bool = flag("How often each rule has found something, in place of the findings.")
    show_undetermined: bool = flag("Show what cannot be evaluated too, and why.", configured=RUN)
    no_ci: bool = flag("In GitHub Actions: no annotations beside the report, and no summary of the job.")


class Options(KnownOptions, ReportOptions, SpeedOptions):
    """What `ecslint check` can be told."""

    __slots__ = ()

    no_suppressions: bool = flag("Report everything, as if nothing were suppressed.")
    require_inputs: bool = flag("Fail when there is nothing to check.", configured=RUN)
    no_baseline: bool = flag("Report what the baseline has, as if there were none.")
    since: str = text("REF", "Only what is about lines that have changed since a commit, as git tells them.")
    stdin_name: str = text("FILE", "With the path '-': the file in whose place standard input stands.")
    watch: bool = flag("Check again whenever a file changes, until interrupted.")
    fix: bool = flag("Mend what is safe to mend, and report what is left.")
    unsafe_fixes: bool = flag("With --fix or --diff: fixes too that change what is deployed.")
    diff: bool = flag("What --fix would change, in place of the report; the exit status is 1 if anything.")
