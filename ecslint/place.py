"""Place: where something that takes part in a finding stands."""

from __future__ import annotations

from dataclasses import dataclass

from ecslint.source import Span
from ecslint.value import Via


@dataclass(slots=True)
class Place:
    """A place that takes part in a finding: the primary one, or a related one with its own message.

    `resource` is the address of the resource it lies in, `attribute` the name of the attribute in
    the model's vocabulary (for the fingerprint), `via` the way the value came there. `evidence`
    identifies the attribute for a World that erases it: the finding must not survive that.
    """

    span: Span
    message: str = ""
    resource: str = ""
    attribute: str = ""
    via: Via = ()
    evidence: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        self.span = self.span.shown
        if any(step.span.source.quoted for step in self.via):
            self.via = tuple(step._replace(span=step.span.shown) for step in self.via)
