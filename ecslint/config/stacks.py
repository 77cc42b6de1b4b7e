"""The `[[stack]]` tables: what root modules and templates are deployed with."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ecslint.config.content import Environment, Settings, StackTable
from ecslint.config.table import EXAMPLES, Table
from ecslint.files import exists, is_file
from ecslint.source import Workspace

_OF_ROOTS = ("var-files", "vars", "workspace")
_OF_TEMPLATES = ("parameters", "vars")


def read(workspace: Workspace, path: str, top: Table, lines: Sequence[int]) -> list[StackTable]:
    """The stacks that a file describes; `lines` are those of the tables, as far as they are known."""
    found: list[StackTable] = []
    shown = workspace.shown(path)
    for number, table in enumerate(top.tables("stack")):
        place = f"{shown}:{lines[number]}" if number < len(lines) else shown
        stack = _stack(workspace, path, table, place)
        if any(stack.directory == earlier.directory for earlier in found):
            raise top.error(f"the stack '{workspace.shown(stack.directory)}' is described twice")
        found.append(stack)
    return found


def _stack(workspace: Workspace, path: str, table: Table, place: str) -> StackTable:
    named = table.text("path")
    settings = _OF_TEMPLATES if named and is_file(located(path, named)) else _OF_ROOTS
    table.only(("path", *settings, "environments"))
    if not named:
        raise table.error("there is no path", f"write {EXAMPLES['path']}")
    directory = located(path, named)
    if not exists(directory):
        raise table.error(f"there is no directory or template '{named}'", "", named, beside(path, named))
    environments = []
    for name, inner in table.environments():
        inner.only(settings)
        environments.append(Environment(name, _settings(workspace, path, inner)))
    own = _settings(workspace, path, table)
    return StackTable(os.path.realpath(directory), own, tuple(environments), place)


def _settings(workspace: Workspace, path: str, table: Table) -> Settings:
    return Settings(
        _files(workspace, path, table, "var-files"),
        tuple(table.data("vars").items()),
        _files(workspace, path, table, "parameters"),
        table.text("workspace"),
    )


def _files(workspace: Workspace, path: str, table: Table, key: str) -> tuple[str, ...]:
    files = []
    for named in table.texts(key):
        file = located(path, named)
        if not is_file(file):
            raise table.error(f"there is no file '{named}'", "", named, beside(path, named))
        if not workspace.contains(file):
            raise table.error(f"the file '{named}' lies outside of the repository")
        files.append(file)
    return tuple(files)


def located(path: str, named: str) -> str:
    """The path of a file that is named in a configuration file."""
    return os.path.normpath(os.path.join(os.path.dirname(path), named))


def beside(path: str, named: str) -> list[str]:
    """What there is in the place of a path that does not exist, written as the path is."""
    directory = os.path.dirname(named)
    try:
        names = sorted(os.listdir(located(path, directory)))
    except OSError:
        return []
    return [os.path.join(directory, name) for name in names]
