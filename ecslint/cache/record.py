"""Records: stacks and what the rules gave of them as plain data, and back.

Of a stack a record has what is needed once the rules have been run: to find out what is suppressed,
to merge, and to report.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecslint.cache.texts import Texts
from ecslint.engine.finding import Finding
from ecslint.engine.observation import Abstained, Observation, Observed
from ecslint.engine.suppression.suppressions import SIGNS
from ecslint.fix import Edit, Fix
from ecslint.place import Place
from ecslint.resource import TERRAFORM, Problem, Resource, Stack
from ecslint.source import Source, Span
from ecslint.value import Mapping, Step, Unknown, Via

Record = dict[str, Any]


def encode(observed: Iterable[Observed], texts: Texts) -> Record:
    """Observed stacks as plain data."""
    return _Writer(texts).record(observed)


def decode(record: Record, texts: Texts) -> list[Observed]:
    """The observed stacks of a record; what is no record raises whatever it leads to."""
    return _Reader(record, texts).observed()


class _Writer:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._sources: dict[tuple[str, str], int] = {}
        self._written: list[list[Any]] = []
        self._identities: dict[object, int] = {}

    def record(self, observed: Iterable[Observed]) -> Record:
        stacks = [self._stack(stack, observation) for stack, observation in observed]
        return {"sources": self._written, "stacks": stacks}

    def _stack(self, stack: Stack, observation: Observation) -> Record:
        findings = [finding for found in observation.found.values() for finding in found]
        addresses = {place.resource for each in findings for place in (each.at, *each.because)}
        return {
            "name": stack.name,
            "language": stack.language,
            "environment": stack.environment,
            "complete": stack.complete,
            "damaged": stack.damaged,
            "sources": [_mention(source) for source in stack.sources],
            "problems": [[each.code, each.severity, self._span(each.span.shown)] for each in stack.problems],
            "unknowns": [[each.reason, self._span(each.span.shown)] for each in stack.unknowns],
            "calls": [
                [each.address, self._via(each.calls)]
                for each in stack.resources
                if each.calls and each.address in addresses
            ],
            "counted": [
                [[self._identity(identity), address] for identity, address in counted]
                for counted in observation.counted
            ],
            "found": {
                code: [self._finding(each) for each in found]
                for code, found in observation.found.items()
                if found
            },
            "abstained": [
                [each.code, each.resource, self._span(each.span), each.reason]
                for each in observation.abstained
            ],
        }

    def _finding(self, finding: Finding) -> list[Any]:
        return [
            [self._place(place) for place in (finding.at, *finding.because)],
            finding.message,
            finding.aws_error,
            finding.help,
            finding.severity,
            finding.when,
            None if finding.fix is None else self._fix(finding.fix),
        ]

    def _fix(self, fix: Fix) -> list[Any]:
        return [fix.title, fix.safety, [[self._span(edit.span), edit.text] for edit in fix.edits]]

    def _place(self, place: Place) -> list[Any]:
        return [
            self._span(place.span),
            place.message,
            place.resource,
            place.attribute,
            self._via(place.via),
        ]

    def _via(self, via: Via) -> list[Any]:
        return [[self._span(step.span.shown), step.note, step.default] for step in via]

    def _span(self, span: Span) -> list[int]:
        return [self._source(span.source), span.start, span.end]

    def _source(self, source: Source) -> int:
        """The number of a source; its text is written down where it is not that of the file."""
        key = source.path, source.text
        if key not in self._sources:
            self._sources[key] = len(self._written)
            kept = self._texts.of(source.path) == source.text
            self._written.append([source.path, None if kept else source.text])
        return self._sources[key]

    def _identity(self, identity: object) -> int | str:
        if isinstance(identity, str):
            return identity
        return self._identities.setdefault(identity, len(self._identities))


class _Reader:
    def __init__(self, record: Record, texts: Texts) -> None:
        self._record = record
        self._texts = texts
        self._sources: list[Source | None] = [None] * len(record["sources"])
        self._own = object()

    def observed(self) -> list[Observed]:
        return [self._observed(stack) for stack in self._record["stacks"]]

    def _observed(self, record: Record) -> Observed:
        stack = Stack(
            record["name"],
            record["language"],
            [self._resource(address, via) for address, via in record["calls"]],
            [Problem(code, "", self._span(span), severity) for code, severity, span in record["problems"]],
            [self._mentioned(*mention) for mention in record["sources"]],
            [Unknown(reason, self._span(span)) for reason, span in record["unknowns"]],
            complete=record["complete"],
            environment=record["environment"],
            damaged=record["damaged"],
        )
        observation = Observation(
            [
                [
                    (identity if isinstance(identity, str) else (self._own, identity), address)
                    for identity, address in counted
                ]
                for counted in record["counted"]
            ]
        )
        observation.found = {
            code: [self._finding(*each) for each in found] for code, found in record["found"].items()
        }
        observation.abstained = [
            Abstained(code, resource, self._span(span), reason)
            for code, resource, span, reason in record["abstained"]
        ]
        return Observed(stack, observation)

    def _finding(
        self,
        places: list[Any],
        message: str,
        aws_error: str,
        help: str,
        severity: str,
        when: list[str],
        fix: list[Any] | None,
    ) -> Finding:
        at, *because = (self._place(*place) for place in places)
        mended = None if fix is None else self._fix(*fix)
        return Finding(at, message, because, aws_error, help, severity, when=tuple(when), fix=mended)

    def _fix(self, title: str, safety: str, edits: list[Any]) -> Fix:
        return Fix(title, safety, tuple(Edit(self._span(span), text) for span, text in edits))

    def _place(self, span: Any, message: str, resource: str, attribute: str, via: Any) -> Place:
        return Place(self._span(span), message, resource, attribute, self._via(via))

    def _via(self, via: Any) -> Via:
        return tuple(Step(self._span(span), note, default) for span, note, default in via)

    def _resource(self, address: str, via: Any) -> Resource:
        """A resource of which nothing but the calls that lead to it is of interest any more."""
        calls = self._via(via)
        return Resource(TERRAFORM, "", address, Mapping({}, calls[0].span), calls[0].span, calls=calls)

    def _span(self, span: list[int]) -> Span:
        number, start, end = span
        return Span(self._source(number), start, end)

    def _source(self, number: int) -> Source:
        known = self._sources[number]
        if known is None:
            path, text = self._record["sources"][number]
            known = self._sources[number] = self._texts.source(path) if text is None else Source(path, text)
        return known

    def _mentioned(self, path: str, name: str, has_signs: bool) -> Source:
        """A source of a stack; its text matters only where it may have suppressions."""
        if has_signs:
            return self._texts.source(path)
        source = Source(path, "")
        source.name = name
        return source


def _mention(source: Source) -> list[Any]:
    has_signs = source.quoted is None and any(sign in source.text for sign in SIGNS)
    return [source.path, source.name, has_signs]
