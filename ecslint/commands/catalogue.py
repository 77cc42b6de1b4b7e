"""The rules that there are: ecslint's, and those of directories that the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.commands import refused
from ecslint.commands.options import Options, words

if TYPE_CHECKING:
    from ecslint.engine.rule import Rule


class CatalogueOptions(Options):
    """Which rules there are."""

    __slots__ = ()

    rules: tuple[str, ...] = words(
        "DIR", "Rules of your own too: a directory of folders with modules and pages. Repeatable."
    )


def catalogue(options: CatalogueOptions) -> list[Rule]:
    """All rules that there are. Raises UsageError."""
    from ecslint.engine.registry import load_rules

    rules = load_rules()
    if not options.rules:
        return rules
    from ecslint.engine.own_rules import with_own
    from ecslint.refusal import Refusal

    try:
        return with_own(rules, options.rules)
    except Refusal as refusal:
        raise refused(refusal) from refusal
