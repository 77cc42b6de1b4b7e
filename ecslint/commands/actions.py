"""GitHub Actions: annotations beside the report, and the summary of the job."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecslint.commands.reports import Reports

_MOST = 1024 * 1024
"""Bytes that the summary of a step can have: GitHub takes nothing of a longer one."""


def announce(reports: Reports, annotated: bool) -> None:
    """Make annotations, unless the report itself has them, and a summary.

    The runner reads commands from standard error too, so that the report has standard output alone.
    """
    if not annotated:
        print(reports.render("github"), end="", file=sys.stderr, flush=True)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return
    try:
        with open(summary, "ab") as stream:
            stream.write(reports.table(_MOST - stream.tell()).encode())
    except OSError as error:
        print(f"ecslint: the job summary cannot be written: {error.strerror}", file=sys.stderr)
