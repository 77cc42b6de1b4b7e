"""yamlencode: block style, strings in quotation marks, folded at 80 columns as libyaml does it."""

from __future__ import annotations

from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Undecided, function
from ecslint.hcl.scalars import json_text, text_of
from ecslint.value import Mapping, Sequence, Value

_WIDTH = 80
_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
}
_ESCAPES |= {"\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}


@function("known", returns="string")
def yamlencode(context: Context, value: Value) -> str:
    inner = configured(value)
    plain = not isinstance(inner, Sequence | Mapping) and text_of(inner) is None
    lines = _lines(value, 0, 2)
    if not isinstance(inner, Sequence | Mapping):
        lines = [lines[0], *("  " + line if line else line for line in lines[1:])]
    # A plain scalar could go on, so the end of the document is marked.
    return "\n".join([*lines, "..."] if plain else lines) + "\n"


def _lines(value: Value, column: int, indentation: int) -> list[str]:
    """A value that begins at a column; its further lines are relative to what it is in.

    `indentation` is the column at which further lines of a scalar begin.
    """
    value = configured(value)
    match value:
        case Sequence(items=items) if items:
            return [line for item in items for line in _marked(_lines(item, column + 2, column + 2))]
        case Mapping(items=members) if members:
            return [line for name in sorted(members) for line in _member(name, members[name], column)]
        case Sequence():
            return ["[]"]
        case Mapping():
            return ["{}"]
    text = text_of(value)
    return [json_text(value) or ""] if text is None else _string(text, column, indentation)


def _marked(lines: list[str]) -> list[str]:
    return ["- " + lines[0], *("  " + line if line else line for line in lines[1:])]


def _member(name: str, value: Value, column: int) -> list[str]:
    if "\n" in name or len(name) > _WIDTH:
        raise Undecided("yamlencode of such a key is not evaluated")
    head = f'"{_escaped(name)}":'
    value = configured(value)
    if isinstance(value, Sequence) and value.items:
        return [head, *_lines(value, column, column)]
    if isinstance(value, Mapping) and value.items:
        return [head, *("  " + line if line else line for line in _lines(value, column + 2, column + 2))]
    first, *rest = _lines(value, column + len(head) + 1, column + 2)
    return [f"{head} {first}", *("  " + line if line else line for line in rest)]


def _string(text: str, column: int, indentation: int) -> list[str]:
    special = any(char != "\n" and _escaped(char) != char and char not in '"\\' for char in text)
    if "\n" in text and not special and " \n" not in text and not text.endswith(" "):
        return _block(text)
    return _folded(text, column, indentation)


def _block(text: str) -> list[str]:
    if not text.strip("\n"):
        raise Undecided("yamlencode of such text is not evaluated")
    hint = "2" if text[0] in " \n" else ""
    chomping = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") else ""
    return [f"|{hint}{chomping}", *text.removesuffix("\n").split("\n")]


def _folded(text: str, column: int, indentation: int) -> list[str]:
    lines, line, place = [], '"', column + 1
    after_space = False
    for at, char in enumerate(text):
        if char == " " and not after_space and place > _WIDTH and 0 < at < len(text) - 1:
            lines.append(line)
            line = "\\" if text[at + 1] == " " else ""
            place = indentation + len(line)
            after_space = True
            continue
        written = _escaped(char)
        line, place = line + written, place + len(written)
        after_space = char == " "
    return [*lines, line + '"']


def _escaped(text: str) -> str:
    return "".join(char if _is_printable(char) else _escape(char) for char in text)


def _is_printable(char: str) -> bool:
    code = ord(char)
    if char in '"\\':
        return False
    return (
        0x20 <= code <= 0x7E
        or 0xA0 <= code < 0xD800
        and code not in (0x2028, 0x2029)
        or 0xE000 <= code < 0xFFFE
    )


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
