"""Parts of a run: what the rules found in some of its stacks, and joining what was found in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ecslint.engine.certainty import in_all_stacks
from ecslint.engine.finding import Abstention, Finding, Outcome, Summary
from ecslint.engine.merging import of_instances
from ecslint.engine.suppression.claim import Claim, Key, holds, over_all
from ecslint.source import Span

Order = tuple[str, int]
"""Where a stack stands among all those of a run: what sorts them."""


class Deployed(NamedTuple):
    """A stack in all its environments, what the rules found in it, and what they could not decide.

    `paths` are those of all that was read; damaged is one of which nobody can tell what is missing.
    """

    order: Order
    name: str
    language: str
    paths: tuple[str, ...]
    is_damaged: bool
    findings: list[Finding]
    abstained: list[Abstention]


class Remark(NamedTuple):
    """What a rule about suppressions found, as the rules of the first stack have it that it concerns.

    They may leave it out. It may rest on a claim that others have to bear out.
    """

    order: Order
    finding: Finding
    is_reported: bool
    claim: Key | None = None


class Count(NamedTuple):
    """How many resources there are, and the identities of those that are parts of several stacks."""

    own: int
    shared: tuple[str, ...]


class Part(NamedTuple):
    """What came of some of the stacks of a run.

    `counts` says how many there are of what a summary counts, in the order of COUNTED.
    """

    deployed: list[Deployed]
    counts: tuple[Count, ...]
    faults: list[tuple[str, str, Exception]]
    remarks: list[Remark]
    claims: dict[Key, Claim]


def joined(parts: Iterable[Part], is_whole: bool = True) -> Outcome:
    """What comes of some parts together; only the whole of a run can tell whether claims hold."""
    parts = list(parts)
    deployed = sorted((each for part in parts for each in part.deployed), key=lambda each: each.order)
    claims = over_all(part.claims for part in parts) if is_whole else {}
    remarks = _heard([remark for part in parts for remark in part.remarks], claims)
    found = _sorted(of_instances([*(each for stack in deployed for each in stack.findings), *remarks]))
    in_all_stacks(found, ((each.name, each.paths) for each in deployed))
    return Outcome(
        [finding for finding in found if finding.suppression is None],
        list(_abstentions(deployed)),
        Summary(
            len({path for each in deployed for path in each.paths}),
            len(deployed),
            *(_total(counts) for counts in zip(*(part.counts for part in parts), strict=True)),
        ),
        [fault for part in parts for fault in part.faults],
        [finding for finding in found if finding.suppression is not None],
    )


def _total(counts: Iterable[Count]) -> int:
    counts = list(counts)
    return sum(count.own for count in counts) + len({each for count in counts for each in count.shared})


def _heard(remarks: Iterable[Remark], claims: dict[Key, Claim]) -> list[Finding]:
    """The findings about suppressions: of what several parts say of one, what comes first in the whole."""
    said: dict[tuple[str, Span, str, Key | None], list[Remark]] = {}
    for remark in sorted(remarks, key=lambda remark: remark.order):
        if remark.claim is None or holds(claims.get(remark.claim)):
            finding = remark.finding
            said.setdefault((finding.code, finding.at.span, finding.message, remark.claim), []).append(remark)
    heard = []
    for first, *others in said.values():
        if first.is_reported:
            suppressions = (remark.finding.suppression for remark in (first, *others))
            first.finding.suppression = next(filter(None, suppressions), None)
            heard.append(first.finding)
    return heard


def _abstentions(deployed: Iterable[Deployed]) -> Iterator[Abstention]:
    """What could not be decided, that of several stacks as one."""
    codes: dict[tuple[str, Span, str], dict[str, None]] = {}
    for stack in deployed:
        for each in stack.abstained:
            codes.setdefault((each.resource, each.span, each.reason), {}).update(dict.fromkeys(each.codes))
    for (resource, span, reason), found in codes.items():
        yield Abstention(resource, span, reason, tuple(found))


def _sorted(findings: list[Finding]) -> list[Finding]:
    def order(finding: Finding) -> tuple[str, int, str, str]:
        return finding.at.span.source.path, finding.at.span.start, finding.code, finding.message

    return sorted(findings, key=order)
