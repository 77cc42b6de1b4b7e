"""What commands can be told: every option declared once, with its default, its values and its help.

The fast reader of the command line and the typer application are both made from these declarations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ecslint.commands import UsageError, did_you_mean


class Option:
    """One option; reading it from the options of a call gives what was said, or the default.

    The default tells the kind: False for a flag, a tuple for what can be repeated, else a text.
    `ordered` options share one order, in which the last counts. `positional` ones have no name.
    """

    __slots__ = ("choices", "default", "help", "metavar", "name", "ordered", "positional", "required")

    def __init__(
        self,
        default: bool | str | tuple[str, ...],
        help: str,
        metavar: str = "",
        choices: tuple[str, ...] = (),
        ordered: bool = False,
        positional: bool = False,
        required: bool = False,
    ) -> None:
        self.name = ""
        self.default = default
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.ordered = ordered
        self.positional = positional
        self.required = required

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Options | None, owner: type) -> Any:
        return self if instance is None else instance.said.get(self.name, self.default)

    @property
    def flag(self) -> str:
        """The word that stands for it on the command line."""
        return "--" + self.name.replace("_", "-")

    def check(self, value: str) -> None:
        """Raise UsageError for a value that the option does not have."""
        if self.choices and value not in self.choices:
            raise UsageError(
                f"{self.metavar if self.positional else self.flag} cannot be '{value}'",
                did_you_mean(value, self.choices) or f"choose one of {', '.join(self.choices)}",
            )


def flag(help: str) -> Any:
    """An option without a value."""
    return Option(False, help)


def text(metavar: str, help: str) -> Any:
    """An option with a value."""
    return Option("", help, metavar)


def choice(choices: tuple[str, ...], help: str) -> Any:
    """An option that takes one of a few words, the first when nothing is said."""
    return Option(choices[0], help, "|".join(choices), choices)


def words(metavar: str, help: str, ordered: bool = False) -> Any:
    """An option that can be repeated."""
    return Option((), help, metavar, ordered=ordered)


def argument(metavar: str, help: str) -> Any:
    """A word that must be given."""
    return Option("", help, metavar, positional=True, required=True)


def arguments(metavar: str, help: str) -> Any:
    """The words that are no options."""
    return Option((), help, metavar, positional=True)


class Options:
    """What one call of a command was told: `said` has the options that were given.

    `order` has those whose order counts, as pairs of name and value.
    """

    __slots__ = ("order", "said")

    def __init__(self, said: dict[str, Any] | None = None, order: Sequence[tuple[str, str]] = ()) -> None:
        self.said = {} if said is None else said
        self.order = tuple(order)
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
    """What the configuration is read with."""

    __slots__ = ()

    var: tuple[str, ...] = words(
        "NAME=VALUE", "Set a variable of the Terraform root modules. Repeatable.", ordered=True
    )
    var_file: tuple[str, ...] = words(
        "FILE",
        "Set the variables that a file sets. Repeatable; of --var and --var-file the last counts.",
        ordered=True,
    )
    tf_var_env: bool = flag("Set the variables that TF_VAR_… in the environment sets.")
    workspace: str = text("NAME", "What terraform.workspace is.")
