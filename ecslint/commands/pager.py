"""Long texts in a terminal: a page at a time."""

from __future__ import annotations

import os
import sys

from ecslint.commands.output import write

_LESS = "FRX"
"""What less is told where the person has not said it: colours, and no page for what fits on the screen."""


def show(text: str, paged: bool) -> None:
    """Write a text; one that does not fit on the terminal goes through the program that PAGER names."""
    if not (paged and _is_long(text) and _through_pager(text)):
        write(text)


def _is_long(text: str) -> bool:
    """Whether somebody sits at a terminal that has fewer lines than the text."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return text.count("\n") >= os.get_terminal_size(sys.stdout.fileno()).lines


def _through_pager(text: str) -> bool:
    """Show a text with the pager, and wait for its end; whether there is one."""
    import shlex
    import signal
    import subprocess

    try:
        command = shlex.split(os.environ.get("PAGER", "less"))
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": _LESS} | os.environ)
    except (OSError, ValueError, IndexError):
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the pager
    try:
        pager.communicate(text.encode())
    finally:
        signal.signal(signal.SIGINT, before)
    return True
