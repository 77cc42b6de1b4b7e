"""Functions of points in time, written as RFC 3339."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.hcl.functions.registry import Context, Refused, Undecided, function

if TYPE_CHECKING:
    from datetime import datetime

_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)")


def _time(text: str) -> tuple[datetime, int]:
    """A point in time, and the nanoseconds of its second."""
    from datetime import datetime

    found = _RFC3339.fullmatch(text)
    if found is None:
        raise Refused(f'"{text}" is no time in RFC 3339')
    zone = "+00:00" if found[3] == "Z" else found[3]
    try:
        time = datetime.fromisoformat(found[1] + zone)
    except ValueError as error:
        if found[1].startswith("0000") or found[1][17:19] == "60":
            raise Undecided("the time is out of range") from error
        raise Refused(f'"{text}" is no time in RFC 3339') from error
    return time, int((found[2] or "0")[:9].ljust(9, "0"))


def _offset(time: datetime) -> str:
    text = time.strftime("%z")
    return "Z" if text == "+0000" else f"{text[:3]}:{text[3:]}"


@function("string", "string", returns="string")
def timeadd(context: Context, text: str, duration: str) -> str:
    from datetime import timedelta

    time, fraction = _time(text)
    seconds, _ = divmod(fraction + _nanoseconds(duration), 10**9)
    try:
        moved = time + timedelta(seconds=seconds)
    except OverflowError as error:
        raise Undecided("the time is out of range") from error
    return f"{moved.year:04}{moved.strftime('-%m-%dT%H:%M:%S')}{_offset(moved)}"


def _nanoseconds(duration: str) -> int:
    sign = -1 if duration.startswith("-") else 1
    amounts = duration[1:] if duration[:1] in ("+", "-") else duration
    if amounts == "0":
        return 0
    found = list(_DURATION.finditer(amounts))
    if not found or "".join(part[0] for part in found) != amounts:
        raise Refused(f'"{duration}" is no duration')
    total = sum(int(Decimal(part[1]) * _UNITS[part[2]]) for part in found)
    if total >= 1 << 63:
        raise Refused(f'"{duration}" is too long')
    return sign * total


@function("string", "string", returns="number")
def timecmp(context: Context, left: str, right: str) -> int:
    first, second = _time(left), _time(right)
    return (first > second) - (first < second)


@function("string", "string", returns="string")
def formatdate(context: Context, template: str, text: str) -> str:
    time, _ = _time(text)
    made = []
    for piece in re.finditer(r"''|'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'", template):
        if piece[0] == "'":
            raise Refused("the quotation mark is not closed")
        if piece[1] is not None:
            made.append(piece[1].replace("''", "'"))
        elif piece[2]:
            made.append(_dated(time, piece[0]))
        else:
            made.append("'" if piece[0] == "''" else piece[0])
    return "".join(made)


def _dated(time: datetime, verb: str) -> str:
    months = "January February March April May June July August September October November December".split()
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    month, day = months[time.month - 1], days[time.weekday()]
    half = time.hour % 12 or 12
    noon = "AM" if time.hour < 12 else "PM"
    texts = {
        "YYYY": f"{time.year:04}",
        "YY": f"{time.year % 100:02}",
        "MMMM": month,
        "MMM": month[:3],
        "MM": f"{time.month:02}",
        "M": f"{time.month}",
        "DD": f"{time.day:02}",
        "D": f"{time.day}",
        "EEEE": day,
        "EEE": day[:3],
        "hh": f"{time.hour:02}",
        "h": f"{time.hour}",
        "HH": f"{half:02}",
        "H": f"{half}",
        "AA": noon,
        "aa": noon.lower(),
        "mm": f"{time.minute:02}",
        "m": f"{time.minute}",
        "ss": f"{time.second:02}",
        "s": f"{time.second}",
        "ZZZZZ": time.strftime("%z")[:3] + ":" + time.strftime("%z")[3:],
        "ZZZZ": time.strftime("%z"),
        "Z": _offset(time),
    }
    if verb == "ZZZ":
        return "UTC" if _offset(time) == "Z" else texts["ZZZZ"]
    if verb not in texts:
        raise Refused(f'"{verb}" is no part of a date')
    return texts[verb]
