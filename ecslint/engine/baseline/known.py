"""Known findings: those that a baseline has, and those of its entries whose findings are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ecslint.engine.baseline.record import Entry
from ecslint.engine.finding import Finding, Outcome, Suppression
from ecslint.source import Span

_REASON = "in the baseline"


class Known(NamedTuple):
    """A baseline as it was read: its entries by fingerprint, and where they stand."""

    entries: dict[str, Entry]
    spans: dict[str, Span]


def known(read: Iterable[tuple[Entry, Span]]) -> Known:
    """A baseline of entries; where a merge has left two for one fingerprint, what either allows."""
    found = Known({}, {})
    for entry, span in read:
        found.entries[entry.fingerprint] = either(entry, found.entries.get(entry.fingerprint))
        found.spans[entry.fingerprint] = span
    return found


def either(entry: Entry, other: Entry | None) -> Entry:
    """An entry that allows what it allows, and what another one of its fingerprint does."""
    if other is None:
        return entry
    return entry._replace(
        resources=tuple(sorted({*entry.resources, *other.resources})),
        stacks=tuple(sorted({*entry.stacks, *other.stacks})),
        times=max(entry.times, other.times),
    )


def silence(outcome: Outcome, baseline: Known, now: dict[str, Entry]) -> None:
    """Put the findings that a baseline has among the suppressed ones; `now` are all as entries.

    Where there are more of a kind than it has, or other instances, any of them may be the new one, so
    all are reported.
    """
    left: list[Finding] = []
    for finding in outcome.findings:
        fingerprint = finding.fingerprint
        entry = baseline.entries.get(fingerprint)
        if entry is None or not _covers(entry, now[fingerprint]):
            left.append(finding)
            continue
        finding.suppression = Suppression(baseline.spans[fingerprint], _REASON, external=True, baseline=True)
        outcome.suppressed.append(finding)
    outcome.findings = left
    outcome.suppressed.sort(key=_place)


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.at.span.source.path, finding.at.span.start, finding.code, finding.message


def remaining(baseline: Known, now: dict[str, Entry], is_certain: Callable[[Entry], bool]) -> list[Entry]:
    """What is left of the entries of a baseline once all that is certain to be gone is taken away."""
    left = []
    for fingerprint, entry in baseline.entries.items():
        found = now.get(fingerprint)
        if not is_certain(entry):
            left.append(entry)
        elif found is not None:
            left.append(_common(entry, found))
    return left


def _common(entry: Entry, found: Entry) -> Entry:
    return entry._replace(
        resources=tuple(each for each in entry.resources if each in found.resources),
        stacks=tuple(each for each in entry.stacks if each in found.stacks),
        times=min(entry.times, found.times),
    )


def count(some: Iterable[Entry]) -> int:
    """How many findings some entries stand for."""
    return sum(entry.times for entry in some)


def _covers(entry: Entry, found: Entry) -> bool:
    return (
        found.times <= entry.times
        and set(found.resources) <= set(entry.resources)
        and set(found.stacks) <= set(entry.stacks)
    )
