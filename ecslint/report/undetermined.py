"""What could not be evaluated: each reason once, and below it where, in what, and for which rules."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.engine.finding import Abstention, Outcome
from ecslint.report.characters import visible
from ecslint.report.notes import where
from ecslint.report.style import Style


def blocks(outcome: Outcome, style: Style) -> Iterator[str]:
    """A block for each reason, for people."""
    for reason, found in _by_reason(outcome.abstentions):
        lines = [style.bold(f"undetermined: {visible(reason)}")]
        for each in found:
            lines.append(f"  {style.frame('-->')} {visible(where(each.span))} {visible(_about(each))}")
        yield "\n".join(lines) + "\n"


def lines(outcome: Outcome) -> Iterator[str]:
    """A line for each, as compilers write them."""
    for reason, found in _by_reason(outcome.abstentions):
        for each in found:
            yield f"{where(each.span)}: undetermined {reason} ({_about(each)})"


def _by_reason(abstentions: list[Abstention]) -> list[tuple[str, list[Abstention]]]:
    """What has the same reason together, the reasons that stand behind most of it first."""
    reasons: dict[str, list[Abstention]] = {}
    for each in sorted(abstentions, key=lambda each: (each.span.source.path, each.span.start, each.resource)):
        reasons.setdefault(each.reason, []).append(each)
    return sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))


def _about(abstention: Abstention) -> str:
    codes = ", ".join(sorted(abstention.codes))
    return ": ".join(filter(None, (abstention.resource, codes)))
