"""Parts of a run from plain data."""

from __future__ import annotations

from typing import Any

from ecslint.engine.finding import SEVERITIES, Abstention, Finding, Suppression
from ecslint.engine.part import Count, Deployed, Part, Remark
from ecslint.engine.suppression.claim import Claim
from ecslint.fix import Edit, Fix
from ecslint.partial.lines import PartialSource
from ecslint.place import Place
from ecslint.source import Span
from ecslint.value import Step


class Told(Finding):
    """A finding of which a record tells what needs the files: the fingerprint, and what was judged."""

    __slots__ = ("judged", "told")

    judged: tuple[bool, ...]
    told: str

    @property
    def fingerprint(self) -> str:
        return self.told


class Reader:
    """Reads what a Writer has written; what is no record raises whatever it leads to."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._record = record
        self._texts: list[str] = record["texts"]
        self._sources = [PartialSource(*source) for source in record["sources"]]

    def part(self) -> Part:
        """The part."""
        return Part(
            [self._deployed(*each) for each in self._record["deployed"]],
            tuple(Count(int(own), tuple(map(str, shared))) for own, shared in self._record["counts"]),
            [(code, stack, _fault(*fault)) for code, stack, *fault in self._record["faults"]],
            [self._remark(*each) for each in self._record["remarks"]],
            {tuple(each[:5]): Claim(*each[5:]) for each in self._record["claims"]},
        )

    def span(self, number: int, start: int, end: int) -> Span:
        """A place."""
        return Span(self._sources[number], start, end)

    def _deployed(
        self,
        order: list[Any],
        name: int,
        language: str,
        paths: list[int],
        is_damaged: bool,
        findings: list[Any],
        abstained: list[Any],
    ) -> Deployed:
        stack = self._texts[name]
        return Deployed(
            (str(order[0]), int(order[1])),
            stack,
            language,
            self._all(paths),
            is_damaged,
            [self._finding((stack,), *each) for each in findings],
            [
                Abstention(self._texts[resource], self.span(*span), self._texts[reason], tuple(codes))
                for resource, *span, reason, codes in abstained
            ],
        )

    def _remark(self, order: list[Any], finding: Any, is_reported: bool, claim: list[Any] | None) -> Remark:
        key: Any = None if claim is None else tuple(claim)
        return Remark((str(order[0]), int(order[1])), self._finding((), *finding), is_reported, key)

    def _finding(
        self,
        stacks: tuple[str, ...],
        code: str,
        name: int,
        severity: str,
        message: int,
        aws_error: int,
        help: int,
        when: list[int],
        also: list[int],
        places: list[Any],
        suppression: list[Any] | None,
        fix: list[Any] | None,
        fingerprint: str,
        judged: list[bool],
    ) -> Finding:
        if severity not in SEVERITIES:
            raise ValueError(severity)
        at, *because = (self._place(*place) for place in places)
        finding = Told(
            at,
            self._texts[message],
            because,
            self._texts[aws_error],
            self._texts[help],
            severity,
            code,
            self._texts[name],
            self._all(when),
            self._all(also),
            None if fix is None else self._fix(*fix),
        )
        finding.stacks = stacks
        finding.suppression = None if suppression is None else self._suppression(*suppression)
        finding.told, finding.judged = fingerprint, tuple(judged)
        return finding

    def _place(self, number: int, start: int, end: int, message: int, resource: int, via: list[Any]) -> Place:
        steps = tuple(Step(self.span(*span), self._texts[note]) for *span, note in via)
        return Place(self.span(number, start, end), self._texts[message], self._texts[resource], via=steps)

    def _suppression(
        self, number: int, start: int, end: int, reason: int, until: str, external: bool
    ) -> Suppression:
        return Suppression(self.span(number, start, end), self._texts[reason], until, external)

    def _fix(self, title: int, safety: str, edits: list[Any]) -> Fix:
        return Fix(self._texts[title], safety, tuple(Edit(self.span(*span), text) for *span, text in edits))

    def _all(self, texts: list[int]) -> tuple[str, ...]:
        return tuple(self._texts[text] for text in texts)


def _fault(name: str, message: str) -> Exception:
    """What a rule failed with on another machine."""
    kind: type[Exception] = type(name, (Exception,), {})
    return kind(message)
