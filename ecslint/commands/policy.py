"""What a run has to know about suppressions: entries of configuration files, the day, what it saw."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ecslint.commands import UsageError, refused, unknown_rule
from ecslint.engine import registry
from ecslint.engine.suppression.suppressions import Policy
from ecslint.refusal import Refusal

if TYPE_CHECKING:
    from ecslint.config import Configuration
    from ecslint.engine.rule import Rule
    from ecslint.engine.suppression.ignore import Ignore
    from ecslint.resource import Stack
    from ecslint.stack import Discovery


def configuration_of(discovery: Discovery, stack: Stack) -> Configuration | None:
    """The configuration file that counts for a stack. Raises UsageError."""
    try:
        return discovery.configuration(stack)
    except Refusal as refusal:
        raise refused(refusal) from refusal


def policy(discovery: Discovery, catalogue: list[Rule], is_part: bool = False) -> Policy:
    """The policy of a run over what was found, or a part of it, all rules that there are being known."""

    def entries(stack: Stack) -> Iterable[Ignore]:
        configuration = configuration_of(discovery, stack)
        found = () if configuration is None else configuration.suppressions
        for entry in found:
            for word in entry.words:
                _require_rule(catalogue, word.text, entry.suppression.span.source.path)
        return found

    return Policy(catalogue, entries, today, discovery.saw_all, is_part)


def today() -> str:
    """The day on which ecslint is run."""
    return time.strftime("%Y-%m-%d")


def _require_rule(catalogue: list[Rule], word: str, path: str) -> None:
    try:
        registry.matching(catalogue, word)
    except registry.UnknownCode as unknown:
        refusal = unknown_rule(unknown.text, unknown.suggestion)
        raise UsageError(f"{path}: suppress: {refusal}", refusal.help) from unknown
