"""`ecslint check`: find the stacks, run the rules, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecslint.commands import (
    CLEAN,
    COMMANDS,
    FAULT,
    FINDINGS,
    UsageError,
    did_you_mean,
    unknown_rule,
)
from ecslint.commands.inputs import read as read_inputs
from ecslint.commands.options import PATHS, InputOptions, arguments, choice, flag, words
from ecslint.commands.output import report_faults, wants_color, width, write
from ecslint.engine.finding import SEVERITIES, Outcome, Place
from ecslint.refusal import Refusal
from ecslint.stack import Discovery, PathNotFound, discover

if TYPE_CHECKING:
    from ecslint.engine.rule import Rule
    from ecslint.parsers.terraform import Inputs

FAIL_ON = ("error", "warning", "advice", "never")
COLORS = ("auto", "always", "never")
FORMATS = ("text", "concise", "json")


class Options(InputOptions):
    """What `ecslint check` can be told."""

    __slots__ = ()

    paths: tuple[str, ...] = arguments("[PATHS]...", PATHS)
    format: str = choice(FORMATS, "How to report.")
    select: tuple[str, ...] = words(
        "CODE", "Only these rules: codes, prefixes (ECS2) or names; advice too. Repeatable."
    )
    ignore: tuple[str, ...] = words("CODE", "All but these rules: codes, prefixes or names. Repeatable.")
    fail_on: str = choice(FAIL_ON, "The least severity that makes the exit status 1.")
    exit_zero: bool = flag("Exit with 0 whatever is found.")
    color: str = choice(COLORS, "Whether to colour; auto: on a terminal.")


def run(options: Options) -> int:
    """Check the stacks of directories and files.

    Advice is reported when its rule is selected.
    """
    rules = _rules(options.select, options.ignore)
    discovery = find_stacks(options.paths, read_inputs(options))
    from ecslint.engine.run import check

    outcome = check(discovery.stacks, rules)
    _narrow(outcome, discovery)
    if not discovery.stacks:
        say_nothing_found(options.paths)
    if discovery.stacks or options.format == "json":
        families = {rule.code: rule.family for rule in rules}
        write(_render(outcome, options.format, options.color, families))
    if outcome.faults:
        report_faults([(f"{code} failed on {stack}", fault) for code, stack, fault in outcome.faults])
        return FAULT
    return CLEAN if options.exit_zero or not _fails(outcome, options.fail_on) else FINDINGS


def find_stacks(paths: Sequence[str], inputs: Inputs | None = None) -> Discovery:
    """The stacks of the given paths, or of the working directory.

    Raises UsageError for a path that is none, and for inputs and configuration that cannot be meant.
    """
    try:
        return discover(paths or ["."], inputs)
    except PathNotFound as missing:
        directory = os.path.dirname(missing.path)
        words = [os.path.join(directory, near) for near in missing.nearby]
        nearest = did_you_mean(missing.path, words if directory else [*COMMANDS, *words])
        raise UsageError(f"there is no file or directory '{missing.path}'", nearest) from missing
    except Refusal as refusal:
        nearest = did_you_mean(refusal.word, refusal.words) if refusal.word else ""
        raise UsageError(str(refusal), nearest or refusal.help) from refusal


def say_nothing_found(paths: Sequence[str]) -> None:
    """Tell the person, not the report, that there was nothing to look at."""
    print(f"ecslint: no ECS configuration found in {', '.join(paths or ['.'])}", file=sys.stderr)


def _rules(select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    from ecslint.engine import registry

    try:
        return registry.select(registry.load_rules(), _words(select), _words(ignore))
    except registry.UnknownCode as unknown:
        raise unknown_rule(unknown.text, unknown.suggestion) from unknown


def _words(values: Sequence[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _narrow(outcome: Outcome, discovery: Discovery) -> None:
    """Leave what touches the files that were given."""

    def touches(*places: Place) -> bool:
        spans = [span for place in places for span in (place.span, *(step.span for step in place.via))]
        return any(discovery.wants(span.source.path) for span in spans)

    outcome.findings = [finding for finding in outcome.findings if touches(finding.at, *finding.because)]
    outcome.abstentions = [
        abstention for abstention in outcome.abstentions if discovery.wants(abstention.span.source.path)
    ]


def _fails(outcome: Outcome, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in failing for finding in outcome.findings)


def _render(outcome: Outcome, format: str, color: str, families: dict[str, str]) -> str:
    match format:
        case "json":
            from ecslint.report import json

            return json.render(outcome, families)
        case "concise":
            from ecslint.report import concise

            return concise.render(outcome)
    from ecslint.report import text

    return text.render(outcome, color=wants_color(color), width=width())
