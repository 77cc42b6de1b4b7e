"""csvdecode, as strict as Go's reader of CSV."""

from __future__ import annotations

from typing import Any

from ecslint.hcl.functions.registry import Context, Refused, function


@function("string", returns="list")
def csvdecode(context: Context, text: str) -> Any:
    rows = _rows(text.replace("\r\n", "\n"))
    if not rows:
        raise Refused("the header line is missing")
    header, *lines = rows
    if len(set(header)) < len(header):
        raise Refused("a column is named twice")
    if any(len(line) != len(header) for line in lines):
        raise Refused("a line has not as many fields as the header")
    return [dict(zip(header, line, strict=True)) for line in lines]


def _rows(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    at = 0
    while at < len(text):
        if text[at] == "\n":
            at += 1
            continue
        row: list[str] = []
        ended = False
        while not ended:
            field, at, ended = _field(text, at)
            row.append(field)
        rows.append(row)
    return rows


def _field(text: str, at: int) -> tuple[str, int, bool]:
    """A field, where the next one begins, and whether it is the last of its line."""
    if text.startswith('"', at):
        field, at = _quoted(text, at + 1)
    else:
        end = min(
            (place for place in (text.find(",", at), text.find("\n", at)) if place >= 0), default=len(text)
        )
        field, at = text[at:end], end
        if '"' in field:
            raise Refused("a quotation mark stands in a field without them")
    if at < len(text) and text[at] not in ",\n":
        raise Refused("a field goes on after its quotation mark")
    return field, at + 1, at >= len(text) or text[at] == "\n"


def _quoted(text: str, at: int) -> tuple[str, int]:
    pieces: list[str] = []
    while True:
        end = text.find('"', at)
        if end < 0:
            raise Refused("a quotation mark is not closed")
        pieces.append(text[at:end])
        if not text.startswith('""', end):
            return "".join(pieces), end + 1
        pieces.append('"')
        at = end + 2
