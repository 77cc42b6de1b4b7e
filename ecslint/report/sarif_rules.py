"""The rules of a SARIF report: each with its page as help."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ecslint.engine.finding import ADVICE, ERROR, WARNING
from ecslint.report import links
from ecslint.report.markdown import plain

LEVELS = {ERROR: "error", WARNING: "warning", ADVICE: "note"}
_PROBLEMS = {ERROR: "error", WARNING: "warning", ADVICE: "recommendation"}
_PRECISIONS = {ERROR: "very-high", WARNING: "high", ADVICE: "medium"}
LONGEST = 1024
"""Characters that GitHub takes of a description."""

_EXAMPLES = re.compile(
    r"^## (?:Bad|Good|Unknown)\n.*?(?=^## (?!Bad|Good|Unknown)|\Z)", re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)[^)\s]+(?=\))")


class RulePage(NamedTuple):
    """A rule and its page; without one its summary is all that there is to say."""

    code: str
    name: str
    severity: str
    summary: str
    family: str
    page: str = ""


def descriptors(rules: Iterable[RulePage]) -> list[dict[str, Any]]:
    """The rules as SARIF describes them."""
    return [_descriptor(rule) for rule in rules]


def _descriptor(rule: RulePage) -> dict[str, Any]:
    url = links.page(rule.code, rule.family)
    page = rule.page or f"# {rule.code} {rule.name}\n\n{rule.summary}.\n"
    prose = _EXAMPLES.sub("", page)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _cut(f"{rule.summary}.")},
        "fullDescription": {"text": _cut(f"{rule.summary}. {_description(prose)}".rstrip())},
        "help": {
            "text": plain(prose),
            "markdown": _LINK.sub(lambda link: urljoin(url, link[0]), page),
        },
        **({"helpUri": url} if url else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["ecs", rule.family.replace("_", "-")] if rule.family else ["ecs"],
            "precision": _PRECISIONS[rule.severity],
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _description(prose: str) -> str:
    """What the page says first under its first heading."""
    _, _, section = prose.partition("\n## ")
    paragraphs = plain(section.partition("\n## ")[0].partition("\n")[2]).split("\n\n")
    return " ".join(paragraphs[0].split())


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
