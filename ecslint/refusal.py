"""Refusal: a person asked for something, or configured it, that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterable


class Refusal(Exception):
    """The run cannot start as it was asked for: exit status 2.

    `word` may be a misspelling of one of `words`; `help` says what to do where it is none.
    """

    def __init__(self, message: str, help: str = "", word: str = "", words: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.help = help
        self.word = word
        self.words = tuple(words)
