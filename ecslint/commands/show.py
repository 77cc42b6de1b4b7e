"""`ecslint show`: what ecslint understood of the configuration, before any rule."""

from __future__ import annotations

from collections.abc import Sequence

from ecslint.commands import CLEAN, LIST_FORMATS, require_choice
from ecslint.commands.check import find_stacks, say_nothing_found
from ecslint.commands.inputs import read as read_inputs
from ecslint.commands.output import write
from ecslint.engine.describe import describe
from ecslint.report import understanding
from ecslint.report.characters import visible
from ecslint.report.understanding import Understood


def show(
    paths: Sequence[str] = (),
    format: str = LIST_FORMATS[0],
    inputs: Sequence[str] = (),
    tf_var_env: bool = False,
    workspace: str = "",
) -> int:
    """Show the services, task definitions and target groups of each stack; the exit status."""
    require_choice("--format", format, LIST_FORMATS)
    stacks = find_stacks(paths, read_inputs(inputs, tf_var_env, workspace)).stacks
    if not stacks:
        say_nothing_found(paths)
    described = [Understood(stack.name, stack.environment, describe(stack)) for stack in stacks]
    if format == "json":
        write(understanding.to_json(described))
    else:
        write("".join(visible(line) + "\n" for line in understanding.to_text(described).splitlines()))
    return CLEAN
