"""The typer application: options and their help. What a command does is in its own module."""

from __future__ import annotations

from typing import Annotated

import typer

from ecslint import __version__
from ecslint.commands import LIST_FORMATS
from ecslint.commands.check import COLORS, FAIL_ON, FORMATS
from ecslint.commands.inputs import in_order
from ecslint.commands.output import write

app = typer.Typer(
    help="Finds the mismatches in Amazon ECS configuration before a deployment does."
    " Without a command: check.",
    epilog="Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 a fault of ecslint.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATHS]...",
        help="Directories, with all below them, and files, with the stacks that they belong to."
        " The working directory when none is given.",
        show_default=False,
    ),
]


def _choice(choices: tuple[str, ...], help: str) -> typer.models.OptionInfo:
    """An option that takes one of a few words; the command itself refuses others."""
    option: typer.models.OptionInfo = typer.Option(
        metavar="|".join(choices), help=help, autocompletion=lambda: list(choices)
    )
    return option


Color = Annotated[str, _choice(COLORS, "Whether to colour; auto: on a terminal.")]


Variables = Annotated[
    list[str] | None,
    typer.Option(
        "--var", metavar="NAME=VALUE", help="Set a variable of the Terraform root modules. Repeatable."
    ),
]
VariablesFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--var-file",
        metavar="FILE",
        help="Set the variables that a file sets. Repeatable; of --var and --var-file the last counts.",
    ),
]
ProcessVariables = Annotated[
    bool, typer.Option("--tf-var-env", help="Set the variables that TF_VAR_… in the environment sets.")
]
WorkspaceName = Annotated[str, typer.Option(metavar="NAME", help="What terraform.workspace is.")]


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


@app.command()
def check(
    context: typer.Context,
    paths: Paths = None,
    format: Annotated[str, _choice(FORMATS, "How to report.")] = FORMATS[0],
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only these rules: codes, prefixes (ECS2) or names. Repeatable."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="All but these rules: codes, prefixes or names. Repeatable."),
    ] = None,
    fail_on: Annotated[str, _choice(FAIL_ON, "The least severity that makes the exit status 1.")] = FAIL_ON[
        0
    ],
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    color: Color = COLORS[0],
    var: Variables = None,
    var_file: VariablesFiles = None,
    tf_var_env: ProcessVariables = False,
    workspace: WorkspaceName = "",
) -> None:
    """Check the stacks of directories and files.

    Advice is reported when its rule is selected.
    """
    from ecslint.commands.check import check

    inputs = in_order(context.obj or (), var or (), var_file or ())
    raise typer.Exit(
        check(
            paths or (),
            format,
            select or (),
            ignore or (),
            fail_on,
            exit_zero,
            color,
            inputs,
            tf_var_env,
            workspace,
        )
    )


@app.command()
def show(
    context: typer.Context,
    paths: Paths = None,
    format: Annotated[str, _choice(LIST_FORMATS, "How to show it.")] = LIST_FORMATS[0],
    var: Variables = None,
    var_file: VariablesFiles = None,
    tf_var_env: ProcessVariables = False,
    workspace: WorkspaceName = "",
) -> None:
    """Show what ecslint understood of the configuration, and which values it cannot know."""
    from ecslint.commands.show import show

    inputs = in_order(context.obj or (), var or (), var_file or ())
    raise typer.Exit(show(paths or (), format, inputs, tf_var_env, workspace))


@app.command()
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE|NAME", help="A rule: ECS201, awsvpc-instance-target.")],
) -> None:
    """Explain a rule: what it finds, why that fails, and what to write instead."""
    from ecslint.commands.explain import explain

    raise typer.Exit(explain(code))


@app.command()
def rules(
    format: Annotated[str, _choice(LIST_FORMATS, "How to list them.")] = LIST_FORMATS[0],
) -> None:
    """List all rules: code, severity, name, summary."""
    from ecslint.commands.rules import rules

    raise typer.Exit(rules(format))
