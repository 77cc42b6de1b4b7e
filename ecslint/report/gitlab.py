"""The GitLab report: an array of Code Quality violations."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding, Outcome
from ecslint.report.characters import in_json, visible
from ecslint.report.paths import Paths

_SEVERITIES = {ERROR: "major", WARNING: "minor", ADVICE: "info"}


def render(outcome: Outcome, paths: Paths) -> str:
    """The findings, each with a fingerprint of its own: of two that are equal GitLab shows one."""
    twins: Counter[str] = Counter()
    violations = []
    for finding in outcome.findings:
        fingerprint = finding.fingerprint
        violations.append(_violation(finding, paths, _told_apart(fingerprint, twins[fingerprint])))
        twins[fingerprint] += 1
    return in_json(json.dumps(violations, indent=2)) + "\n"


def _violation(finding: Finding, paths: Paths, fingerprint: str) -> dict[str, Any]:
    line, _, end_line, _ = finding.at.span.bounds()
    # GitLab shows neither the name of the check nor any other place: what matters is in the description.
    when = f" (when {' or '.join(finding.when)})" if finding.when else ""
    return {
        "description": visible(f"{finding.code}: {finding.message}{when}"),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": paths.of(finding.at.span.source.path),
            "lines": {"begin": line, "end": end_line},
        },
    }


def _told_apart(fingerprint: str, ordinal: int) -> str:
    if not ordinal:
        return fingerprint
    import hashlib

    return hashlib.sha256(f"{fingerprint}\0{ordinal}".encode()).hexdigest()[: len(fingerprint)]
