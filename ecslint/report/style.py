"""Colours of the text report: plain ANSI codes, or none."""

from __future__ import annotations

from ecslint.engine.finding import ADVICE, ERROR, WARNING

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_CODE = "\x1b[36m"
_FRAME = "\x1b[1;34m"
_SEVERITIES = {ERROR: "\x1b[1;31m", WARNING: "\x1b[1;33m", ADVICE: "\x1b[1;36m"}


class Style:
    """Paints pieces of text, or leaves them as they are."""

    __slots__ = ("color",)

    def __init__(self, color: bool) -> None:
        self.color = color

    def severity(self, text: str, severity: str) -> str:
        return self._paint(text, _SEVERITIES.get(severity, _BOLD))

    def bold(self, text: str) -> str:
        return self._paint(text, _BOLD)

    def code(self, text: str) -> str:
        """What is to be written as it stands."""
        return self._paint(text, _CODE)

    def frame(self, text: str) -> str:
        """Line numbers, borders, and marks of related places."""
        return self._paint(text, _FRAME)

    def _paint(self, text: str, code: str) -> str:
        return f"{code}{text}{_RESET}" if self.color and text else text
