"""The store: what was found out about units, in one file for each working directory.

A file that is truncated, corrupt or of another version counts for nothing. It is written whole, beside
its place, and moved there, so that runs at the same time can lose each other's results and nothing else.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

from ecslint import facts
from ecslint.cache.answers import Answers
from ecslint.cache.record import Record
from ecslint.unit import Unit

MOST_BYTES = 256 * 1024 * 1024
"""What all files together may have; beyond it those go that were not used for the longest time."""

_MOST_IN_FILE = 48 * 1024 * 1024
_DAY = 24 * 60 * 60
_KEPT_DAYS = 14


class Store:
    """The records of a working directory.

    `version` is that of everything that makes them. They are read when one is first asked for.
    """

    def __init__(self, directory: str, version: str, now: Callable[[], float] = time.time) -> None:
        self._directory = directory
        self._version = version
        self._today = int(now() // _DAY)
        self._path = os.path.join(directory, f"{facts.digest(os.fsencode(os.getcwd()))}.json")
        self._facts: list[tuple[facts.Fact, str]] = []
        self._units: dict[str, dict[str, Any]] | None = None
        self._new: dict[str, tuple[Record, facts.Facts]] = {}
        self._answers = Answers()

    def get(self, unit: Unit) -> tuple[Record, facts.Facts] | None:
        """What was kept of a unit, and what it rests on; None when there is nothing that still holds."""
        if self._units is None:
            self._units = self._read()
        known = self._units.get(_key(unit))
        if known is None:
            return None
        asked = [self._facts[number] for number in known["facts"]]
        if not self._answers.hold(asked):
            return None
        known["day"] = self._today
        return known["record"], dict(asked)

    def put(self, unit: Unit, record: Record, seen: facts.Facts) -> None:
        """Keep a record, unless nobody can tell whether what it rests on still holds."""
        if not any(what == facts.UNSURE for what, _ in seen):
            self._new[_key(unit)] = record, seen

    def save(self) -> None:
        """Write down what is new; where that is not possible, nothing is kept."""
        if not self._new:
            return
        try:
            os.makedirs(self._directory, mode=0o700, exist_ok=True)
            self._write(self._content())
            _evict(self._directory, self._path)
        except OSError:
            return

    def _content(self) -> str:
        numbers: dict[tuple[facts.Fact, str], int] = {}
        units: dict[str, dict[str, Any]] = {}

        def numbered(asked: list[tuple[facts.Fact, str]]) -> list[int]:
            return [numbers.setdefault(each, len(numbers)) for each in asked]

        room = _MOST_IN_FILE
        for key, (record, seen) in self._new.items():
            units[key] = {"facts": numbered(list(seen.items())), "day": self._today, "record": record}
            room -= len(json.dumps(record))
        for key, unit in sorted((self._units or {}).items(), key=lambda item: -item[1]["day"]):
            if key in units or self._today - unit["day"] > _KEPT_DAYS:
                continue
            room -= len(json.dumps(unit["record"]))
            if room < 0:
                break
            units[key] = {**unit, "facts": numbered([self._facts[number] for number in unit["facts"]])}
        asked = [[what, path, answer] for (what, path), answer in numbers]
        return json.dumps({"version": self._version, "facts": asked, "units": units})

    def _write(self, content: str) -> None:
        data = content.encode("utf-8", "surrogatepass")
        temporary = f"{self._path}.{os.urandom(6).hex()}.tmp"
        try:
            with open(temporary, "xb") as stream:
                stream.write(facts.digest(data).encode() + b"\n" + data)
            os.replace(temporary, self._path)
        except BaseException:
            if os.path.exists(temporary):
                os.remove(temporary)
            raise

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            if not os.path.isfile(self._path):  # a pipe would be waited for
                return {}
            with open(self._path, "rb") as stream:
                digest, _, data = stream.read(2 * _MOST_IN_FILE).partition(b"\n")
            if digest.decode("ascii", "replace") != facts.digest(data):
                return {}
            content = json.loads(data.decode("utf-8", "surrogatepass"))
            if content["version"] != self._version:
                return {}
            self._facts = [((what, path), answer) for what, path, answer in content["facts"]]
            known = range(len(self._facts))
            return {key: unit for key, unit in content["units"].items() if _is_unit(unit, known)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}


def _is_unit(unit: Any, known: range) -> bool:
    """Whether something is what is kept of a unit, and rests on known facts."""
    return (
        isinstance(unit["day"], int)
        and isinstance(unit["record"], dict)
        and all(isinstance(number, int) and number in known for number in unit["facts"])
    )


def _key(unit: Unit) -> str:
    return facts.digest("\0".join((unit.name, unit.key, *unit.paths)).encode("utf-8", "surrogatepass"))


def _evict(directory: str, own: str) -> None:
    """Remove the files that were not used for the longest time, and what broken runs have left."""
    with os.scandir(directory) as entries:
        found = sorted(
            ((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in entries), reverse=True
        )
    total = 0
    newest = found[0][0] if found else 0.0
    for modified, size, path in found:
        total += size
        is_left = path.endswith(".tmp") and newest - modified > _DAY
        if path != own and (is_left or (path.endswith(".json") and total > MOST_BYTES)):
            os.remove(path)
