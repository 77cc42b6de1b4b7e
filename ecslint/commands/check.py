"""`ecslint check`: find the stacks, run the rules, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ecslint.commands import (
    CLEAN,
    COMMANDS,
    FAULT,
    FINDINGS,
    UsageError,
    baselines,
    contradictions,
    did_you_mean,
    narrowing,
    refused,
)
from ecslint.commands.catalogue import CatalogueOptions, catalogue
from ecslint.commands.inputs import read as read_inputs
from ecslint.commands.inputs import read_parameters, refuse_idle
from ecslint.commands.options import RUN, STACK, InputOptions, choice, flag, text, words
from ecslint.commands.output import COLORS, report_faults
from ecslint.commands.reports import FORMATS, publish
from ecslint.commands.speed import Looking, SpeedOptions, look_for
from ecslint.engine.finding import SEVERITIES, Finding, Outcome
from ecslint.refusal import Refusal
from ecslint.stack import Discovery, PathNotFound, discover

if TYPE_CHECKING:
    from ecslint.commands.files import Output
    from ecslint.engine.choice import Choice
    from ecslint.engine.rule import Rule
    from ecslint.looking import Ask
    from ecslint.resource import Stack

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


class Options(KnownOptions, SpeedOptions):
    """What `ecslint check` can be told."""

    __slots__ = ()

    format: str = choice(FORMATS, "How to report.", configured=RUN)
    output: tuple[str, ...] = words(
        "FORMAT=FILE", "Write a report to a file too, in any of the formats. Repeatable."
    )
    fail_on: str = choice(FAIL_ON, "The least severity that makes the exit status 1.", configured=RUN)
    exit_zero: bool = flag("Exit with 0 whatever is found.")
    color: str = choice(COLORS, "Whether to colour; auto: on a terminal.", configured=RUN)
    no_suppressions: bool = flag("Report everything, as if nothing were suppressed.")
    show_suppressed: bool = flag("Show what is suppressed too, and why.", configured=RUN)
    require_inputs: bool = flag("Fail when there is nothing to check.", configured=RUN)
    no_baseline: bool = flag("Report what the baseline has, as if there were none.")
    since: str = text("REF", "Only what is about lines that have changed since a commit, as git tells them.")
    statistics: bool = flag("How often each rule has found something, in place of the findings.")
    show_undetermined: bool = flag("Show what cannot be evaluated too, and why.", configured=RUN)
    no_ci: bool = flag("In GitHub Actions: no annotations beside the report, and no summary of the job.")
    stdin_name: str = text("FILE", "With the path '-': the file in whose place standard input stands.")
    watch: bool = flag("Check again whenever a file changes, until interrupted.")


class Analysis(NamedTuple):
    """What was found to look at, the rules that looked at it, and what came out."""

    discovery: Discovery
    rules: list[Rule]
    outcome: Outcome


def run(options: Options) -> int:
    """Check the stacks of directories and files.

    Advice is reported when its rule is selected.
    """
    if options.watch:
        from ecslint.commands.watching import watch

        return watch(options, _check)
    if options.stdin_name or STDIN in options.paths:
        from ecslint.commands.standard_input import standing_in

        with standing_in(options):
            return _check(options)
    return _check(options)


def _check(options: Options) -> int:
    outputs = outputs_of(options)
    contradictions.refuse(options, [output.format for output in outputs])
    return conclude(options, Looking(options), outputs)


def conclude(options: Options, looking: Looking, outputs: Sequence[Output]) -> int:
    """Look at what the options say, and report; the exit status."""
    baseline = None if options.no_suppressions or options.no_baseline else baselines.find(options)
    changes = narrowing.changed(options.since, options.paths) if options.since else None
    analysis = analyse(options, not options.no_suppressions, looking)
    if baseline is not None:
        baselines.silence(analysis, baseline, options.paths, is_whole=looking.shard is None)
    if changes is not None:
        narrowing.to_changes(analysis.outcome, changes)
    if not analysis.discovery.stacks:
        say_nothing_found(options.paths, _requires_inputs(options))
    analysis.outcome.shard = looking.report()
    publish(analysis, options, outputs)
    outcome = analysis.outcome
    if outcome.faults:
        return blame(outcome)
    return CLEAN if options.exit_zero or not failing(outcome.findings, options.fail_on) else FINDINGS


def analyse(options: RunOptions, with_suppressions: bool = True, looking: Looking | None = None) -> Analysis:
    """Run the chosen rules over the stacks of the given paths. Raises UsageError."""
    from ecslint.commands.policy import policy
    from ecslint.engine.run import check

    run = Run(options)
    looking = looking or Looking(SpeedOptions())
    seen = looking.at(run.discovery, run.rules, run.choose, partial(_again, options.said, options.order))
    run.discovery.take(seen.stacks, is_whole=looking.shard is None)
    refuse_idle(options, seen.stacks)
    known = policy(run.discovery, run.rules) if with_suppressions else None
    outcome = check(seen.stacks, run.choose, known, seen.observed)
    narrowing.to_files(outcome, run.discovery)
    return Analysis(run.discovery, run.selection.rules(), outcome)


class Run:
    """What a run looks at, and by which rules. Raises UsageError."""

    def __init__(self, options: RunOptions) -> None:
        from ecslint.commands.selection import Selection

        self.rules = catalogue(options)
        self.selection = Selection(options, self.rules)
        self.selection.of_run()
        self.discovery = find_stacks(options)

    def choose(self, stack: Stack) -> Choice:
        """The rules for a stack."""
        from ecslint.commands.policy import configuration_of

        return self.selection.of(configuration_of(self.discovery, stack))


def _again(said: dict[str, Any], order: Sequence[tuple[str, str]]) -> Ask:
    """What a process has to do that did not get it by forking."""
    from ecslint.commands.configuration import settle

    options = Options(said, order)
    settle(options)
    run = Run(options)
    return look_for(run.discovery, run.choose).ask(Looking(options).units(run.discovery))


def find_stacks(options: InputOptions) -> Discovery:
    """The stacks of the given paths, or of the working directory.

    Raises UsageError for a path that is none, and for inputs and configuration that cannot be meant.
    """
    try:
        return discover(
            options.paths or ["."],
            read_inputs(options),
            read_parameters(options),
            options.configurations,
            options.exclude,
        )
    except PathNotFound as missing:
        directory = os.path.dirname(missing.path)
        words = [os.path.join(directory, near) for near in missing.nearby]
        nearest = did_you_mean(missing.path, words if directory else [*COMMANDS, *words])
        raise UsageError(f"there is no file or directory '{missing.path}'", nearest) from missing
    except Refusal as refusal:
        raise refused(refusal) from refusal


def say_nothing_found(paths: Sequence[str], required: bool = False) -> None:
    """Tell the person, not the report, that there was nothing to look at.

    Raises UsageError for a plan or state that is not JSON, and when there has to be something.
    """
    from ecslint.parsers.terraform_plan.unshown import unshown

    for path in paths:
        if what := unshown(path):
            help = "give ecslint what `terraform show -json` prints of it, or what `tofu show -json` does"
            raise UsageError(f"{path} is {what}", help)
    nothing = f"no ECS configuration found in {', '.join(paths or ['.'])}"
    if required:
        raise UsageError(nothing, "inputs are required; name the directories that have them")
    print(f"ecslint: {nothing}", file=sys.stderr)


def _requires_inputs(options: Options) -> bool:
    """Whether there has to be something; a file that a hook gives need not be it where this is configured."""
    said = "require_inputs" in options.said
    return options.require_inputs and (said or not options.paths or any(map(os.path.isdir, options.paths)))


def outputs_of(options: Options) -> list[Output]:
    """The reports that are written to files. Raises UsageError."""
    if not options.output:
        return []
    from ecslint.commands.files import outputs

    return outputs(options.output)


def blame(outcome: Outcome) -> int:
    """Say which rules broke down; the exit status."""
    report_faults([(f"{code} failed on {stack}", fault) for code, stack, fault in outcome.faults])
    return FAULT


def failing(findings: list[Finding], fail_on: str) -> list[Finding]:
    """The findings of a severity or a greater one; none of "never"."""
    severe = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return [finding for finding in findings if finding.severity in severe]
