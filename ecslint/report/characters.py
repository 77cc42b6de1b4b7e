"""Characters on a terminal: how wide each is, and none that could act on the terminal.

Configuration may come from anyone. An escape sequence in a name, or a mark that turns the direction
of writing, must be seen and not obeyed. The same holds for the commands that runners of CI read from
what a step prints: `##[command]` and `##vso[command]` anywhere in a line, `::command::` at its start
(https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs,
https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands).
"""

from __future__ import annotations

TAB = "    "
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


_COMMAND = r"(?i:#(?=#(?:vso)?\[))"


def visible(text: str) -> str:
    """The text on one line, every control and format character replaced by a visible one."""
    shown = text if text.isascii() and text.isprintable() else "".join(map(_visible, text))
    return _defused(shown, "# ") if "##" in shown else shown


def leading(text: str) -> str:
    """The same for a line that begins with the path of a file, which then leads to the same file."""
    shown = visible(text)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def in_json(document: str) -> str:
    """A document that says the same without the text of a command."""
    return _defused(document, r"\u0023") if "##" in document else document


def in_xml(document: str) -> str:
    """A document that says the same without the text of a command."""
    return _defused(document, "&#35;") if "##" in document else document


def cells(text: str) -> list[tuple[str, int]]:
    """For each character what to print for it, and how many columns that takes."""
    if text.isascii() and text.isprintable():
        found = [(character, 1) for character in text]
    else:
        found = [_cell(character) for character in text]
    if "##" in text:
        import re

        for command in re.finditer(_COMMAND, text):
            found[command.start()] = ("# ", 2)
    return found


def _defused(text: str, mark: str) -> str:
    """The text with another first mark of each command."""
    import re

    return re.sub(_COMMAND, lambda _: mark, text)


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
