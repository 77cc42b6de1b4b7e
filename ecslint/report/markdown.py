"""Markdown as a person reads it in a terminal: marks gone, code indented, colours where there are some."""

from __future__ import annotations

import re

from ecslint.engine.finding import ERROR
from ecslint.report.style import Style

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")
_MARKED = re.compile(r"(?:#|//)(?: ECS\d{3})+$")
_PLAIN = Style(False)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def plain(markdown: str, style: Style = _PLAIN) -> str:
    """The text of a page; fenced code keeps its lines, indented by four; marks of findings stand out."""
    lines: list[str] = []
    fence = ""
    for line in _COMMENT.sub("", markdown).splitlines():
        mark = line.strip()[:3]
        if mark in ("```", "~~~") and fence in ("", mark):
            fence = "" if fence else mark
        elif fence:
            lines.append(_MARKED.sub(lambda mark: style.severity(mark[0], ERROR), f"    {line}".rstrip()))
        elif line.startswith("#"):
            lines += _heading(line, style)
        else:
            lines.append(_inline(line, style))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _heading(line: str, style: Style) -> list[str]:
    marks, _, title = line.partition(" ")
    title = _inline(title, _PLAIN)
    rule = "=" if len(marks) == 1 else "-"
    return [style.bold(title), *[style.bold(rule * len(title))][: len(marks) <= 2]]


def _inline(line: str, style: Style) -> str:
    codes = _CODE.split(line)  # every second piece was code: its marks go, nothing in it changes
    for index in range(0, len(codes), 2):
        piece = _LINK.sub(r"\1 (\2)", codes[index])
        piece = _RELATIVE_LINK.sub(r"\1", piece)
        codes[index] = _EMPHASIS.sub(lambda match: style.bold(match[2]), piece)
    codes[1::2] = map(style.code, codes[1::2])
    return "".join(codes)
