"""Classes of characters in patterns, as ranges of code points."""

from __future__ import annotations

from functools import lru_cache


class BadPattern(Exception):
    """RE2 refuses the pattern."""


class ForeignPattern(Exception):
    """What the pattern means is not known here."""


LAST = 0x10FFFF
Ranges = list[tuple[int, int]]

CLASSES: dict[str, Ranges] = {
    "alnum": [(48, 57), (65, 90), (97, 122)],
    "alpha": [(65, 90), (97, 122)],
    "ascii": [(0, 127)],
    "blank": [(9, 9), (32, 32)],
    "cntrl": [(0, 31), (127, 127)],
    "digit": [(48, 57)],
    "graph": [(33, 126)],
    "lower": [(97, 122)],
    "print": [(32, 126)],
    "punct": [(33, 47), (58, 64), (91, 96), (123, 126)],
    "space": [(9, 13), (32, 32)],
    "upper": [(65, 90)],
    "word": [(48, 57), (65, 90), (95, 95), (97, 122)],
    "xdigit": [(48, 57), (65, 70), (97, 102)],
}
SHORT: dict[str, Ranges] = {
    "d": CLASSES["digit"],
    "w": CLASSES["word"],
    "s": [(9, 10), (12, 13), (32, 32)],
}


def complement(ranges: Ranges) -> Ranges:
    made, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            made.append((start, low - 1))
        start = max(start, high + 1)
    return [*made, (start, LAST)] if start <= LAST else made


def written(ranges: Ranges, negated: bool = False) -> str:
    pieces = (f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
    return "[" + "^" * negated + "".join(pieces) + "]"


@lru_cache(maxsize=32)
def category(name: str) -> Ranges:
    """The characters of a general category."""
    import unicodedata

    if name == "Any":
        return [(0, LAST)]
    if len(name) > 2:
        raise ForeignPattern
    ranges: Ranges = []
    for code in range(LAST + 1):
        if unicodedata.category(chr(code)).startswith(name):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    if not ranges:
        raise BadPattern("there is no such class of characters")
    return ranges
