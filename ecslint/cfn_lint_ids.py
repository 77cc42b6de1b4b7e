"""The ids that ecslint's rules have in cfn-lint: ECS201 is E9201, W9201 or I9201 there.

cfn-lint keeps the numbers from 9000 for rules that others bring, and its first letter is the severity.
"""

from __future__ import annotations

from typing import Final

_LETTERS: Final = {"error": "E", "warning": "W", "advice": "I"}
_CODE, _ID = "ECS", "9"


def identifier(code: str, severity: str) -> str:
    """The id in cfn-lint of what a rule reports with this severity."""
    return _LETTERS[severity] + _ID + code.removeprefix(_CODE)


def code(word: str) -> str:
    """The code, or the prefix of codes, that a word of `ignore_checks` means; empty for what is not ours.

    Both spellings are understood, and whatever the severity is: ECS201, E9201, W92.
    """
    if word.startswith(_CODE):
        number = word.removeprefix(_CODE)
    elif word[:1] in _LETTERS.values() and word[1:2] == _ID:
        number = word[2:]
    else:
        return ""
    return _CODE + number if len(number) <= 3 and (not number or number.isdecimal()) else ""
