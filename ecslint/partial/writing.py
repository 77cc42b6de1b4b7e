"""A part of a run as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ecslint.engine.finding import Abstention, Finding, Fix, Suppression
from ecslint.engine.part import Deployed, Part, Remark
from ecslint.partial.lines import Lines
from ecslint.place import Place
from ecslint.report.excerpt import excerpts
from ecslint.source import Source, Span
from ecslint.value import Via

Judged = Callable[[Finding], bool]


class Writer:
    """Writes a part down: texts once, and of files the lines that findings are about.

    `judged` are the questions about findings that cannot be answered once only the record is left.
    """

    def __init__(self, *judged: Judged) -> None:
        self._judged = judged
        self._texts: dict[str, int] = {}
        self._sources: dict[tuple[str, str], int] = {}
        self._lines: list[Lines] = []

    def part(self, part: Part) -> dict[str, Any]:
        """A part without the sources and texts that it mentions."""
        return {
            "deployed": [self._deployed(each) for each in part.deployed],
            "counts": part.counts,
            "faults": [[code, stack, type(fault).__name__, str(fault)] for code, stack, fault in part.faults],
            "remarks": [self._remark(each) for each in part.remarks],
            "claims": [[*key, *claim] for key, claim in part.claims.items()],
        }

    def mentioned(self) -> dict[str, Any]:
        """The sources and texts that were mentioned."""
        return {"sources": [lines.record() for lines in self._lines], "texts": list(self._texts)}

    def paths(self) -> list[str]:
        """The paths of the sources that were mentioned."""
        return list(dict.fromkeys(lines.source.path for lines in self._lines))

    def span(self, span: Span) -> list[int]:
        """A place: the number of its source, and offsets."""
        lines = self._of(span.source)
        lines.need(span.start)
        lines.need(span.end)
        return [self._sources[span.source.path, span.source.text], span.start, span.end]

    def _deployed(self, deployed: Deployed) -> list[Any]:
        return [
            deployed.order,
            self._text(deployed.name),
            deployed.language,
            self._all(deployed.paths),
            deployed.is_damaged,
            [self._finding(each) for each in deployed.findings],
            self._abstained(deployed.abstained),
        ]

    def _remark(self, remark: Remark) -> list[Any]:
        return [remark.order, self._finding(remark.finding), remark.is_reported, remark.claim]

    def _finding(self, finding: Finding) -> list[Any]:
        for excerpt in excerpts(finding.at, finding.because):
            for number, marks in excerpt.shown():
                if not excerpt.source.is_empty:
                    self._of(excerpt.source).show(number, marks)
        return [
            finding.code,
            self._text(finding.name),
            finding.severity,
            self._text(finding.message),
            self._text(finding.aws_error),
            self._text(finding.help),
            self._all(finding.when),
            self._all(finding.also),
            [self._place(place) for place in (finding.at, *finding.because)],
            None if finding.suppression is None else self._suppression(finding.suppression),
            None if finding.fix is None else self._fix(finding.fix),
            finding.fingerprint,
            [judged(finding) for judged in self._judged],
        ]

    def _place(self, place: Place) -> list[Any]:
        return [
            *self.span(place.span),
            self._text(place.message),
            self._text(place.resource),
            self._via(place.via),
        ]

    def _via(self, via: Via) -> list[Any]:
        return [[*self.span(step.span), self._text(step.note)] for step in via]

    def _suppression(self, suppression: Suppression) -> list[Any]:
        return [
            *self.span(suppression.span),
            self._text(suppression.reason),
            suppression.until,
            suppression.external,
        ]

    def _fix(self, fix: Fix) -> list[Any]:
        edits = [[*self.span(edit.span), edit.text] for edit in fix.edits]
        return [self._text(fix.title), fix.safety, edits]

    def _abstained(self, abstained: Iterable[Abstention]) -> list[Any]:
        codes: dict[tuple[str, Span, str], list[str]] = {}
        for each in abstained:
            codes.setdefault((each.resource, each.span, each.reason), []).extend(each.codes)
        return [
            [self._text(resource), *self.span(span), self._text(reason), list(dict.fromkeys(found))]
            for (resource, span, reason), found in codes.items()
        ]

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def _all(self, texts: Iterable[str]) -> list[int]:
        return [self._text(text) for text in texts]

    def _of(self, source: Source) -> Lines:
        key = source.path, source.text
        if key not in self._sources:
            self._sources[key] = len(self._lines)
            self._lines.append(Lines(source))
        return self._lines[self._sources[key]]
