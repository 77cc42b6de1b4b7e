"""From the text of a configuration file, and of those that it extends, to what they say."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from decimal import Decimal

from ecslint.config import keys, stacks, suppressions
from ecslint.config.content import Configuration, PathRule, Said
from ecslint.config.keys import Key
from ecslint.config.lines import lines_of_keys
from ecslint.config.table import EXAMPLES, Table
from ecslint.files import is_file
from ecslint.refusal import Refusal
from ecslint.source import Source, Unreadable, Workspace

_SHARED = "pyproject.toml"
SEVERITIES = ("error", "warning", "advice", "off")
TABLES = ("extend", "severity", "per-path-ignores", "stack", "suppress")
"""The keys that are no options."""


def read(
    workspace: Workspace, path: str, known: Sequence[Key] | None = None, above: tuple[str, ...] = ()
) -> Configuration | None:
    """A configuration file; None for a pyproject.toml that says nothing of ecslint.

    `known` are the keys that are options; when it is None, nobody here asks for them, and they are
    passed over. `above` are the files that extend this one. Raises Refusal.
    """
    shown = workspace.shown(path)
    try:
        source = workspace.read(path)
    except Unreadable as problem:
        raise Refusal(f"{shown}: {problem.message}") from problem
    content = _content(source, path, shown)
    if content is None:
        return None
    file = _File(workspace, path, source, Table(shown, "", content))
    own = file.configuration(known)
    base = file.base(known, (*above, os.path.realpath(path)))
    return own if base is None else own.over(base)


def _content(source: Source, path: str, shown: str) -> object:
    """The table of ecslint in a file."""
    try:
        content: object = tomllib.loads(source.text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(f"{shown} is not valid TOML: {error}") from error
    for key in _prefix(path):
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _prefix(path: str) -> tuple[str, ...]:
    return ("tool", "ecslint") if os.path.basename(path) == _SHARED else ()


class _File:
    """One file that is being read."""

    def __init__(self, workspace: Workspace, path: str, source: Source, table: Table) -> None:
        self.workspace = workspace
        self.path = path
        self.source = source
        self.table = table
        self.directory = os.path.dirname(os.path.realpath(path))
        self._lines = lines_of_keys(source.text)

    def configuration(self, known: Sequence[Key] | None) -> Configuration:
        """What the file says itself."""
        table = self.table
        if "rules" in table.content:
            message = "rules of one's own run code, so no file can turn them on"
            raise table.error(message, "give them on the command line: --rules DIRECTORY")
        if known is not None:
            table.only((*(key.key for key in known), *TABLES))
        return Configuration(
            table.file,
            tuple(stacks.read(self.workspace, self.path, table, self.lines("stack"))),
            tuple(suppressions.read(self.path, self.source, table.tables("suppress"))),
            {
                key.key: (self.said(keys.value(self.workspace, self.path, table, key), key.key),)
                for key in known or ()
                if key.key in table.content
            },
            dict(self.severities()),
            tuple(self.path_rules()),
        )

    def base(self, known: Sequence[Key] | None, above: tuple[str, ...]) -> Configuration | None:
        """What the file says that this one extends, if it extends one."""
        named = self.table.text("extend")
        if not named:
            return None
        path = stacks.located(self.path, named)
        if not is_file(path):
            words = stacks.beside(self.path, named)
            raise self.table.error(f"extend: there is no file '{named}'", "", named, words)
        if not self.workspace.contains(path):
            raise self.table.error(f"extend: '{named}' lies outside of the repository")
        if os.path.realpath(path) in above:
            raise self.table.error(f"extend: '{named}' extends this file itself")
        base = read(self.workspace, path, known, above)
        if base is None:
            raise self.table.error(f"extend: '{named}' has no table [tool.ecslint]")
        return base

    def severities(self) -> list[tuple[str, Said]]:
        table = self.table.table("severity")
        for word in table.content:
            if (severity := table.text(word)) not in SEVERITIES:
                help = f"choose one of {', '.join(SEVERITIES)}"
                raise table.error(f"{word} cannot be '{severity}'", help, severity, SEVERITIES)
        return [(word, self.said(severity, "severity", word)) for word, severity in table.content.items()]

    def path_rules(self) -> list[PathRule]:
        table = self.table.table("per-path-ignores")
        found = []
        for pattern in table.content:
            codes = tuple(table.texts(pattern))
            if not codes:
                raise table.error(f"'{pattern}' names no rule", f"write {EXAMPLES['per-path-ignores']}")
            found.append(PathRule(pattern, self.said(codes, "per-path-ignores", pattern)))
        return found

    def said(self, value: object, *path: str) -> Said:
        """A value with the line on which a key stands."""
        lines = self.lines(*path)
        return Said(value, self.directory, self.table.file, lines[0] if lines else 0)

    def lines(self, *path: str) -> list[int]:
        """The lines of a key, or of the table that it is in."""
        prefix = _prefix(self.path)
        return self._lines.get((*prefix, *path)) or self._lines.get((*prefix, *path[:-1]), [])
