"""What commands write: the report to standard output, faults of ecslint to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from ecslint.commands import UsageError
from ecslint.report.characters import visible
from ecslint.report.links import ISSUES

COLORS = ("auto", "always", "never")


def write(text: str) -> None:
    """Write to standard output; a reader that went away (`| head`) is no error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def wants_color(choice: str) -> bool:
    """Whether to colour: as chosen, else as NO_COLOR or FORCE_COLOR say, else on a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """How many columns a line may have: those of the terminal, or 120 where there is none."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 120
    except (OSError, ValueError):
        return 120


def complain(error: UsageError) -> None:
    """Say what is asked for that does not exist, and what does."""
    print(visible(f"error: {error}"), file=sys.stderr)
    if error.help:
        print(visible(f"help: {error.help}"), file=sys.stderr)


def report_faults(faults: Sequence[tuple[str, Exception]]) -> None:
    """Say what failed because ecslint is at fault, and how to report it; who debugs gets tracebacks."""
    for what, fault in faults:
        print(visible(f"error: {what}: {type(fault).__name__}: {fault}"), file=sys.stderr)
        if os.environ.get("ECSLINT_DEBUG"):
            import traceback

            traceback.print_exception(fault)
    print(
        "help: this is a fault of ecslint, not of the configuration; please report it, with what it prints"
        f" under ECSLINT_DEBUG=1, at {ISSUES}",
        file=sys.stderr,
    )
