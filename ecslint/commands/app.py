"""The typer application, made from what each command says of itself: help, completion, and what is wrong."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from ecslint import __version__
from ecslint.commands import COMMANDS, completion, configuration
from ecslint.commands.options import Option
from ecslint.commands.output import write

app = typer.Typer(
    help="Finds the mismatches in Amazon ECS configuration before a deployment does."
    " Without a command: check.",
    epilog="Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 a fault of ecslint.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        write(f"ecslint {__version__}\n")
        raise typer.Exit


@app.callback()
def ecslint(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def _add(name: str) -> None:
    """Add a command, with the parameters that its options declare."""
    module = import_module(f"ecslint.commands.{name.replace('-', '_')}")
    declared = {option.name: option for option in module.Options.declared()}

    def command(context: typer.Context, **values: Any) -> None:
        said = {key: _plain(value) for key, value in values.items() if _was_said(context, key)}
        options = module.Options(said, _in_order(context.obj or (), declared, said))
        raise typer.Exit(configuration.run(module, options))

    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    parameters = [context, *map(_parameter, declared.values())]
    command.__doc__ = module.run.__doc__
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app.command(name)(command)


def _parameter(option: Option) -> inspect.Parameter:
    kind: Any = bool if option.default is False else list[str] if option.default == () else str
    info: Any
    if option.positional:
        info = typer.Argument(
            metavar=option.metavar,
            help=option.help,
            show_default=False,
            autocompletion=completion.of(option),
        )
    elif option.default is False:
        info = typer.Option(option.flag, help=option.help)
    else:
        info = typer.Option(
            option.flag, metavar=option.metavar, help=option.help, autocompletion=completion.of(option)
        )
    default = inspect.Parameter.empty if option.required else option.default or None
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=False if option.default is False else default,
        annotation=Annotated[kind if option.required or option.default else kind | None, info],
    )


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _was_said(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _in_order(
    words: Sequence[str], declared: dict[str, Option], said: dict[str, Any]
) -> list[tuple[str, str]]:
    """The values of the options that share one order, as the words of the call give them."""
    left = {option.flag: list(said.get(name, ())) for name, option in declared.items() if option.ordered}
    ordered = []
    for word in words:
        flag = word.partition("=")[0]
        if left.get(flag):
            ordered.append((flag.removeprefix("--").replace("-", "_"), left[flag].pop(0)))
    return ordered


for _name in COMMANDS:
    _add(_name)
