"""Paths as the platforms know them: relative to the top of the repository, wherever ecslint was run."""

from __future__ import annotations

import os
from collections.abc import Mapping


class Paths:
    """The paths of a report; `root` is the top of the repository.

    Reports for people name files as seen from the working directory. A platform has never heard of
    that directory: it knows the repository, and the files in it, not the links that lead to them. What
    is `known` of them already is not looked up.
    """

    __slots__ = ("_known", "_root")

    def __init__(self, root: str, known: Mapping[str, str] | None = None) -> None:
        self._root = os.path.join(os.path.realpath(root), "")
        self._known = dict(known or {})

    def of(self, shown: str) -> str:
        """The path of a file that is shown under another: relative, with slashes; absolute outside."""
        return self.real(shown).encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def uri(self, shown: str) -> str:
        """The same as a reference: relative, or a URI of the file outside of the repository."""
        from urllib.parse import quote

        path = self.real(shown)
        data = path.encode("utf-8", "surrogateescape")
        if not os.path.isabs(path):
            return quote(data)
        return f"file://{'' if path.startswith('/') else '/'}{quote(data, safe='/:')}"

    def real(self, shown: str) -> str:
        """The path itself, which may have bytes that are no text."""
        known = self._known.get(shown)
        if known is None:
            known = os.path.realpath(shown).removeprefix(self._root).replace(os.sep, "/")
            self._known[shown] = known
        return known
