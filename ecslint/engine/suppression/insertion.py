"""Insertion of suppressions: above which line a comment silences a finding, where a comment is possible."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.engine.finding import Finding
from ecslint.engine.suppression.edits import Edit, line_end, line_start
from ecslint.engine.suppression.layout import layout
from ecslint.source import Source, Span

_DOWNLOADED = "/.terraform/"


class Insertion:
    """The comments that silence findings, by file, and the findings that no comment can silence."""

    def __init__(self, findings: Iterable[Finding], reason: str) -> None:
        self.reason = reason
        self.elsewhere: list[Finding] = []
        self._sources: dict[str, Source] = {}
        self._stretches: dict[str, list[tuple[int, int]]] = {}
        self._codes: dict[tuple[str, int], set[str]] = {}
        for finding in findings:
            self._add(finding)

    def edits(self) -> Iterable[tuple[Source, list[Edit]]]:
        """The files that change, and how."""
        for path, source in self._sources.items():
            lines = {at: codes for (file, at), codes in self._codes.items() if file == path}
            if lines:
                yield source, [self._comment(source.text, at, codes) for at, codes in lines.items()]

    def _add(self, finding: Finding) -> None:
        span = place(finding)
        source = span.source
        if source.path not in self._stretches:
            self._stretches[source.path] = _stretches(source)
            self._sources[source.path] = source
        around = [start for start, end in self._stretches[source.path] if start <= span.start < end]
        if around:
            self._codes.setdefault((source.path, max(around)), set()).add(finding.code)
        else:
            self.elsewhere.append(finding)

    def _comment(self, text: str, at: int, codes: set[str]) -> Edit:
        rest = text[at:]
        indentation = rest[: len(rest) - len(rest.lstrip(" \t"))]
        line, newline, _ = rest.partition("\n")
        ending = "\r\n" if line.endswith("\r") and newline else "\n"
        return Edit(
            at, at, f"{indentation}# ecslint: ignore[{', '.join(sorted(codes))}] {self.reason}{ending}"
        )


def place(finding: Finding) -> Span:
    """The place of a finding that can be edited: the call of a downloaded module, not its files."""
    spans = [finding.at.span, *(step.span for step in finding.at.via)]
    return next((span for span in spans if _DOWNLOADED not in f"/{span.source.path}"), finding.at.span)


def _stretches(source: Source) -> list[tuple[int, int]]:
    """The lines on which a block, an attribute, an entry or an item begins, each to where that ends."""
    text = source.text
    if text.lstrip()[:1] in ("{", "["):
        return []  # JSON, whatever the name of the file
    found: dict[int, int] = {}
    for node in layout(source).nodes:
        start = line_start(text, node.start)
        if not text[start : node.start].strip(" \t-"):
            found[start] = max(found.get(start, 0), node.end, line_end(text, start))
    return list(found.items())
