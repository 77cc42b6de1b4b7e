"""Well-formed calls of a command, read without the option parser.

typer takes four times as long to import as a small check takes to run. A call in which every word is an
argument or an option of the command, spelt out and with its value, needs none of what typer is for: help,
completion, and telling a person what is wrong. Whatever else is left to typer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from ecslint.commands.options import Option, Options

Given = TypeVar("Given", bound=Options)


def read(words: Sequence[str], kind: type[Given]) -> Given | None:
    """The options of a call, or None to leave it to typer. Raises UsageError."""
    declared = {option.flag: option for option in kind.declared() if not option.positional}
    given: dict[str, Any] = {}
    order: list[tuple[str, str]] = []
    loose: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            loose.append(word)
            continue
        name, attached, value = word.partition("=")
        option = declared.get(name)
        if option is None or (option.default is False and attached):
            return None
        if option.default is False:
            given[option.name] = True
            continue
        value = value if attached else next(rest, "-")
        if value.startswith("-"):
            return None
        _set(given, option, value)
        if option.ordered:
            order.append((option.name, value))
    return kind(given, order) if _placed(given, loose, kind) else None


def _set(given: dict[str, Any], option: Option, value: str) -> None:
    given[option.name] = (*given.get(option.name, ()), value) if option.default == () else value


def _placed(given: dict[str, Any], loose: list[str], kind: type[Options]) -> bool:
    """Whether the words that are no options are what the command takes; they are put among the given."""
    for option in kind.declared():
        if option.positional and loose:
            repeatable = option.default == ()
            given[option.name] = tuple(loose) if repeatable else loose[0]
            loose = [] if repeatable else loose[1:]
        elif option.required:
            return False
    return not loose
