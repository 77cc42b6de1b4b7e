"""Findings and what else a run gives: the only thing that reports see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

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


@dataclass(slots=True)
class Finding:
    """What a rule found. A rule gives the first five; the engine fills in the rest."""

    at: Place
    message: str
    because: list[Place] = field(default_factory=list)
    aws_error: str = ""
    help: str = ""
    severity: str = ""
    code: str = ""
    name: str = ""
    when: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Addresses of other instances (count, for_each, module calls) with the same finding."""

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across moved lines and reworded messages: code, path, addresses."""
        import hashlib

        parts = [self.code, self.at.span.source.path]
        for place in (self.at, *self.because):
            parts += [place.resource, place.attribute]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Abstention:
    """A value that could not be evaluated, and the rules that abstained because of it."""

    resource: str
    span: Span
    reason: str
    codes: tuple[str, ...]


@dataclass(slots=True)
class Summary:
    """What was looked at, counted."""

    files: int = 0
    stacks: int = 0
    task_definitions: int = 0
    services: int = 0
    target_groups: int = 0


@dataclass(slots=True)
class Outcome:
    """All that a run gives: findings in the order of their places, abstentions, and counts."""

    findings: list[Finding] = field(default_factory=list)
    abstentions: list[Abstention] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)
    faults: list[tuple[str, str, Exception]] = field(default_factory=list)
    """Rules that broke down: code, stack, and the exception. A fault of ecslint."""
