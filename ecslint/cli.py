"""The command line: which command is meant, and what becomes of everything that can go wrong.

A well-formed call of a command, and `ecslint --version`, need no option parser, so they never import one:
that is half of the time that a small check takes.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from ecslint.commands import COMMANDS, FAULT, INTERRUPTED, USAGE, UsageError, refused
from ecslint.refusal import Refusal

_FOR_THE_PROGRAM = ("--help", "-h", "--version", "--install-completion", "--show-completion")


def run() -> int:
    """Run ecslint as a process of its own; its exit status."""
    status = main()
    gc.freeze()  # the process ends here: looking for cycles once more costs a tenth of a small check
    return status


def main(arguments: list[str] | None = None) -> int:
    """Run ecslint with the given arguments, or those of the process; the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    gc.set_threshold(200_000)  # there are few cycles: collecting as often as usual costs a quarter of a run
    try:
        return _run(arguments)
    except UsageError as error:
        from ecslint.commands.output import complain

        complain(error)
        return USAGE
    except Refusal as refusal:
        from ecslint.commands.output import complain

        complain(refused(refusal))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from ecslint.commands.output import report_faults

        report_faults([("ecslint failed", error)])
        return FAULT


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in (*COMMANDS, *_FOR_THE_PROGRAM):
        arguments = ["check", *arguments]
    if "_ECSLINT_COMPLETE" not in os.environ:
        if arguments == ["--version"]:
            return _show_version()
        if arguments[0] in COMMANDS:
            from ecslint.commands import plain

            command = import_module(f"ecslint.commands.{arguments[0].replace('-', '_')}")
            options = plain.read(arguments[1:], command.Options)
            if options is not None:
                from ecslint.commands import configuration

                return configuration.run(command, options)
    from ecslint.commands.app import app

    try:
        app(arguments, prog_name="ecslint", obj=arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _show_version() -> int:
    from ecslint import __version__
    from ecslint.commands.output import write

    write(f"ecslint {__version__}\n")
    return 0
