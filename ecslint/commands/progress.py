"""The progress bar: one line on a terminal, once a run takes longer than a person waits gladly."""

from __future__ import annotations

import os
import sys
import time

_PATIENCE = 1.0
_BETWEEN = 0.1
_WIDTH = 30


class Bar:
    """Shows how many stacks are checked; on anything but a terminal it shows nothing."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._is_shown = False
        self._is_wanted = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def show(self, done: int, of: int) -> None:
        """Show that so many are done, unless it was said a moment ago."""
        if not self._is_wanted or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _BETWEEN
        full = _WIDTH * done // max(of, 1)
        sys.stderr.write(f"\r\x1b[Kchecking [{'#' * full}{'.' * (_WIDTH - full)}] {done}/{of}")
        sys.stderr.flush()
        self._is_shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
