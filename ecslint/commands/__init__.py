"""The commands: one module each, with the options (`Options`) and what it does (`run`)."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.refusal import Refusal

COMMANDS = (
    "check",
    "show",
    "explain",
    "rules",
    "merge",
    "baseline",
    "add-ignores",
    "remove-ignores",
    "config",
    "init",
    "test-rules",
)

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


def refused(refusal: Refusal) -> UsageError:
    """What is said of a configuration that cannot be meant."""
    nearest = did_you_mean(refusal.word, refusal.words) if refusal.word else ""
    return UsageError(str(refusal), nearest or refusal.help)


def unknown_rule(word: str, suggestion: str) -> UsageError:
    """The refusal of a word that names no rule."""
    # Another number is another rule; of a code only the letters can be mistyped.
    is_near = [*filter(str.isdigit, word)] == [*filter(str.isdigit, suggestion)] and suggestion
    help = f"did you mean '{suggestion}'?" if is_near else "ecslint rules lists all of them"
    letters = word.upper().rstrip("0123456789")
    is_code = len(word) - len(letters) == 3 and 2 <= len(letters) <= 10 and letters.isalpha()
    if is_code and sorted(letters) != sorted("ECS"):
        help = "rules of your own are there with --rules DIR"
    return UsageError(f"there is no rule '{word}'", help)
