"""The lines on which the keys of a TOML file stand, which Python's reader does not tell."""

from __future__ import annotations

from ecslint.toml_text import VALUE, Keys, statements


def lines_of_keys(text: str) -> dict[Keys, list[int]]:
    """The lines, counted from 1, on which each table begins and each key is given a value."""
    found: dict[Keys, list[int]] = {}
    table = 0
    for each in statements(text):
        if each.kind != VALUE:
            table = 0
        for end in range(table + 1, len(each.path)):
            found.setdefault(each.path[:end], [each.line])
        if each.kind != VALUE:
            table = len(each.path)
        found.setdefault(each.path, []).append(each.line)
    return found
