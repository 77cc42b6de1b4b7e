"""`ecslint explain`: the page of a rule, to be read in a terminal."""

from __future__ import annotations

import os

from ecslint.commands import CLEAN, UsageError, unknown_rule
from ecslint.commands.output import write
from ecslint.engine.registry import UnknownCode, load_rules, matching
from ecslint.report.markdown import plain


def explain(word: str) -> int:
    """Print the page of the rule with this code or name; the exit status."""
    try:
        rule, *more = matching(load_rules(), word)
    except UnknownCode as unknown:
        raise unknown_rule(unknown.text, unknown.suggestion) from unknown
    if more:
        raise UsageError(f"'{word}' means {len(more) + 1} rules", "ecslint rules lists their codes")
    if not os.path.exists(rule.page):
        write(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.summary}\n")
        return CLEAN
    with open(rule.page, encoding="utf-8") as stream:
        write(plain(stream.read()))
    return CLEAN
