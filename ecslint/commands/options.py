"""What commands can be told: every option declared once, with its default, its values and its help.

The fast reader of the command line and the typer application are both made from these declarations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ecslint.commands import UsageError, did_you_mean

if TYPE_CHECKING:
    from ecslint.configurations import Configurations


RUN, STACK = "run", "stack"
"""Whose configuration file counts: the one nearest to the working directory, or to each stack."""


class Option:
    """One option; reading it from the options of a call gives what was said, or the default.

    The default tells the kind: False for a flag, a tuple for what can be repeated, else a text.
    `ordered` options share one order, in which the last counts. `positional` ones have no name.
    `configured` (RUN or STACK) ones can be set by a variable of the environment and as a key of a
    configuration file too, named as the option is. There `located` ones are paths relative to the
    file, `numeric` ones may be whole numbers, and `adding` ones add to what lies further away
    instead of replacing it.
    """

    __slots__ = (
        "adding",
        "choices",
        "configured",
        "default",
        "help",
        "located",
        "metavar",
        "name",
        "numeric",
        "ordered",
        "positional",
        "required",
    )

    def __init__(
        self,
        default: bool | str | tuple[str, ...],
        help: str,
        metavar: str = "",
        choices: tuple[str, ...] = (),
        ordered: bool = False,
        positional: bool = False,
        required: bool = False,
        configured: str = "",
        located: bool = False,
        numeric: bool = False,
        adding: bool = False,
    ) -> None:
        self.name = ""
        self.default = default
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.ordered = ordered
        self.positional = positional
        self.required = required
        self.configured = configured
        self.located = located
        self.numeric = numeric
        self.adding = adding

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Options | None, owner: type) -> Any:
        if instance is None:
            return self
        said = instance.said if self.name in instance.said else instance.settled
        return said.get(self.name, self.default)

    @property
    def flag(self) -> str:
        """The word that stands for it on the command line."""
        return "--" + self.key

    @property
    def key(self) -> str:
        """The word that stands for it in a configuration file."""
        return self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The variable of the environment that sets it."""
        return "ECSLINT_" + self.name.upper()

    def check(self, value: str, name: str = "") -> None:
        """Raise UsageError for a value that the option, called by another name, does not have."""
        if self.choices and value not in self.choices:
            raise UsageError(
                f"{name or (self.metavar if self.positional else self.flag)} cannot be '{value}'",
                did_you_mean(value, self.choices) or f"choose one of {', '.join(self.choices)}",
            )


def flag(help: str, configured: str = "") -> Any:
    """An option without a value."""
    return Option(False, help, configured=configured)


def text(metavar: str, help: str, configured: str = "", located: bool = False, numeric: bool = False) -> Any:
    """An option with a value."""
    return Option("", help, metavar, configured=configured, located=located, numeric=numeric)


def choice(choices: tuple[str, ...], help: str, configured: str = "") -> Any:
    """An option that takes one of a few words, the first when nothing is said."""
    return Option(choices[0], help, "|".join(choices), choices, configured=configured)


def words(metavar: str, help: str, ordered: bool = False, configured: str = "", adding: bool = False) -> Any:
    """An option that can be repeated."""
    return Option((), help, metavar, ordered=ordered, configured=configured, adding=adding)


def argument(metavar: str, help: str, choices: tuple[str, ...] = ()) -> Any:
    """A word that must be given."""
    return Option("", help, metavar, choices, positional=True, required=True)


def arguments(metavar: str, help: str, required: bool = False) -> Any:
    """The words that are no options."""
    return Option((), help, metavar, positional=True, required=required)


class Options:
    """What one call of a command was told: `said` has the options that were given.

    `order` has those whose order counts, as pairs of name and value. `settled` has what the
    environment and the configuration of the run say of the others, and `configurations` the files
    that were read for that.
    """

    __slots__ = ("configurations", "order", "said", "settled")

    anywhere = False
    """Whether it does not matter where the command is run, so that no configuration file counts."""

    def __init__(self, said: dict[str, Any] | None = None, order: Sequence[tuple[str, str]] = ()) -> None:
        self.said = {} if said is None else said
        self.order = tuple(order)
        self.settled: dict[str, Any] = {}
        self.configurations: Configurations | None = None
        for option in self.declared():
            if option.choices and option.name in self.said:
                option.check(self.said[option.name])

    @classmethod
    def declared(cls) -> Iterator[Option]:
        """The options that there are, those of the command itself before those that it shares."""
        for owner in cls.__mro__:
            yield from (value for value in vars(owner).values() if isinstance(value, Option))


PATHS = (
    "Directories, with all below them, and files, with the stacks that they belong to."
    " The working directory when none is given."
)


class InputOptions(Options):
    """What is looked at, and what it is read with."""

    __slots__ = ()

    paths: tuple[str, ...] = arguments("[PATHS]...", PATHS)
    exclude: tuple[str, ...] = words(
        "GLOB", "What below directories is not looked at: patterns of paths. Repeatable.", configured=STACK
    )
    var: tuple[str, ...] = words(
        "NAME=VALUE", "Set a variable of the Terraform root modules. Repeatable.", ordered=True
    )
    var_file: tuple[str, ...] = words(
        "FILE",
        "Set the variables that a file sets. Repeatable; of --var and --var-file the last counts.",
        ordered=True,
    )
    parameters: tuple[str, ...] = words(
        "FILE|NAME=VALUE",
        "Set parameters of CloudFormation templates: one, or all that a file sets."
        " Repeatable, the last counts.",
    )
    tf_var_env: bool = flag("Set the variables that TF_VAR_… in the environment sets.")
    workspace: str = text("NAME", "What terraform.workspace is.")
