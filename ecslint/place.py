"""Place: where something that takes part in a finding stands."""

from __future__ import annotations

from ecslint.source import Span
from ecslint.value import Via


class Place:
    """A place that takes part in a finding: the primary one, or a related one with its own message.

    `resource` is the address of the resource it lies in, `attribute` the name of the attribute in
    the model's vocabulary (for the fingerprint), `via` the way the value came there. `evidence`
    identifies the attribute for a World that erases it: the finding must not survive that.
    """

    __slots__ = ("attribute", "evidence", "message", "resource", "span", "via")

    def __init__(
        self,
        span: Span,
        message: str = "",
        resource: str = "",
        attribute: str = "",
        via: Via = (),
        evidence: tuple[int, str] | None = None,
    ) -> None:
        self.span = span.shown
        self.message = message
        self.resource = resource
        self.attribute = attribute
        self.via = via
        self.evidence = evidence
        if any(step.span.source.quoted or not step.note for step in via):
            self.via = tuple(step._replace(span=step.span.shown) for step in via if step.note)
