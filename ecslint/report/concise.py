"""The concise report: one line a finding, as compilers write them."""

from __future__ import annotations

from ecslint.engine.finding import Outcome
from ecslint.report.characters import visible


def render(outcome: Outcome) -> str:
    """`path:line:column: severity code message`, a line each; nothing when there is nothing."""
    lines = []
    for finding in outcome.findings:
        line, column, _, _ = finding.at.span.bounds()
        path = finding.at.span.source.path
        lines.append(
            visible(f"{path}:{line}:{column}: {finding.severity} {finding.code} {finding.message}") + "\n"
        )
    return "".join(lines)
