"""A rule's page: its documentation, and the examples that prove it.

A page is Markdown. Under the headings Bad, Good and Unknown stand fenced blocks; blocks that follow
each other with nothing between them are the files of one example. The word after the fence says the
language (terraform, yaml, json), `file=NAME` gives the file a name. In Bad examples a comment such as
`# ECS201` marks each line on which a finding must be reported, and there must be no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

SECTIONS = ("Bad", "Good", "Unknown")
_FENCE = re.compile(r"^```(\w*)(?:[ \t]+file=(\S+))?[ \t]*$")
_MARK = re.compile(r"[ \t]*(?:#|//)((?: [A-Z]{2,10}\d{3})+)[ \t]*$")
FILE_NAMES = {"terraform": "main.tf", "yaml": "template.yaml", "json": "task-definition.json"}


@dataclass(slots=True)
class Example:
    """A small configuration: file name → text, and the findings it must give as (file, line, code)."""

    section: str
    line: int
    files: dict[str, str] = field(default_factory=dict)
    marks: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def format(self) -> str:
        """Terraform, CloudFormation or ECS JSON."""
        if any(".tf" in name for name in self.files):
            return "Terraform"
        if any(
            re.search(r"\bAWSTemplateFormatVersion\b|\bResources\b", text) for text in self.files.values()
        ):
            return "CloudFormation"
        return "ECS JSON"


def examples(page: str) -> list[Example]:
    """The examples of a page, in order."""
    found: list[Example] = []
    section, joining = "", False
    lines = iter(enumerate(page.splitlines(), 1))
    for number, line in lines:
        heading = re.match(r"^#+ +(.*)", line)
        fence = _FENCE.match(line)
        if heading is not None:
            section, joining = heading[1].strip(), False
        elif fence is not None:
            text = _block(lines)
            if section in SECTIONS:
                if not joining:
                    found.append(Example(section, number))
                _add(found[-1], fence[1], fence[2], text)
                joining = True
        elif line.strip():
            joining = False
    return found


def _block(lines: Iterator[tuple[int, str]]) -> list[str]:
    text: list[str] = []
    for _, line in lines:
        if line.rstrip() == "```":
            break
        text.append(line)
    return text


def _add(example: Example, language: str, name: str | None, lines: list[str]) -> None:
    name = name or FILE_NAMES.get(language, f"example.{language}")
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        mark = _MARK.search(line)
        if mark is not None:
            example.marks += [(name, number, code) for code in mark[1].split()]
            line = line[: mark.start()]
        kept.append(line)
    example.files[name] = "\n".join(kept) + "\n"
