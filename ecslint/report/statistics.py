"""Statistics: how often each rule has found something, in the place of the findings."""

from __future__ import annotations

import json
from collections import Counter
from typing import NamedTuple

from ecslint import __version__
from ecslint.engine.finding import SEVERITIES, Outcome
from ecslint.report.style import Style
from ecslint.report.text import summary


class Line(NamedTuple):
    """How often a rule has found something of one severity."""

    times: int
    code: str
    severity: str
    name: str


def lines(outcome: Outcome) -> list[Line]:
    """A line for each rule and severity, the most frequent first."""
    counts = Counter((finding.code, finding.severity, finding.name) for finding in outcome.findings)
    found = [Line(times, code, severity, name) for (code, severity, name), times in counts.items()]
    return sorted(found, key=lambda line: (-line.times, line.code, SEVERITIES.index(line.severity)))


def to_text(outcome: Outcome, color: bool) -> str:
    """The lines in columns, and the summary with the sums, for people."""
    style = Style(color)
    listed = lines(outcome)
    width = max((len(str(line.times)) for line in listed), default=0)
    rows = [
        f"{times:{width}}  {code}  {style.severity(f'{severity:7}', severity)}  {name}\n"
        for times, code, severity, name in listed
    ]
    return "".join([*rows, "\n" * bool(rows), summary(outcome, style) + "\n"])


def to_json(outcome: Outcome) -> str:
    """The lines and the sums as one JSON document."""
    counts = Counter(finding.severity for finding in outcome.findings)
    report = {
        "schema_version": 1,
        "tool": {"name": "ecslint", "version": __version__},
        "severities": {severity: counts[severity] for severity in SEVERITIES},
        "rules": [
            {"code": line.code, "name": line.name, "severity": line.severity, "count": line.times}
            for line in lines(outcome)
        ],
    }
    return json.dumps(report, indent=2) + "\n"
