"""Whether a page says what its rule says, and has the examples that prove it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ecslint.engine.page import SECTIONS, examples
from ecslint.engine.rule import Rule

FORMATS = ("Terraform", "CloudFormation", "ECS JSON")
_FIXES = re.compile(r"(?:fix: [a-z]+(?:, [a-z]+)*)?")


def read(rule: Rule) -> str:
    """The page of a rule; empty if there is none."""
    if not os.path.exists(rule.page):
        return ""
    with open(rule.page, encoding="utf-8") as stream:
        return stream.read()


def fixes_named(page: str) -> list[str]:
    """How safe the fixes of a rule are, by its page."""
    formats = [line for line in page.splitlines() if line.strip()][2:3]
    _, _, named = "".join(formats).partition(" · fix: ")
    return named.split(", ") if named else []


def complaints(rule: Rule, page: str, unknown: bool = True) -> Iterator[str]:
    """What a page lacks; `unknown` says that the rule rests on values that may be unknown."""
    if not page:
        yield "there is no page"
        return
    head = [line for line in page.splitlines() if line.strip()][:3]
    title, summary, formats = (*head, "", "", "")[:3]
    if title != f"# {rule.code} {rule.name}":
        yield f"the title is not '# {rule.code} {rule.name}'"
    if summary != f"{rule.summary}.":
        yield f"the first sentence is not that of the function: '{rule.summary}.'"
    severity, middle, rest = formats.partition(" · ")
    listed, _, fixes = rest.partition(" · ")
    named = set(listed.split(", "))
    if (
        severity != f"**{rule.severity}**"
        or not middle
        or not named <= set(FORMATS)
        or not _FIXES.fullmatch(fixes)
    ):
        yield f"the third line is not '**{rule.severity}** · ' and some of {', '.join(FORMATS)}"
        return
    found = {section: [each for each in examples(page) if each.section == section] for section in SECTIONS}
    for section in ("Bad", "Good"):
        given = {example.format for example in found[section]}
        yield from (f"{section} has no example for {format}" for format in FORMATS if format in named - given)
        yield from (f"{section} has an example for {format}, which is not named" for format in given - named)
    if unknown and not found["Unknown"]:
        yield "there is no example under Unknown"
