"""The `[[suppress]]` tables: what should not be reported, where no comment can stand."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ecslint.config.table import EXAMPLES, Table
from ecslint.engine.finding import Suppression
from ecslint.engine.suppression.entries import Files
from ecslint.engine.suppression.ignore import Ignore, Word
from ecslint.engine.suppression.meaning import is_day
from ecslint.source import Source, Span

_KEYS = ("path", "code", "where", "reason", "until")
_headers = re.compile(
    r"(?m)^[ \t]*(\[\[[ \t]*(?:tool[ \t]*\.[ \t]*ecslint[ \t]*\.[ \t]*)?suppress[ \t]*\]\])"
).finditer


def read(path: str, source: Source, tables: list[Table]) -> Iterator[Ignore]:
    """What the file says should not be reported, each entry with the place of its header."""
    headers = [header.span(1) for header in _headers(source.text)]
    if len(headers) != len(tables):  # written in another way
        at = max(source.text.find("suppress"), 0)
        headers = [(at, at + len("suppress"))] * len(tables)
    for number, (table, offsets) in enumerate(zip(tables, headers, strict=True)):
        table.only(_KEYS)
        codes, until = table.text_or_texts("code"), table.day("until")
        for key in ("path", "code", "reason"):
            if not (codes if key == "code" else table.text(key).strip()):
                raise table.error(f"there is no {key}", f"write {EXAMPLES[key]}")
        if until and not is_day(until):
            raise table.error(f"'{until}' is no day", f"write {EXAMPLES['until']}")
        span = Span(source, *offsets)
        yield Ignore(
            Suppression(span, table.text("reason"), until, external=True),
            [Word(code, span, (number, "code", at)) for at, code in enumerate(codes)],
            Files(os.path.dirname(path), table.text("path"), table.text("where")),
            path=(number,),
        )
