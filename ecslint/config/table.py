"""A table of a configuration file; reading a key of another type than it must have is an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ecslint.refusal import Refusal

EXAMPLES = {
    "stack": '[[stack]] and, below it, path = "infra"',
    "path": 'path = "infra"',
    "var-files": 'var-files = ["infra/prod.tfvars"]',
    "vars": 'vars = { name = "value" }',
    "parameters": 'parameters = ["prod.json"]',
    "workspace": 'workspace = "prod"',
    "environments": "[stack.environments.prod]",
    "suppress": "[[suppress]] and, below it, path, code and reason",
    "code": 'code = "ECS201"',
    "where": 'where = "containerDefinitions[name=web]"',
    "reason": 'reason = "why this does not matter here"',
    "until": 'until = "2027-01-31"',
    "extend": 'extend = "../ecslint.toml"',
    "severity": 'severity = { ECS303 = "error" }',
    "per-path-ignores": 'per-path-ignores = { "examples/**" = ["ECS3"] }',
}
_KINDS = {str: "a string", list: "an array", dict: "a table", bool: "a boolean", int: "an integer"}


class Table:
    """A table, named as a person would, with the file that it stands in."""

    def __init__(self, file: str, name: str, content: object, keys: Sequence[str] = ()) -> None:
        self.file = file
        self.name = name
        if not isinstance(content, dict):
            raise self.error(f"this must be a table, not {kind(content)}")
        self.content = content
        if keys:
            self.only(keys)

    def error(self, message: str, help: str = "", word: str = "", words: Iterable[str] = ()) -> Refusal:
        where = f"{self.file}: {self.name}: " if self.name else f"{self.file}: "
        return Refusal(where + message, help, word, words)

    def only(self, keys: Sequence[str]) -> None:
        """Refuse keys that have no meaning."""
        for key in self.content:
            if key not in keys:
                raise self.error(f"there is no key '{key}'", f"choose from {', '.join(keys)}", key, keys)

    def text(self, key: str) -> str:
        text: str = self._get(key, str, "")
        return text

    def texts(self, key: str) -> list[str]:
        items: list[str] = self._get(key, list, [])
        for item in items:
            if not isinstance(item, str):
                raise self._wrong(f"{key} must hold strings, not {kind(item)}", key)
        return items

    def flag(self, key: str) -> bool:
        flag: bool = self._get(key, bool, False)
        return flag

    def text_or_number(self, key: str) -> str:
        """A string, or a whole number as a string."""
        value = self.content.get(key)
        return str(value) if type(value) is int else self.text(key)

    def text_or_texts(self, key: str) -> list[str]:
        """One string, or an array of them."""
        return [self.text(key)] if isinstance(self.content.get(key), str) else self.texts(key)

    def day(self, key: str) -> str:
        """A day, which TOML has a notation for, as text."""
        value = self.content.get(key)
        return value.isoformat() if type(value) is date else self.text(key)

    def table(self, key: str) -> Table:
        """The table of a key, empty where there is none."""
        return Table(self.file, key, self._get(key, dict, {}))

    def tables(self, key: str) -> list[Table]:
        """The tables of an array, each named after its path."""
        found = []
        for item in self._get(key, list, []):
            path = item.get("path") if isinstance(item, dict) else None
            found.append(Table(self.file, f"{key} '{path}'" if isinstance(path, str) else key, item))
        return found

    def environments(self) -> list[tuple[str, Table]]:
        """The tables of the environments, and their names."""
        named = self._get("environments", dict, {})
        return [
            (name, Table(self.file, f"{self.name}, environment '{name}'", item))
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

    def _get(self, key: str, wanted: type, default: object) -> Any:
        value = self.content.get(key, default)
        if not isinstance(value, wanted):
            raise self._wrong(f"{key} must be {_KINDS[wanted]}, not {kind(value)}", key)
        return value

    def _wrong(self, message: str, key: str) -> Refusal:
        return self.error(message, f"write {EXAMPLES[key]}" if key in EXAMPLES else "")


def kind(value: object) -> str:
    """What a value is called in a message."""
    return _KINDS.get(type(value)) or ("a number" if isinstance(value, Decimal) else "a date or time")
