"""What the words of a suppression mean: rules, and a day."""

from __future__ import annotations

import re

from ecslint.engine.registry import UnknownCode, matching
from ecslint.engine.rule import Rule
from ecslint.engine.suppression.ignore import Ignore, Word

_day = re.compile(r"\d{4}-\d\d-\d\d").fullmatch


def understand(ignore: Ignore, catalogue: list[Rule]) -> None:
    """Find the rules that a suppression is about, and a fault in the day on which it ends."""
    for word in ignore.words:
        if not word.codes:
            _find(word, catalogue)
    until = ignore.suppression.until
    if until and not ignore.fault and not is_day(until):
        ignore.fault = f"'{until}' is no day; write until=2027-01-31"


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as 2027-01-31."""
    from datetime import date

    try:
        return _day(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _find(word: Word, catalogue: list[Rule]) -> None:
    try:
        word.codes = frozenset(rule.code for rule in matching(catalogue, word.text))
    except UnknownCode as unknown:
        word.nearest = unknown.suggestion
