"""Functions of points in time, written as RFC 3339."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.hcl.functions.registry import Context, Refused, Undecided, function

if TYPE_CHECKING:
    from datetime import datetime

_UNITS = {"h": 3600, "m": 60, "s": 1}


def _time(text: str) -> datetime:
    from datetime import datetime

    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text):
        raise (
            Undecided("the time is not understood")
            if "." in text
            else Refused(f'"{text}" is no time in RFC 3339')
        )
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise Refused(f'"{text}" is no time in RFC 3339') from error


def _offset(time: datetime) -> str:
    text = time.strftime("%z")
    return "Z" if text == "+0000" else f"{text[:3]}:{text[3:]}"


@function("string", "string", returns="string")
def timeadd(context: Context, text: str, duration: str) -> str:
    from datetime import timedelta

    time = _time(text)
    if not re.fullmatch(r"[-+]?(\d+[hms])+", duration):
        raise Undecided("the duration is not evaluated")
    seconds = sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"(\d+)([hms])", duration))
    try:
        moved = time + timedelta(seconds=-seconds if duration.startswith("-") else seconds)
    except OverflowError as error:
        raise Undecided("the time is out of range") from error
    return moved.strftime("%Y-%m-%dT%H:%M:%S") + _offset(moved)


@function("string", "string", returns="number")
def timecmp(context: Context, left: str, right: str) -> int:
    first, second = _time(left), _time(right)
    return (first > second) - (first < second)


@function("string", "string", returns="string")
def formatdate(context: Context, template: str, text: str) -> str:
    time = _time(text)
    made = []
    for piece in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+", template):
        if piece[1] is not None:
            made.append(piece[1].replace("''", "'"))
        elif piece[2]:
            made.append(_dated(time, piece[0]))
        else:
            made.append(piece[0])
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
