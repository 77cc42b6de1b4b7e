"""The text report: each finding with excerpts of all its places, and a summary in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ecslint.engine.finding import SEVERITIES, Finding, Outcome
from ecslint.report import undetermined
from ecslint.report.characters import visible
from ecslint.report.excerpt import excerpts
from ecslint.report.notes import count, notes
from ecslint.report.style import Style


def render(
    outcome: Outcome,
    color: bool = False,
    width: int = 120,
    show_suppressed: bool = False,
    show_undetermined: bool = False,
) -> str:
    """The whole report; of a clean run the summary alone."""
    style = Style(color)
    findings = [*outcome.findings, *outcome.suppressed] if show_suppressed else outcome.findings
    blocks = ["\n".join(_finding(finding, width, style)) + "\n" for finding in findings]
    if show_undetermined:
        blocks += undetermined.blocks(outcome, style)
    return "\n".join([*blocks, summary(outcome, style, hint=not show_undetermined) + "\n"])


def _finding(finding: Finding, width: int, style: Style) -> Iterator[str]:
    suppressed = "suppressed " if finding.suppression is not None else ""
    label = style.severity(f"{suppressed}{finding.severity}[{finding.code}]", finding.severity)
    yield label + style.bold(f": {visible(finding.message)}")
    shown = excerpts(finding.at, finding.because)
    gutter = max(len(str(mark.line)) for excerpt in shown for mark in excerpt.marks)
    for index, excerpt in enumerate(shown):
        arrow = ":::" if index else "-->"
        yield style.frame(" " * gutter + arrow) + f" {excerpt.heading}"
        yield from excerpt.lines(gutter, width, finding.severity, style)
    for name, text in notes(finding):
        first, *more = text.splitlines() or [""]
        yield style.frame(" " * gutter + " =") + f" {style.bold(name + ':')} {visible(first)}"
        for line in more:
            yield " " * (gutter + len(name) + 5) + visible(line)


def summary(outcome: Outcome, style: Style, hint: bool = True) -> str:
    """What was looked at and what came of it, in one line."""
    summary = outcome.summary
    looked_at = ", ".join(
        (
            count(summary.files, "file"),
            count(summary.services, "service"),
            count(summary.task_definitions, "task definition"),
        )
    )
    counts = Counter(finding.severity for finding in outcome.findings)
    found = [
        style.severity(count(counts[severity], severity), severity)
        for severity in SEVERITIES
        if counts[severity]
    ]
    rest = list(_unreported(outcome, hint))
    tail = f" ({', '.join(rest)})" if rest else ""
    return f"{looked_at}: {', '.join(found) or 'no problems'}{tail}"


def _unreported(outcome: Outcome, hint: bool) -> Iterator[str]:
    """What is not among the findings: counted, with the way to it."""
    unknown, baselined, suppressed = len(outcome.abstentions), outcome.baselined, len(outcome.suppressed)
    if suppressed > baselined:
        yield f"{suppressed - baselined} suppressed"
    if baselined:
        yield f"{baselined} in the baseline"
    if outcome.gone:
        yield f"{outcome.gone} of the baseline gone; see ecslint baseline --prune"
    if outcome.elsewhere:
        yield f"{outcome.elsewhere} not on changed lines"
    if unknown:
        yield f"{count(unknown, 'value')} unknown" + "; see --show-undetermined" * hint
