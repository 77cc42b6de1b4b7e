"""The concise report: one line a finding, as compilers write them."""

from __future__ import annotations

from ecslint.engine.finding import Finding, Outcome
from ecslint.report import undetermined
from ecslint.report.characters import leading


def render(outcome: Outcome, show_suppressed: bool = False, show_undetermined: bool = False) -> str:
    """`path:line:column: severity code message`, a line each; nothing when there is nothing."""
    findings = [*outcome.findings, *outcome.suppressed] if show_suppressed else outcome.findings
    listed = [_line(finding) for finding in findings]
    if show_undetermined:
        listed += undetermined.lines(outcome)
    return "".join(f"{leading(line)}\n" for line in listed)


def _line(finding: Finding) -> str:
    line, column, _, _ = finding.at.span.bounds()
    text = f"{finding.at.span.source.path}:{line}:{column}: "
    text += f"{finding.severity} {finding.code} {finding.message}"
    suppression = finding.suppression
    if suppression is None:
        return text
    place = f"{suppression.span.source.path}:{suppression.span.line}"
    return f"{text} (suppressed at {place}{': ' * bool(suppression.reason)}{suppression.reason})"
