"""Configuration files: `ecslint.toml`, or `[tool.ecslint]` in `pyproject.toml`.

The file nearest to a stack counts, upwards to the top of its repository. Paths in a file are relative
to it, and what it cannot mean is refused.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecslint.refusal import Refusal
from ecslint.source import Unreadable, Workspace

OWN = "ecslint.toml"

_EXAMPLES = {
    "stack": '[[stack]] and, below it, path = "infra"',
    "path": 'path = "infra"',
    "var-files": 'var-files = ["infra/prod.tfvars"]',
    "vars": 'vars = { name = "value" }',
    "workspace": 'workspace = "prod"',
    "environments": "[stack.environments.prod]",
}
_SETTINGS = ("var-files", "vars", "workspace")
_KINDS = {str: "a string", list: "an array", dict: "a table", bool: "a boolean", int: "an integer"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What Terraform is run with: variables files by their absolute path, variables, a workspace."""

    var_files: tuple[str, ...] = ()
    vars: tuple[tuple[str, object], ...] = ()
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """A stack as it is deployed to one place."""

    name: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class StackTable:
    """What is said of the stack in one directory: for all of its environments, and for each."""

    directory: str
    settings: Settings
    environments: tuple[Environment, ...]

    def files(self) -> list[str]:
        """All variables files of the stack."""
        everywhere = [self.settings, *(environment.settings for environment in self.environments)]
        return [file for settings in everywhere for file in settings.var_files]


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration file, under the path that a person is shown."""

    path: str
    stacks: tuple[StackTable, ...] = ()

    def stack(self, directory: str) -> StackTable | None:
        """What is said of the stack in a directory."""
        wanted = os.path.realpath(directory)
        return next((table for table in self.stacks if table.directory == wanted), None)

    def readers(self, file: str) -> list[str]:
        """The directories of the stacks that are run with a variables file."""
        wanted = os.path.realpath(file)
        return [table.directory for table in self.stacks if wanted in map(os.path.realpath, table.files())]


def read(workspace: Workspace, path: str) -> Configuration | None:
    """A configuration file; None for a pyproject.toml that says nothing of ecslint.

    Raises Refusal.
    """
    shown = workspace.shown(path)
    try:
        text = workspace.read(path).text
    except Unreadable as problem:
        raise Refusal(f"{shown}: {problem.message}") from problem
    own = os.path.basename(path) == OWN
    try:
        content: object = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(f"{shown} is not valid TOML: {error}") from error
    if not own:
        for key in ("tool", "ecslint"):
            content = content.get(key) if isinstance(content, dict) else None
        if content is None:
            return None
    top = _Table(shown, "", content, ("stack",))
    tables = [_stack(workspace, path, table) for table in top.tables("stack")]
    for index, table in enumerate(tables):
        if any(table.directory == earlier.directory for earlier in tables[:index]):
            raise top.error(f"the stack '{workspace.shown(table.directory)}' is described twice")
    return Configuration(shown, tuple(tables))


def _stack(workspace: Workspace, path: str, table: _Table) -> StackTable:
    table.only(("path", *_SETTINGS, "environments"))
    named = table.text("path")
    if not named:
        raise table.error("there is no path", f"write {_EXAMPLES['path']}")
    directory = _located(path, named)
    if not os.path.isdir(directory):
        raise table.error(f"there is no directory '{named}'", "", named, _beside(path, named))
    environments = []
    for name, inner in table.environments():
        inner.only(_SETTINGS)
        environments.append(Environment(name, _settings(workspace, path, inner)))
    return StackTable(os.path.realpath(directory), _settings(workspace, path, table), tuple(environments))


def _settings(workspace: Workspace, path: str, table: _Table) -> Settings:
    files = []
    for named in table.texts("var-files"):
        file = _located(path, named)
        if not os.path.isfile(file):
            raise table.error(f"there is no file '{named}'", "", named, _beside(path, named))
        if not workspace.contains(file):
            raise table.error(f"the file '{named}' lies outside of the repository")
        files.append(file)
    return Settings(tuple(files), tuple(table.data("vars").items()), table.text("workspace"))


def _located(path: str, named: str) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(path), named))


def _beside(path: str, named: str) -> list[str]:
    """What there is in the place of a path that does not exist, written as the path is."""
    directory = os.path.dirname(named)
    try:
        names = sorted(os.listdir(_located(path, directory)))
    except OSError:
        return []
    return [os.path.join(directory, name) for name in names]


class _Table:
    """A table of a configuration file; reading a key of another type than it must have is an error."""

    def __init__(self, file: str, name: str, content: object, keys: tuple[str, ...] = ()) -> None:
        self.file = file
        self.name = name
        if not isinstance(content, dict):
            raise self.error(f"this must be a table, not {_kind(content)}")
        self._content = content
        if keys:
            self.only(keys)

    def error(self, message: str, help: str = "", word: str = "", words: Iterable[str] = ()) -> Refusal:
        where = f"{self.file}: {self.name}: " if self.name else f"{self.file}: "
        return Refusal(where + message, help, word, words)

    def only(self, keys: tuple[str, ...]) -> None:
        """Refuse keys that have no meaning."""
        for key in self._content:
            if key not in keys:
                raise self.error(f"there is no key '{key}'", f"choose from {', '.join(keys)}", key, keys)

    def text(self, key: str) -> str:
        text: str = self._get(key, str, "")
        return text

    def texts(self, key: str) -> list[str]:
        items: list[str] = self._get(key, list, [])
        for item in items:
            if not isinstance(item, str):
                raise self._wrong(f"{key} must hold strings, not {_kind(item)}", key)
        return items

    def tables(self, key: str) -> list[_Table]:
        """The tables of an array, each named after its path."""
        found = []
        for item in self._get(key, list, []):
            path = item.get("path") if isinstance(item, dict) else None
            found.append(_Table(self.file, f"{key} '{path}'" if isinstance(path, str) else key, item))
        return found

    def environments(self) -> list[tuple[str, _Table]]:
        """The tables of the environments, and their names."""
        named = self._get("environments", dict, {})
        return [
            (name, _Table(self.file, f"{self.name}, environment '{name}'", item))
            for name, item in named.items()
        ]

    def data(self, key: str) -> dict[str, object]:
        """A table of values of any shape."""
        table: dict[str, object] = self._get(key, dict, {})
        for name, value in table.items():
            self._check(f"{key}.{name}", key, value)
        return table

    def _check(self, name: str, key: str, value: object) -> None:
        match value:
            case list():
                for item in value:
                    self._check(name, key, item)
            case dict():
                for inner, item in value.items():
                    self._check(f"{name}.{inner}", key, item)
            case Decimal() if not value.is_finite():
                raise self._wrong(f"{name} must be a number that Terraform has", key)
            case str() | bool() | int() | Decimal():
                return
            case _:
                raise self._wrong(f"{name} must be a string, number, boolean, array or table", key)

    def _get(self, key: str, kind: type, default: object) -> Any:
        value = self._content.get(key, default)
        if not isinstance(value, kind):
            raise self._wrong(f"{key} must be {_KINDS[kind]}, not {_kind(value)}", key)
        return value

    def _wrong(self, message: str, key: str) -> Refusal:
        return self.error(message, f"write {_EXAMPLES[key]}")


def _kind(value: object) -> str:
    return _KINDS.get(type(value)) or ("a number" if isinstance(value, Decimal) else "a date or time")
