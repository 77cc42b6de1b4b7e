"""Findings and what else a run gives: the only thing that reports see."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.place import Place
from ecslint.source import Span

__all__ = [
    "ADVICE",
    "ERROR",
    "SEVERITIES",
    "WARNING",
    "Abstention",
    "Finding",
    "Outcome",
    "Place",
    "Summary",
]

ERROR: Final = "error"
WARNING: Final = "warning"
ADVICE: Final = "advice"
SEVERITIES: Final = (ERROR, WARNING, ADVICE)
"""From the most severe to the least."""


class Finding:
    """What a rule found: given by the rule, and filled in by the engine.

    `when` are the conditions under which it holds, any of them; `also` the addresses of other
    instances (count, for_each, module calls) with the same finding.
    """

    __slots__ = (
        "also",
        "at",
        "aws_error",
        "because",
        "code",
        "help",
        "message",
        "name",
        "severity",
        "when",
    )

    def __init__(
        self,
        at: Place,
        message: str,
        because: list[Place] | None = None,
        aws_error: str = "",
        help: str = "",
        severity: str = "",
        code: str = "",
        name: str = "",
        when: tuple[str, ...] = (),
        also: tuple[str, ...] = (),
    ) -> None:
        self.at = at
        self.message = message
        self.because = [] if because is None else because
        self.aws_error = aws_error
        self.help = help
        self.severity = severity
        self.code = code
        self.name = name
        self.when = when
        self.also = also

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across moved lines and reworded messages: code, path, addresses."""
        import hashlib

        parts = [self.code, self.at.span.source.path]
        for place in (self.at, *self.because):
            parts += [place.resource, place.attribute]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class Abstention(NamedTuple):
    """A value that could not be evaluated, and the rules that abstained because of it."""

    resource: str
    span: Span
    reason: str
    codes: tuple[str, ...]


class Summary(NamedTuple):
    """What was looked at, counted."""

    files: int = 0
    stacks: int = 0
    task_definitions: int = 0
    services: int = 0
    target_groups: int = 0


class Outcome:
    """All that a run gives: findings in the order of their places, abstentions, and counts.

    `faults` are rules that broke down: code, stack, and the exception. Each is a fault of ecslint.
    """

    def __init__(
        self,
        findings: list[Finding] | None = None,
        abstentions: list[Abstention] | None = None,
        summary: Summary | None = None,
        faults: list[tuple[str, str, Exception]] | None = None,
    ) -> None:
        self.findings = [] if findings is None else findings
        self.abstentions = [] if abstentions is None else abstentions
        self.summary = summary or Summary()
        self.faults = [] if faults is None else faults
