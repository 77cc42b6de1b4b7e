"""What there is to say of a finding besides its message: the same words in every report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.engine.finding import ADVICE, Finding
from ecslint.place import Place
from ecslint.report.characters import leading, visible
from ecslint.source import Span

_INSTANCES = 5
"""Other instances of a finding that are named; the rest is counted."""

Named = Callable[[str], str]
"""How a report names a path that a person is shown in the terminal."""


def notes(finding: Finding, named: Named = str) -> Iterator[tuple[str, str]]:
    """Everything but the message and the places, each with the name of what it is."""
    ways = [
        f"{step.note} at {where(step.span, named)}"
        for place in (finding.at, *finding.because)
        for step in place.via
    ]
    for way in dict.fromkeys(ways):
        yield "via", way
    if finding.when:
        yield "when", " or ".join(finding.when)
    if finding.aws_error:
        yield "aws", f'"{finding.aws_error}"'
    if finding.help:
        yield "help", finding.help
    if finding.fix is not None:
        yield "fix", f"{finding.fix.title} ({finding.fix.safety})"
    if finding.also:
        instances = ", ".join(finding.also[:_INSTANCES])
        more = f" and {len(finding.also) - _INSTANCES} more" if len(finding.also) > _INSTANCES else ""
        yield "also", f"{count(len(finding.also), 'more instance')}: {instances}{more}"
    if finding.suppression is not None:
        span, reason, until = finding.suppression[:3]
        until = f" until {until}" if until else ""
        yield "suppressed", f"{reason or 'no reason given'}{until} at {where(span, named)}"
    yield "page", f"ecslint explain {finding.code}"


def account(finding: Finding, named: Named) -> Iterator[str]:
    """A line for each related place and each note, for a report without excerpts."""
    for place in finding.because:
        yield leading(f"{where(place.span, named)}: {label(place)}")
    for name, text in notes(finding, named):
        yield visible(f"{name}: {text}")


def label(place: Place) -> str:
    """What is said of a related place."""
    return place.message or place.resource or "this takes part"


def where(span: Span, named: Named = str) -> str:
    """A place as compilers write it."""
    line, column, _, _ = span.bounds()
    return f"{named(span.source.path)}:{line}:{column}"


def count(number: int, thing: str) -> str:
    """A number of things; advice has no plural."""
    return f"{number} {thing}" if number == 1 or thing.endswith(ADVICE) else f"{number} {thing}s"
