"""What counts for an option: the command line over the environment over configuration files over defaults."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ecslint.commands import UsageError, refused
from ecslint.commands.options import RUN, Option, Options

if TYPE_CHECKING:
    from types import ModuleType

    from ecslint.config import Configuration

PROFILES: dict[str, dict[str, Any]] = {
    "default": {},
    "strict": {"select": ("all",), "fail-on": "warning", "require-inputs": True},
}
"""The defaults that a profile changes."""

STRICT_SEVERITY = {"ECS003": "error"}
"""Under the strict profile a suppression has to say why."""

COMMAND_LINE = "command line"

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Value(NamedTuple):
    """What somebody says of an option, and who: a file and line, a variable, the command line."""

    value: Any
    origin: str


def run(command: ModuleType, options: Options) -> int:
    """Run a command, with the options that the environment and configuration files set."""
    settle(options)
    status: int = command.run(options)
    return status


def settle(options: Options) -> None:
    """Let the environment say what the command line does not, and the configuration of the run the rest."""
    declared = [option for option in options.declared() if option.configured]
    if not declared:
        return
    if options.anywhere:
        said = {option.name: _in_environment(option) for option in declared}
        options.settled.update((name, value) for name, value in said.items() if value is not None)
        return
    from ecslint.configurations import Configurations

    options.configurations = Configurations(keys())
    configuration = of_directory(options, os.curdir)
    for option in declared:
        if option.configured == RUN:
            options.settled[option.name] = effective(options, option, configuration).value
        elif (value := _in_environment(option)) is not None:
            options.settled[option.name] = value


def keys() -> list[Option]:
    """All options that can be keys of a configuration file."""
    from ecslint.commands.check_options import Options as OfCheck

    return [option for option in OfCheck.declared() if option.configured]


def of_directory(options: Options, directory: str) -> Configuration | None:
    """The configuration file that counts for a directory. Raises UsageError."""
    from ecslint import inventory
    from ecslint.refusal import Refusal
    from ecslint.source import Workspace

    assert options.configurations is not None
    directory = os.path.realpath(directory)
    try:
        return options.configurations.nearest(Workspace(inventory.boundary(directory)), directory)
    except Refusal as refusal:
        raise refused(refusal) from refusal


def layers(options: Options, option: Option, configuration: Configuration | None) -> list[Value]:
    """All that is said of an option, what counts most first; its default is last."""
    found = []
    if option.name in options.said:
        found.append(Value(options.said[option.name], COMMAND_LINE))
    value = _in_environment(option)
    if value is not None:
        found.append(Value(value, option.variable))
    if configuration is not None:
        found += [Value(said.value, said.place) for said in configuration.values.get(option.key, ())]
    if option.name != "profile":
        profile = profile_of(options, configuration)
        if option.key in PROFILES[profile]:
            found.append(Value(PROFILES[profile][option.key], f"profile {profile}"))
    return [*found, Value(option.default, "default")]


def effective(options: Options, option: Option, configuration: Configuration | None) -> Value:
    """What counts for an option; one that adds has all that is said."""
    found = layers(options, option, configuration)
    if not option.adding:
        return found[0]
    said = found[:-1] or found
    return Value(
        tuple(dict.fromkeys(item for each in said for item in each.value)),
        ", ".join(each.origin for each in said),
    )


def profile_of(options: Options, configuration: Configuration | None) -> str:
    """The profile that counts where a configuration file does."""
    for option in options.declared():
        if option.name == "profile":
            profile: str = layers(options, option, configuration)[0].value
            return profile
    return "default"


def _in_environment(option: Option) -> Any:
    """What a variable of the environment says of an option; None when it says nothing."""
    text = os.environ.get(option.variable, "")
    if not option.configured or not text:
        return None
    if option.default is False:
        if text.lower() in _YES + _NO:
            return text.lower() in _YES
        raise UsageError(f"{option.variable} cannot be '{text}'", "write true or false")
    if option.default == ():
        return tuple(word.strip() for word in text.split(",") if word.strip())
    option.check(text, option.variable)
    return text
