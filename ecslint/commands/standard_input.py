"""Standard input in the place of a file: what an editor holds, checked among the files on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ecslint import files
from ecslint.commands import UsageError
from ecslint.commands.check_options import STDIN, Options
from ecslint.source import MAX_BYTES


@contextmanager
def standing_in(options: Options) -> Iterator[None]:
    """Meanwhile the file that `--stdin-name` names has the content of standard input, and is what is checked.

    Raises UsageError for options that cannot mean that.
    """
    name = _name(options)
    if name:
        with files.instead(name, sys.stdin.buffer.read(MAX_BYTES + 1)):
            options.said["paths"] = (name,)
            yield
    else:
        yield


def _name(options: Options) -> str:
    """The file in whose place standard input stands; empty when it is not read."""
    name = options.stdin_name
    if STDIN not in options.paths:
        if name:
            raise UsageError(
                "--stdin-name has no effect without '-'", f"write ecslint check - --stdin-name {name}"
            )
        return ""
    if options.paths != (STDIN,):
        raise UsageError(
            "'-' stands alone: standard input is checked as one file", "leave the other paths out"
        )
    if not name:
        raise UsageError("'-' needs the name of a file", "write ecslint check - --stdin-name task.json")
    if options.since:
        raise UsageError("--since compares what is on the disk, which standard input is not")
    directory = os.path.dirname(name)
    if os.path.isdir(name):
        raise UsageError(f"--stdin-name cannot be '{name}', a directory", "name a file in it")
    if not os.path.isdir(directory or os.curdir):
        raise UsageError(f"--stdin-name cannot be '{name}': there is no directory '{directory}'")
    return name
