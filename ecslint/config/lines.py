"""The lines on which the keys of a TOML file stand, which Python's reader does not tell."""

from __future__ import annotations

import re

_scan = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*|[\[{]|[\]}]|\n",
    re.DOTALL,
).finditer
_header = re.compile(r"[ \t]*(\[\[?)([^\]\n]*)\]")
_assignment = re.compile(r"""[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*'|[ \t]*\.[ \t]*)+)[ \t]*=""")
_word = re.compile(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")

Path = tuple[str, ...]


def lines_of_keys(text: str) -> dict[Path, list[int]]:
    """The lines, counted from 1, on which each table begins and each key is given a value."""
    found: dict[Path, list[int]] = {}
    table: Path = ()
    for number, line in _statements(text):
        header = _header.match(line)
        assignment = None if header else _assignment.match(line)
        if header is not None:
            table = _words(header[2])
            for end in range(1, len(table)):
                found.setdefault(table[:end], [number])
            found.setdefault(table, []).append(number)
        elif assignment is not None:
            path = (*table, *_words(assignment[1]))
            for end in range(len(table) + 1, len(path)):
                found.setdefault(path[:end], [number])
            found.setdefault(path, []).append(number)
    return found


def _statements(text: str) -> list[tuple[int, str]]:
    """Each statement with its line: lines, those joined that brackets or long strings join."""
    found, start, depth, line, begun = [], 0, 0, 1, 1
    for token in _scan(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            found.append((begun, text[start : token.start()]))
            start, depth, begun = token.end(), 0, line + 1
        line += token[0].count("\n")
    return [*found, (begun, text[start:])]


def _words(path: str) -> Path:
    return tuple(word.strip("\"'") for word in _word.findall(path))
