"""Markdown as a person reads it in a terminal: headings plain, code indented, marks gone."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def plain(markdown: str) -> str:
    """The text of a page; fenced code keeps its lines, indented by four."""
    lines: list[str] = []
    fence = ""
    for line in _COMMENT.sub("", markdown).splitlines():
        mark = line.strip()[:3]
        if mark in ("```", "~~~") and fence in ("", mark):
            fence = "" if fence else mark
        elif fence:
            lines.append(f"    {line}".rstrip())
        elif line.startswith("#"):
            lines += _heading(line)
        else:
            lines.append(_inline(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _heading(line: str) -> list[str]:
    marks, _, title = line.partition(" ")
    title = _inline(title)
    return [title, ("=" if len(marks) == 1 else "-") * len(title)] if len(marks) <= 2 else [title]


def _inline(line: str) -> str:
    codes = _CODE.split(line)  # every second piece was code: its marks go, nothing in it changes
    for index in range(0, len(codes), 2):
        piece = _LINK.sub(r"\1 (\2)", codes[index])
        piece = _RELATIVE_LINK.sub(r"\1", piece)
        codes[index] = _EMPHASIS.sub(r"\2", piece)
    return "".join(codes)
