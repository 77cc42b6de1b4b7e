"""Fixes: what to change in which file so that a finding is gone."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.source import Span

SAFE: Final = "safe"
"""What stands there is refused or ignored: nothing that runs can get worse, and what is meant stays."""

UNSAFE: Final = "unsafe"
"""Right by all that the files say, but it changes or replaces what is deployed, or drops what was wanted."""

DISPLAY: Final = "display"
"""One of several ways, between which a person has to choose: shown, and never applied."""


class Edit(NamedTuple):
    """A stretch of a source, and the text that takes its place."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A change of one side of a finding: what it does, and how safe it is.

    `address` is the resource that it edits, `instances` all those that are made of the same text: it
    is right only if it is right for each of them.
    """

    title: str
    safety: str
    edits: tuple[Edit, ...]
    address: str = ""
    instances: tuple[str, ...] = ()
