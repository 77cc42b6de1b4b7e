"""The commands: one module each, imported when it is run."""

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


def require_choice(option: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise UsageError for a value that the option does not have."""
    if value not in choices:
        raise UsageError(
            f"{option} cannot be '{value}'",
            did_you_mean(value, choices) or f"choose one of {', '.join(choices)}",
        )


def unknown_rule(word: str, suggestion: str) -> UsageError:
    """The refusal of a word that names no rule."""
    help = f"did you mean '{suggestion}'?" if suggestion else "ecslint rules lists all of them"
    return UsageError(f"there is no rule '{word}'", help)
