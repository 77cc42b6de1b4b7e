"""The SARIF 2.1.0 report, as GitHub code scanning and other viewers read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ecslint import __version__
from ecslint.engine.finding import SEVERITIES, Finding, Fix, Outcome, Suppression
from ecslint.place import Place
from ecslint.report import links
from ecslint.report.characters import in_json, visible
from ecslint.report.notes import label
from ecslint.report.paths import Paths
from ecslint.report.sarif_rules import LEVELS, RulePage, descriptors
from ecslint.source import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"

# What GitHub takes of a run and of a result.
_RESULTS = 25_000
_LOCATIONS = 1_000
_STEPS = 1_000

_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINK_TEXT = re.compile(r"[\\\[\]]")

Json = dict[str, Any]


def render(outcome: Outcome, paths: Paths, rules: Sequence[RulePage], category: str = "") -> str:
    """The report as one SARIF log of one run of some rules.

    `category` is what was checked: results take the place of earlier ones of the same category.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_Run(outcome, paths, rules).run(category)]}
    return in_json(json.dumps(log, indent=1)) + "\n"


class _Run:
    """What the parts of a run need to know of each other."""

    def __init__(self, outcome: Outcome, paths: Paths, rules: Sequence[RulePage]) -> None:
        self.outcome = outcome
        self.paths = paths
        self.rules = rules
        self.indexes = {rule.code: index for index, rule in enumerate(rules)}

    def run(self, category: str) -> Json:
        everything = [*self.outcome.findings, *self.outcome.suppressed]
        kept = everything if len(everything) <= _RESULTS else sorted(everything, key=_rank)[:_RESULTS]
        return {
            "tool": {
                "driver": {
                    "name": "ecslint",
                    "version": __version__,
                    "semanticVersion": __version__,
                    "informationUri": links.PROJECT,
                    "rules": descriptors(self.rules),
                }
            },
            "automationDetails": {"id": f"ecslint/{category}/" if category else "ecslint/"},
            "invocations": [self.invocation(len(everything) - len(kept))],
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
            "columnKind": "unicodeCodePoints",
            "results": [self.result(finding) for finding in kept],
            "properties": self.summary(),
        }

    def invocation(self, left: int) -> Json:
        faults = [
            _notification("error", f"{code} failed on {stack}: {type(fault).__name__}: {fault}")
            for code, stack, fault in self.outcome.faults
        ]
        more = [_notification("warning", f"{left} more results are left out")] * bool(left)
        return {
            "executionSuccessful": not faults,
            **({"toolExecutionNotifications": [*faults, *more]} if faults or more else {}),
        }

    def summary(self) -> Json:
        summary = self.outcome.summary
        return {
            "files": summary.files,
            "stacks": summary.stacks,
            "taskDefinitions": summary.task_definitions,
            "services": summary.services,
            "targetGroups": summary.target_groups,
            "undetermined": len(self.outcome.abstentions),
            "baselineGone": self.outcome.gone,
            "elsewhere": self.outcome.elsewhere,
            **({} if self.outcome.shard is None else {"shard": self.outcome.shard}),
        }

    def result(self, finding: Finding) -> Json:
        because = finding.because[: _LOCATIONS - 1]
        index = self.indexes.get(finding.code)
        flows = self.flows([finding.at, *because])
        return {
            "ruleId": finding.code,
            **({} if index is None else {"ruleIndex": index}),
            "level": LEVELS[finding.severity],
            "message": {"text": _message(finding, because)},
            "locations": [self.location(finding.at)],
            **({"relatedLocations": self.related(because)} if because else {}),
            **({"codeFlows": flows} if flows else {}),
            "partialFingerprints": {"ecslint/v1": finding.fingerprint},
            # Either all results of a run say whether they are suppressed, or none does.
            **({"suppressions": self.suppressions(finding)} if self.outcome.suppressed else {}),
            **({} if finding.fix is None else {"fixes": [self.fix(finding.fix)]}),
            "properties": _properties(finding),
        }

    def fix(self, fix: Fix) -> Json:
        changes: dict[str, Json] = {}
        for edit in fix.edits:
            place = self.physical(edit.span)
            artifact = place["artifactLocation"]
            change = changes.setdefault(artifact["uri"], {"artifactLocation": artifact, "replacements": []})
            inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
            change["replacements"].append({"deletedRegion": place["region"], **inserted})
        return {
            "description": _text(f"{fix.title} ({fix.safety})"),
            "artifactChanges": list(changes.values()),
        }

    def suppressions(self, finding: Finding) -> list[Json]:
        return [] if finding.suppression is None else [self.suppression(finding.suppression)]

    def suppression(self, suppression: Suppression) -> Json:
        return {
            "kind": "external" if suppression.external else "inSource",
            "status": "accepted",
            **({"justification": visible(suppression.reason)} if suppression.reason else {}),
            "location": {"physicalLocation": self.physical(suppression.span)},
            **({"properties": {"until": suppression.until}} if suppression.until else {}),
        }

    def related(self, because: Iterable[Place]) -> list[Json]:
        return [
            {"id": number, "message": _text(label(place)), **self.location(place)}
            for number, place in enumerate(because, 1)
        ]

    def flows(self, places: Iterable[Place]) -> list[Json]:
        """For each place to which a value came from elsewhere its way, from its origin on."""
        flows, left = [], _STEPS
        for place in places:
            steps = [
                {"physicalLocation": self.physical(step.span), "message": _text(step.note)}
                for step in reversed(place.via)
            ]
            steps.append({**self.location(place), "message": _text(label(place))})
            if place.via and len(steps) <= left:
                left -= len(steps)
                flows.append({"threadFlows": [{"locations": [{"location": step} for step in steps]}]})
        return flows

    def location(self, place: Place) -> Json:
        named = visible(place.resource)
        logical = {"logicalLocations": [{"fullyQualifiedName": named, "kind": "resource"}]}
        return {"physicalLocation": self.physical(place.span), **(logical if named else {})}

    def physical(self, span: Span) -> Json:
        line, column, end_line, end_column = span.bounds()
        uri = self.paths.uri(span.source.path)
        base = {} if uri.startswith("file:") else {"uriBaseId": _ROOT}
        return {
            "artifactLocation": {"uri": uri, **base},
            "region": {
                "startLine": line,
                "startColumn": column,
                "endLine": end_line,
                "endColumn": end_column,
            },
        }


