"""Patterns of paths, as configuration has them."""

from __future__ import annotations

import re

_PIECES = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def expression(pattern: str) -> str:
    """A pattern of paths as a regular expression; the name of a directory is for all below it."""
    stem = pattern.removeprefix("./").rstrip("/").removesuffix("/**")
    split = re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", stem)
    return "".join(_PIECES.get(piece) or re.escape(piece) for piece in split) + "(?:/.*)?"
