"""`ecslint explain`: the pages of rules, to be read in a terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ecslint.commands import CLEAN, UsageError, options, unknown_rule
from ecslint.commands.catalogue import CatalogueOptions, catalogue
from ecslint.commands.output import COLORS, wants_color
from ecslint.commands.pager import show
from ecslint.engine.registry import UnknownCode, matching
from ecslint.report.markdown import plain
from ecslint.report.style import Style

if TYPE_CHECKING:
    from ecslint.engine.rule import Rule


class Options(CatalogueOptions):
    """What `ecslint explain` can be told."""

    __slots__ = ()

    codes: tuple[str, ...] = options.arguments(
        "CODE|NAME...", "Rules: ECS201, awsvpc-instance-target.", required=True
    )
    color: str = options.choice(COLORS, "Whether to colour; auto: on a terminal.")
    no_pager: bool = options.flag("Print long pages at once, not through the program that PAGER names.")


def run(given: Options) -> int:
    """Explain rules: what each finds, why that fails, and what to write instead."""
    rules = catalogue(given)
    style = Style(wants_color(given.color))
    pages = [_page(_rule(rules, word), style) for word in given.codes]
    show("\n\n".join(pages), paged=not given.no_pager)
    return CLEAN


def _rule(rules: list[Rule], word: str) -> Rule:
    try:
        rule, *more = matching(rules, word)
    except UnknownCode as unknown:
        raise unknown_rule(unknown.text, unknown.suggestion) from unknown
    if more:
        raise UsageError(f"'{word}' means {len(more) + 1} rules", "ecslint rules lists their codes")
    return rule


def _page(rule: Rule, style: Style) -> str:
    if not os.path.exists(rule.page):
        return f"{style.bold(f'{rule.code} {rule.name}')} ({rule.severity})\n\n{rule.summary}\n"
    with open(rule.page, encoding="utf-8") as stream:
        return plain(stream.read(), style)
