"""`ecslint explain`: the page of a rule, to be read in a terminal."""

from __future__ import annotations

import os

from ecslint.commands import CLEAN, UsageError, options, unknown_rule
from ecslint.commands.output import write
from ecslint.engine.registry import UnknownCode, load_rules, matching
from ecslint.report.markdown import plain


class Options(options.Options):
    """What `ecslint explain` can be told."""

    __slots__ = ()

    code: str = options.argument("CODE|NAME", "A rule: ECS201, awsvpc-instance-target.")


def run(given: Options) -> int:
    """Explain a rule: what it finds, why that fails, and what to write instead."""
    word = given.code
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
