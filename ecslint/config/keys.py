"""The keys of a configuration file that are options of the command line too."""

from __future__ import annotations

from typing import Any, Protocol

from ecslint.config.stacks import located
from ecslint.config.table import Table
from ecslint.source import Workspace


class Key(Protocol):
    """What is declared of such a key: see Option, of which these are the attributes that count here."""

    default: Any
    help: str
    metavar: str
    choices: tuple[str, ...]
    located: bool
    numeric: bool

    @property
    def key(self) -> str: ...


def value(workspace: Workspace, path: str, table: Table, key: Key) -> object:
    """What a file says of a key. Raises Refusal."""
    if key.default is False:
        return table.flag(key.key)
    if key.default == ():
        return tuple(table.texts(key.key))
    text = table.text_or_number(key.key) if key.numeric else table.text(key.key)
    if key.choices and text not in key.choices:
        help = f"choose one of {', '.join(key.choices)}"
        raise table.error(f"{key.key} cannot be '{text}'", help, text, key.choices)
    if not text:
        raise table.error(f"{key.key} cannot be empty", "leave it out")
    if not key.located:
        return text
    file = located(path, text)
    if not workspace.contains(file):
        raise table.error(f"{key.key}: '{text}' lies outside of the repository")
    return file
