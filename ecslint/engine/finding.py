"""Findings and what else a run gives: the only thing that reports see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ecslint.fix import Fix
from ecslint.place import Place
from ecslint.source import Span

if TYPE_CHECKING:
    from ecslint.engine.suppression.judgement import Useless

__all__ = [
    "ADVICE",
    "ERROR",
    "SEVERITIES",
    "WARNING",
    "Abstention",
    "Finding",
    "Fix",
    "Outcome",
    "Place",
    "Summary",
    "Suppression",
]

ERROR: Final = "error"
WARNING: Final = "warning"
ADVICE: Final = "advice"
SEVERITIES: Final = (ERROR, WARNING, ADVICE)
"""From the most severe to the least."""


class Suppression(NamedTuple):
    """Why a finding is not reported: where somebody asked for that, and what they said.

    `until` is a day as 2027-01-31, or empty. `external` when it does not stand in the file that it is
    about, but in a configuration file or, with `baseline`, in the baseline.
    """

    span: Span
    reason: str = ""
    until: str = ""
    external: bool = False
    baseline: bool = False


class Finding:
    """What a rule found: given by the rule, and filled in by the engine.

    `when` are the conditions under which it holds, any of them; `also` the addresses of other
    instances (count, for_each, module calls) with the same finding, and `stacks` the names of the stacks
    that have it; `suppression` what silences it. `fix` is what mends it, where that is certain.
    """

    __slots__ = (
        "also",
        "at",
        "aws_error",
        "because",
        "code",
        "fix",
        "help",
        "message",
        "name",
        "severity",
        "stacks",
        "suppression",
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
        fix: Fix | None = None,
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
        self.fix = fix
        self.stacks: tuple[str, ...] = ()
        self.suppression: Suppression | None = None

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across moved lines, reworded messages and working directories."""
        from ecslint.engine.baseline.fingerprint import fingerprint

        return fingerprint(self)


class Abstention(NamedTuple):
    """A value that could not be evaluated, and the rules that abstained because of it.

    No rule did where it hides all that they could have been asked about.
    """

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

    `suppressed` are the findings that somebody asked not to hear, each with its suppression, and
    `useless` the suppressions of no use. `gone` counts the findings of the baseline that are no longer
    found, `elsewhere` those that are left out because no line that they are about has changed.
    `faults` are rules that broke down: code, stack, and the exception. Each is a fault of ecslint.
    `shard` is what the report of a shard has for `ecslint merge`.
    """

    def __init__(
        self,
        findings: list[Finding] | None = None,
        abstentions: list[Abstention] | None = None,
        summary: Summary | None = None,
        faults: list[tuple[str, str, Exception]] | None = None,
        suppressed: list[Finding] | None = None,
        useless: list[Useless] | None = None,
    ) -> None:
        self.findings = [] if findings is None else findings
        self.suppressed = [] if suppressed is None else suppressed
        self.useless = [] if useless is None else useless
        self.abstentions = [] if abstentions is None else abstentions
        self.summary = summary or Summary()
        self.faults = [] if faults is None else faults
        self.gone = 0
        self.elsewhere = 0
        self.shard: dict[str, Any] | None = None

    @property
    def baselined(self) -> int:
        """How many of the suppressed findings the baseline has."""
        return sum(each.suppression is not None and each.suppression.baseline for each in self.suppressed)