def _message(finding: Finding, because: Sequence[Place]) -> str:
    """What was found in a sentence, when it holds, links to the other places, and what to do."""
    text = _literal(_sentence(finding.message))
    if finding.when:
        text += _literal(f" It holds when {_sentence(' or '.join(finding.when))}")
    if because:
        *others, last = [f"[{_link_text(label(place))}]({number})" for number, place in enumerate(because, 1)]
        text += f" See {', '.join(others)}{' and ' * bool(others)}{last}."
    if finding.help:
        text += _literal(f" Help: {_sentence(finding.help)}")
    return text


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _literal(text: str) -> str:
    """The text on one line, without anything that a viewer takes for a link or a placeholder.

    By the standard every brace is doubled. Viewers that know no arguments, GitHub's among them, show
    both, so only what is a placeholder is kept from being one.
    """
    return _PLACEHOLDER.sub(r"{{\1}}", visible(text).replace("](", "] ("))


def _link_text(text: str) -> str:
    return _PLACEHOLDER.sub(r"{{\1}}", _LINK_TEXT.sub(r"\\\g<0>", visible(text)))


def _text(text: str) -> Json:
    return {"text": _literal(text)}


def _properties(finding: Finding) -> Json:
    told = {
        "when": [visible(condition) for condition in finding.when],
        "awsError": visible(finding.aws_error),
        "help": visible(finding.help),
        "also": [visible(address) for address in finding.also],
    }
    return {name: value for name, value in told.items() if value}


def _notification(level: str, text: str) -> Json:
    return {"level": level, "message": _text(text)}


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.suppression is not None, SEVERITIES.index(finding.severity)
