"""The text report: each finding with excerpts of all its places, and a summary in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ecslint.engine.finding import ADVICE, SEVERITIES, Finding, Outcome
from ecslint.report.characters import visible
from ecslint.report.excerpt import excerpts
from ecslint.report.style import Style

_INSTANCES = 5
"""Other instances of a finding that are named; the rest is counted."""


def render(outcome: Outcome, color: bool = False, width: int = 120) -> str:
    """The whole report; of a clean run the summary alone."""
    style = Style(color)
    blocks = ["\n".join(_finding(finding, width, style)) + "\n" for finding in outcome.findings]
    return "\n".join([*blocks, _summary(outcome, style) + "\n"])


def _finding(finding: Finding, width: int, style: Style) -> Iterator[str]:
    label = style.severity(f"{finding.severity}[{finding.code}]", finding.severity)
    yield label + style.bold(f": {visible(finding.message)}")
    shown = excerpts(finding.at, finding.because)
    gutter = max(len(str(mark.line)) for excerpt in shown for mark in excerpt.marks)
    for index, excerpt in enumerate(shown):
        arrow = ":::" if index else "-->"
        yield style.frame(" " * gutter + arrow) + f" {excerpt.heading}"
        yield from excerpt.lines(gutter, width, finding.severity, style)
    for name, text in _notes(finding):
        first, *more = text.splitlines() or [""]
        yield style.frame(" " * gutter + " =") + f" {style.bold(name + ':')} {visible(first)}"
        for line in more:
            yield " " * (gutter + len(name) + 5) + visible(line)


def _notes(finding: Finding) -> Iterator[tuple[str, str]]:
    """What is to be said below the excerpts, and by which name."""
    ways = [
        f"{step.note} at {step.span.source.path}:{line}:{column}"
        for place in (finding.at, *finding.because)
        for step in place.via
        for line, column, _, _ in [step.span.bounds()]
    ]
    for way in dict.fromkeys(ways):
        yield "via", way
    if finding.when:
        yield "when", " or ".join(finding.when)
    if finding.aws_error:
        yield "aws", f'"{finding.aws_error}"'
    if finding.help:
        yield "help", finding.help
    if finding.also:
        named = ", ".join(finding.also[:_INSTANCES])
        more = f" and {len(finding.also) - _INSTANCES} more" if len(finding.also) > _INSTANCES else ""
        yield "also", f"{_count(len(finding.also), 'more instance')}: {named}{more}"
    yield "page", f"ecslint explain {finding.code}"


def _summary(outcome: Outcome, style: Style) -> str:
    summary = outcome.summary
    looked_at = ", ".join(
        (
            _count(summary.files, "file"),
            _count(summary.services, "service"),
            _count(summary.task_definitions, "task definition"),
        )
    )
    counts = Counter(finding.severity for finding in outcome.findings)
    found = [
        style.severity(_count(counts[severity], severity), severity)
        for severity in SEVERITIES
        if counts[severity]
    ]
    unknown = len(outcome.abstentions)
    tail = f" ({_count(unknown, 'value')} unknown; see ecslint show)" if unknown else ""
    return f"{looked_at}: {', '.join(found) or 'no problems'}{tail}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 or thing == ADVICE else f"{number} {thing}s"
