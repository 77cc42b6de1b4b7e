"""Well-formed calls of a command, read without the option parser.

typer takes four times as long to import as a small check takes to run. A call in which every word is a
path or an option of the command, spelt out and with its value, needs none of what typer is for: help,
completion, and telling a person what is wrong. Whatever else is left to typer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

COLLECTED = {"--var": "inputs", "--var-file": "inputs"}
"""Options whose order among each other counts → the parameter that takes them as `--option=value`."""


def read(words: Sequence[str], command: Callable[..., int]) -> dict[str, Any] | None:
    """The arguments for a command whose first parameter takes the paths, or None to leave it to typer.

    A parameter with a string as default is an option with a value, one with a tuple can be repeated,
    and one with False is a flag.
    """
    code = command.__code__
    names = code.co_varnames[: code.co_argcount]
    defaults = dict(zip(names, command.__defaults__ or (), strict=True))
    given: dict[str, Any] = {names[0]: []}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            given[names[0]].append(word)
            continue
        option, attached, value = word.partition("=")
        collected = option in COLLECTED
        name = COLLECTED[option] if collected else option[2:].replace("-", "_")
        if not option.startswith("--") or "_" in option or name not in names[1:]:
            return None
        if name in COLLECTED.values() and not collected:
            return None
        default = defaults[name]
        if default is False:
            if attached:
                return None
            given[name] = True
            continue
        value = value if attached else next(rest, "-")
        if value.startswith("-"):
            return None
        value = f"{option}={value}" if collected else value
        given[name] = [*given.get(name, ()), value] if default == () else value
    return given
