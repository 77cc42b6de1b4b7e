"""The JSON report, schema version 1 (schema.json beside this module)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ecslint import __version__
from ecslint.engine.finding import ADVICE, ERROR, WARNING, Abstention, Finding, Fix, Outcome
from ecslint.place import Place
from ecslint.report import links
from ecslint.report.characters import in_json
from ecslint.source import Span


def render(outcome: Outcome, families: Mapping[str, str]) -> str:
    """The report as one JSON document; `families` says in which family each code is."""
    text = json.dumps(_report(outcome, families), indent=2)
    if outcome.shard is not None:
        # For a program alone, and large: on one line, after all else.
        shard = json.dumps(outcome.shard, separators=(",", ":"))
        text = text.removesuffix("\n}") + f',\n  "shard": {shard}\n}}'
    return in_json(text) + "\n"


def _report(outcome: Outcome, families: Mapping[str, str]) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in outcome.findings)
    summary = outcome.summary
    return {
        "schema_version": 1,
        "tool": {"name": "ecslint", "version": __version__},
        "summary": {
            "files": summary.files,
            "stacks": summary.stacks,
            "task_definitions": summary.task_definitions,
            "services": summary.services,
            "target_groups": summary.target_groups,
            "errors": counts[ERROR],
            "warnings": counts[WARNING],
            "advice": counts[ADVICE],
            "suppressed": len(outcome.suppressed) - outcome.baselined,
            "baselined": outcome.baselined,
            "baseline_gone": outcome.gone,
            "elsewhere": outcome.elsewhere,
            "undetermined": len(outcome.abstentions),
        },
        "findings": [_finding(finding, families.get(finding.code, "")) for finding in outcome.findings],
        "undetermined": [_abstention(abstention) for abstention in outcome.abstentions],
        "suppressed": [
            {**_finding(finding, families.get(finding.code, "")), "suppression": _suppression(finding)}
            for finding in outcome.suppressed
        ],
    }


def _finding(finding: Finding, family: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        **_region(finding.at.span),
        "resource": finding.at.resource,
        "related": [_related(place) for place in finding.because],
        "via": [
            {**_start(step.span), "message": step.note}
            for place in (finding.at, *finding.because)
            for step in place.via
        ],
        "when": list(finding.when),
        "aws_error": finding.aws_error or None,
        "help": finding.help or None,
        "url": links.page(finding.code, family) or None,
        "fingerprint": finding.fingerprint,
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safety": fix.safety,
        "edits": [{**_region(edit.span), "replacement": edit.text} for edit in fix.edits],
    }


def _suppression(finding: Finding) -> dict[str, Any]:
    """Where somebody asked not to hear of a finding, and what they said."""
    assert finding.suppression is not None
    span, reason, until, external = finding.suppression[:4]
    return {
        **_start(span),
        "kind": "external" if external else "inSource",
        "reason": reason or None,
        "until": until or None,
    }


def _related(place: Place) -> dict[str, Any]:
    return {**_region(place.span), "resource": place.resource, "message": place.message}


def _abstention(abstention: Abstention) -> dict[str, Any]:
    return {
        "resource": abstention.resource,
        "path": abstention.span.source.path,
        "line": abstention.span.line,
        "reason": abstention.reason,
        "codes": list(abstention.codes),
    }


def _region(span: Span) -> dict[str, Any]:
    line, column, end_line, end_column = span.bounds()
    return {
        "path": span.source.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _start(span: Span) -> dict[str, Any]:
    line, column, _, _ = span.bounds()
    return {"path": span.source.path, "line": line, "column": column}
