"""Characters on a terminal: how wide each is, and none that could act on the terminal.

Configuration may come from anyone. An escape sequence in a name, or a mark that turns the direction
of writing, must be seen and not obeyed.
"""

from __future__ import annotations

TAB = "    "
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    """The text on one line, every control and format character replaced by a visible one."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def cells(text: str) -> list[tuple[str, int]]:
    """For each character what to print for it, and how many columns that takes."""
    if text.isascii() and text.isprintable():
        return [(character, 1) for character in text]
    return [_cell(character) for character in text]


def _cell(character: str) -> tuple[str, int]:
    if character == "\t":
        return TAB, len(TAB)
    shown = _visible(character)
    return shown, _width(shown)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if character in "\t\n\r":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of the control character
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    from unicodedata import category

    return " " if category(character) == "Zs" else _REPLACEMENT


def _width(character: str) -> int:
    if character.isascii():
        return 1
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
