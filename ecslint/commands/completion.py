"""What a shell offers for a value that is being typed."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.commands.options import Option

Offer = Callable[[str], list[tuple[str, str]]]
"""From what is typed so far to words that could be meant, each with what it means."""


def of(option: Option) -> Offer | None:
    """What is offered for an option; None leaves it to the shell, which offers files."""
    if option.choices:
        return lambda incomplete: [(word, "") for word in option.choices if word.startswith(incomplete)]
    return _rules if option.metavar.startswith("CODE") else None


def _rules(incomplete: str) -> list[tuple[str, str]]:
    """Rules by code, or by name; of a list with commas the last."""
    from ecslint.engine.registry import load_rules

    before, comma, word = incomplete.rpartition(",")
    rules = load_rules()
    names = [(name, rule.summary) for rule in rules for name in (rule.code, rule.name)]
    found = [(name, summary) for name, summary in names if name.startswith(word)]
    codes = [(name, summary) for name, summary in found if name.isupper()]
    return [(before + comma + name, summary) for name, summary in codes or found]
