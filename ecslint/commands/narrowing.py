"""Narrowing of what a run found: to the files that were given, and to what has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ecslint.engine.finding import Finding, Outcome
from ecslint.place import Place
from ecslint.source import Span

if TYPE_CHECKING:
    from ecslint.commands.changes import Changes, Hunk
    from ecslint.stack import Discovery


Judged = Callable[[Finding], bool]


def touching(discovery: Discovery) -> Judged:
    """Tells which findings touch the files that were given."""
    return lambda finding: any(discovery.wants(span.source.path) for span in _spans(finding))


def on_changed_lines(changes: Changes) -> Judged:
    """Tells which findings touch a line that has changed."""
    return lambda finding: any(_has_changed(span, changes) for span in _spans(finding))


def to_files(outcome: Outcome, discovery: Discovery) -> None:
    """Leave what touches the files that were given."""
    to_touching(outcome, touching(discovery))
    outcome.useless = [each for each in outcome.useless if discovery.wants(each.span.source.path)]
    outcome.abstentions = [
        abstention for abstention in outcome.abstentions if discovery.wants(abstention.span.source.path)
    ]


def changed(reference: str, paths: Sequence[str]) -> Changes:
    """What has changed around some paths since a commit. Raises UsageError."""
    from ecslint.commands.changes import changes_since

    given = os.path.commonpath([os.path.realpath(path) for path in paths or [os.curdir]])
    return changes_since(reference, given if os.path.isdir(given) else os.path.dirname(given))


def to_touching(outcome: Outcome, touches: Judged) -> None:
    """Leave the findings that touch the files that were given."""
    outcome.findings = list(filter(touches, outcome.findings))
    outcome.suppressed = list(filter(touches, outcome.suppressed))


def to_changes(outcome: Outcome, is_changed: Judged) -> None:
    """Leave the findings that touch a line that has changed, and count the others."""
    left = list(filter(is_changed, outcome.findings))
    outcome.elsewhere = len(outcome.findings) - len(left)
    outcome.findings = left
    outcome.suppressed = list(filter(is_changed, outcome.suppressed))


def _spans(finding: Finding) -> Iterator[Span]:
    """All that takes part in a finding: places, and the steps by which values came there."""
    places: tuple[Place, ...] = (finding.at, *finding.because)
    for place in places:
        yield place.span
        yield from (step.span for step in place.via)


def _has_changed(span: Span, changes: Changes) -> bool:
    hunks = changes.hunks(span.source.path)
    return hunks is None or any(_meets(hunk, span) for hunk in hunks)


def _meets(hunk: Hunk, span: Span) -> bool:
    if hunk.lost:
        # What is missing now may be missing anywhere in what the place stands for: a block, an object.
        from ecslint.engine.baseline.outline import outline

        start, end = outline(span.source).extent(span.start) or (span.start, span.end)
        span = Span(span.source, min(start, span.start), max(end, span.end))
    line, _, last, column = span.bounds()
    return hunk.first <= max(line, last - (column == 1)) and line <= hunk.last
