"""`ecslint check`: find the stacks, run the rules, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
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
from ecslint.commands.catalogue import catalogue
from ecslint.commands.check_options import STDIN, Options, ReportOptions, RunOptions
from ecslint.commands.inputs import read as read_inputs
from ecslint.commands.inputs import read_parameters, refuse_idle
from ecslint.commands.output import report_faults
from ecslint.commands.reports import Reports, category, publish
from ecslint.commands.speed import Looking, SpeedOptions, look_for
from ecslint.engine.finding import SEVERITIES, Finding, Outcome
from ecslint.refusal import Refusal
from ecslint.report.characters import visible
from ecslint.stack import Discovery, PathNotFound, discover

if TYPE_CHECKING:
    from ecslint.commands.files import Output
    from ecslint.commands.options import InputOptions
    from ecslint.commands.shard import Shard
    from ecslint.engine.choice import Choice
    from ecslint.engine.part import Deployed
    from ecslint.engine.rule import Rule
    from ecslint.looking import Ask
    from ecslint.memory import Memory
    from ecslint.resource import Stack


class Analysis(NamedTuple):
    """What was found to look at, the rules that did, what they gave of each stack, and what comes out."""

    discovery: Discovery
    rules: list[Rule]
    deployed: list[Deployed]
    outcome: Outcome


def run(options: Options) -> int:
    """Check the stacks of directories and files.

    Advice is reported when its rule is selected.
    """
    if options.fix or options.diff or options.unsafe_fixes:
        from ecslint.commands.fixing import fix

        contradictions.refuse_beside_fixes(options)
        return fix(options, _check)
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
    looking = Looking(options)
    baseline = None if options.no_suppressions or options.no_baseline else baselines.find(options)
    changes = narrowing.changed(options.since, options.paths) if options.since else None
    shard = None
    if looking.shard is not None:
        from ecslint.commands.shard import Shard

        shard = Shard(options, looking.shard, baseline, changes)
    analysis = analyse(options, not options.no_suppressions, looking, shard)
    outcome = analysis.outcome
    if baseline is not None:
        baselines.silence(analysis, baseline, options.paths, is_whole=shard is None)
    if changes is not None:
        narrowing.to_changes(outcome, narrowing.on_changed_lines(changes))
    if not analysis.discovery.units or not (shard or analysis.discovery.stacks):
        say_nothing_found(options.paths, requires_inputs(options))
    if shard is not None:
        outcome.shard = shard.report
    publish(Reports(outcome, analysis.rules, options, category(options.paths)), outputs, found(analysis))
    return concluded(outcome, options)


def found(analysis: Analysis) -> bool:
    """Whether there was anything to look at."""
    return bool(analysis.discovery.stacks)


def concluded(outcome: Outcome, options: ReportOptions) -> int:
    """The exit status of what came out."""
    if outcome.faults:
        return blame(outcome)
    return CLEAN if options.exit_zero or not failing(outcome.findings, options.fail_on) else FINDINGS


def analyse(
    options: RunOptions,
    with_suppressions: bool = True,
    looking: Looking | None = None,
    shard: Shard | None = None,
) -> Analysis:
    """Run the chosen rules over the stacks of the given paths; a shard is told. Raises UsageError."""
    from ecslint.commands.policy import policy
    from ecslint.engine.part import joined
    from ecslint.engine.run import look

    looking = looking or Looking(SpeedOptions())
    run = Run(options, looking.memory)
    seen = looking.at(run.discovery, run.choose, partial(_again, options.said, options.order))
    run.discovery.take(seen.stacks)
    if shard is None:
        refuse_idle(options.said, {stack.language for stack in seen.stacks})
    known = policy(run.discovery, run.rules, is_part=shard is not None) if with_suppressions else None
    orders = None if shard is None else shard.orders(run.discovery, seen)
    part, suppressions = look(seen.stacks, run.choose, known, seen.observed, orders)
    rules = run.selection.rules()
    if shard is not None:
        shard.tell(run, part)
    outcome = joined([part], is_whole=shard is None)
    if suppressions is not None:
        outcome.useless = suppressions.useless()
    narrowing.to_files(outcome, run.discovery)
    return Analysis(run.discovery, rules, part.deployed, outcome)


class Run:
    """What a run looks at, and by which rules. Raises UsageError."""

    def __init__(self, options: RunOptions, remembering: Callable[[list[Rule]], Memory]) -> None:
        from ecslint.commands.selection import Selection

        self.rules = catalogue(options)
        self.selection = Selection(options, self.rules)
        self.selection.of_run()
        self.discovery = find_stacks(options, remembering(self.rules))

    def choose(self, stack: Stack) -> Choice:
        """The rules for a stack."""
        from ecslint.commands.policy import configuration_of

        return self.selection.of(configuration_of(self.discovery, stack))


def _again(said: dict[str, Any], order: Sequence[tuple[str, str]]) -> Ask:
    """What a process has to do that did not get it by forking."""
    from ecslint.commands.configuration import settle

    options = Options(said, order)
    settle(options)
    looking = Looking(options)
    run = Run(options, looking.memory)
    return look_for(run.discovery, run.choose).ask(looking.units(run.discovery))


def find_stacks(options: InputOptions, memory: Memory | None = None) -> Discovery:
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
            memory,
        )
    except PathNotFound as missing:
        directory = os.path.dirname(missing.path)
        words = [os.path.join(directory, near) for near in missing.nearby]
        nearest = did_you_mean(missing.path, words if directory else [*COMMANDS, "--help", *words])
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
    say_nothing(paths or ["."], required)


def say_nothing(paths: Sequence[str], required: bool) -> None:
    """Tell that there was nothing below some paths. Raises UsageError when there has to be something."""
    nothing = f"no ECS configuration found in {', '.join(paths)}"
    if required:
        raise UsageError(nothing, "inputs are required; name the directories that have them")
    print(visible(f"ecslint: {nothing}"), file=sys.stderr)


def requires_inputs(options: Options) -> bool:
    """Whether there has to be something; a file that a hook gives need not be it where this is configured."""
    said = "require_inputs" in options.said
    return options.require_inputs and (said or not options.paths or any(map(os.path.isdir, options.paths)))


def outputs_of(options: ReportOptions) -> list[Output]:
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
