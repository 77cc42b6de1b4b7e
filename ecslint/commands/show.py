"""`ecslint show`: what ecslint understood of the configuration, before any rule."""

from __future__ import annotations

from ecslint.commands import CLEAN, LIST_FORMATS
from ecslint.commands.check import find_stacks, say_nothing_found
from ecslint.commands.inputs import refuse_idle
from ecslint.commands.options import InputOptions, choice
from ecslint.commands.output import write
from ecslint.engine.describe import describe
from ecslint.report import understanding
from ecslint.report.characters import leading
from ecslint.report.understanding import Understood


class Options(InputOptions):
    """What `ecslint show` can be told."""

    __slots__ = ()

    format: str = choice(LIST_FORMATS, "How to show it.")


def run(options: Options) -> int:
    """Show what ecslint understood of the configuration, and which values it cannot know."""
    stacks = find_stacks(options).stacks
    refuse_idle(options.said, {stack.language for stack in stacks})
    if not stacks:
        say_nothing_found(options.paths)
    described = [
        Understood(stack.name, stack.environment, describe(stack), stack.unknowns) for stack in stacks
    ]
    if options.format == "json":
        write(understanding.to_json(described))
    else:
        write("".join(leading(line) + "\n" for line in understanding.to_text(described).splitlines()))
    return CLEAN
