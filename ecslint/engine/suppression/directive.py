"""What a comment says to ecslint: `ecslint: ignore[ECS201] until=2027-01-31 reason`."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE, FILE = "ignore", "ignore-file"

_marker = re.compile(r"(?:^|(?<=[\s#/*]))ecslint:[ \t]*").finditer
_instruction = re.compile(r"(ignore-file|ignore)[ \t]*\[([^\]\n]*)\]").match
_word = re.compile(r"[A-Za-z][\w-]*").match
_until = re.compile(r"(?:^|(?<=\s))until=(\S*)[ \t]*").search
_another = re.compile(r"\s+(?:#+|//)\s").search
_MEANT = ("ignore", "ignore-file", "ignored", "disable", "disable-file", "skip", "suppress", "noqa")


class Directive(NamedTuple):
    """An instruction in a comment; offsets count from the start of the text that was searched.

    `words` are the codes, each with its offset. `fault` says why the instruction cannot be meant.
    """

    start: int
    end: int
    kind: str = LINE
    words: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    until: str = ""
    fault: str = ""


def directives(text: str) -> list[Directive]:
    """The instructions to ecslint in the text of a comment, each line of it for itself."""
    found: list[Directive] = []
    at = 0
    for line in text.splitlines(keepends=True):
        starts = list(_marker(line))
        for number, marker in enumerate(starts):
            end = starts[number + 1].start() if number + 1 < len(starts) else len(line)
            directive = _read(line[:end], marker.start(), marker.end(), at)
            if directive is not None:
                found.append(directive)
        at += len(line)
    return found


def _read(line: str, start: int, after: int, offset: int) -> Directive | None:
    instruction = _instruction(line, after)
    if instruction is None:
        return _misspelt(line, start, after, offset)
    rest = line[instruction.end() :]
    another = _another(rest)
    rest = (rest[: another.start()] if another else rest).rstrip().removesuffix("*/").rstrip()
    end = offset + instruction.end() + len(rest)
    until = _until(rest)
    reason = rest if until is None else rest[: until.start()] + rest[until.end() :]
    words = tuple(
        (word[0], offset + instruction.start(2) + word.start())
        for word in re.finditer(r"[^\s,]+", instruction[2])
    )
    return Directive(
        offset + start,
        end,
        instruction[1],
        words,
        reason.strip(" \t:-–—"),
        until[1] if until else "",
        _fault(instruction[1], bool(words), endless=until is not None and not until[1]),
    )


def _fault(kind: str, names_rules: bool, endless: bool) -> str:
    if not names_rules:
        return f"it names no rule; write {kind}[ECS201] and the reason"
    return "its 'until=' names no day; write until=2027-01-31" if endless else ""


def _misspelt(line: str, start: int, after: int, offset: int) -> Directive | None:
    """What looks like an instruction and is none; nothing for prose that happens to begin so."""
    from difflib import get_close_matches

    word = _word(line, after)
    if word is None:
        return None
    bracket = line[word.end() :].lstrip().startswith("[")
    if not bracket and not get_close_matches(word[0].lower(), _MEANT, n=1, cutoff=0.8):
        return None
    kind = FILE if word[0].lower().endswith("file") else LINE
    fault = f"ecslint knows no '{word[0]}'; write {kind}[ECS201] and the reason"
    if word[0] in (LINE, FILE):
        fault = f"it names no rule; write {word[0]}[ECS201] and the reason"
    return Directive(offset + start, offset + word.end(), kind, fault=fault)
