"""Which configuration file counts: the one nearest to a stack, up to the top of its repository."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ecslint import facts, files
from ecslint.source import Unreadable, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecslint.config import Configuration
    from ecslint.config.keys import Key

OWN, _SHARED = "ecslint.toml", "pyproject.toml"
_table_in = re.compile(
    r"""^[ \t]*\[{0,2}[ \t]*["']?tool["']?\s*(?:\.\s*["']?ecslint|\]\s*(?:#.*)?$|=)""", re.MULTILINE
).search
"""A cheap look, so that a file without the table is never parsed."""


class Configurations:
    """The configuration files of workspaces, each read once.

    `keys` are those that are options of the command line; None where nobody asks for them.
    """

    __slots__ = ("_keys", "_nearest")

    def __init__(self, keys: Sequence[Key] | None = None) -> None:
        self._keys = keys
        self._nearest: dict[tuple[str, str], tuple[Configuration | None, facts.Facts]] = {}

    def nearest(self, workspace: Workspace, directory: str) -> Configuration | None:
        """The configuration that counts for a directory. Raises Refusal."""
        directory = files.resolved(directory)
        key = workspace.root, directory
        return facts.once(self._nearest, key, lambda: self._from(workspace, directory))

    def _from(self, workspace: Workspace, directory: str) -> Configuration | None:
        found = self._in(workspace, directory)
        parent = os.path.dirname(directory)
        if found is None and directory != workspace.root and parent != directory:
            found = self.nearest(workspace, parent)
        return found

    def _in(self, workspace: Workspace, directory: str) -> Configuration | None:
        for name in (OWN, _SHARED):
            path = os.path.join(directory, name)
            if files.is_file(path) and (name != _SHARED or _is_about_ecslint(workspace, path)):
                from ecslint import config

                found = config.read(workspace, path, self._keys)
                if found is not None:
                    return found
        return None


def _is_about_ecslint(workspace: Workspace, path: str) -> bool:
    try:
        return _table_in(workspace.read(path).text) is not None
    except Unreadable:
        return False
