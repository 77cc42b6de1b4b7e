"""The Markdown report: a table, for a comment on a pull request or the summary of a job."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ecslint.engine.finding import SEVERITIES, Finding, Outcome
from ecslint.report import links
from ecslint.report.characters import visible
from ecslint.report.notes import label, notes, where
from ecslint.report.paths import Paths
from ecslint.report.style import Style
from ecslint.report.text import summary

COMMENT = 65_536
"""Characters that a comment on a pull request can have."""

_MARK = "<!-- ecslint -->\n"
"""By which a program finds the comment again."""
_HEAD = "\n| | Rule | Place | Finding |\n| --- | --- | --- | --- |\n"
_ROOM_FOR_THE_REST = 100
_ESCAPES = {ord(character): f"\\{character}" for character in "\\`*_[]~"} | {
    ord(character): f"&#{ord(character)};" for character in "&<>|$"
}
_REFERENCE = re.compile(r"(?<=[@#!~$%&])(?=\w)")
_NO_CODE = re.compile(r"[`|\\]")


def render(outcome: Outcome, paths: Paths, families: Mapping[str, str], most: int = COMMENT) -> str:
    """The summary and a row for each finding, the most severe first, in no more than so many bytes.

    `families` says in which family each code is. What there is no room for is counted.
    """
    text = f"{_MARK}### ecslint\n\n{summary(outcome, Style(color=False), hint=False)}\n"
    ordered = sorted(outcome.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    rows, left = [], most - len((text + _HEAD).encode()) - _ROOM_FOR_THE_REST
    for finding in ordered:
        row = _row(finding, paths, families.get(finding.code, ""))
        left -= len(row.encode())
        if left < 0:
            break
        rows.append(row)
    rest = len(ordered) - len(rows)
    table = (_HEAD + "".join(rows)) * bool(rows)
    text += table + f"\n{rest} more {'is' if rest == 1 else 'are'} not shown here.\n" * bool(rest)
    return text if len(text.encode()) <= most else ""


def _row(finding: Finding, paths: Paths, family: str) -> str:
    said = [escaped(finding.message)]
    said += [f"{_code(where(place.span, paths.of))}: {escaped(label(place))}" for place in finding.because]
    said += [
        f"{name}: {escaped(text)}"
        for name, text in notes(finding, paths.of)
        if name in ("when", "aws", "help")
    ]
    page = links.page(finding.code, family)
    rule = f"[{finding.code}]({page})" if page else finding.code
    place = _code(where(finding.at.span, paths.of))
    return f"| {finding.severity} | {rule} | {place} | {'<br>'.join(said)} |\n"


def escaped(text: str) -> str:
    """The text as Markdown that shows it: no markup, no HTML, nobody called, nothing referred to."""
    return _REFERENCE.sub("\N{WORD JOINER}", visible(text)).translate(_ESCAPES)


def _code(text: str) -> str:
    """The text as code; where a cell of a table cannot have that, as text."""
    text = visible(text)
    return escaped(text) if _NO_CODE.search(text) else f"`{text}`"
