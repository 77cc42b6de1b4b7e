"""The commands: one module each, with the options (`Options`) and what it does (`run`)."""

from __future__ import annotations

from collections.abc import Iterable

COMMANDS = ("check", "show", "explain", "rules")

LIST_FORMATS = ("text", "json")
"""How everything but findings can be printed."""

CLEAN, FINDINGS, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses."""


class UsageError(Exception):
    """The command line asks for something that does not exist; `help` says what does."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The question after a mistyped word, or nothing when no word is near it."""
    from difflib import get_close_matches

    spellings = {known.lower(): known for known in words}
    near = get_close_matches(word.lower(), spellings, n=1)
    return f"did you mean '{spellings[near[0]]}'?" if near else ""


def unknown_rule(word: str, suggestion: str) -> UsageError:
    """The refusal of a word that names no rule."""
    help = f"did you mean '{suggestion}'?" if suggestion else "ecslint rules lists all of them"
    return UsageError(f"there is no rule '{word}'", help)
