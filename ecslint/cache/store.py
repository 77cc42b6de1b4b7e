"""The store: what was found out in a working directory, kept in one file until it holds no more.

A file that is truncated, corrupt or of another version counts for nothing. It is written whole, so
that runs at the same time can lose each other's results and nothing else.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

from ecslint import facts
from ecslint.cache import file
from ecslint.cache.answers import Answers
from ecslint.cache.file import Asked, Content, Entry
from ecslint.cache.places import path_in

MOST_BYTES = 256 * 1024 * 1024
"""What all files together may have; beyond it those go that were not used for the longest time."""

_DAY = 24 * 60 * 60
_KEPT_DAYS = 14


class Store:
    """What is known of a working directory: plain data by keys, and what each rests on.

    `version` gives that of everything that makes it. The file is read when something is first asked for.
    """

    def __init__(
        self, directory: str, version: Callable[[], str], now: Callable[[], float] = time.time
    ) -> None:
        self._directory = directory
        self._version = version
        self._today = int(now() // _DAY)
        self._path = path_in(directory)
        self._content: Content | None = None
        self._new: dict[str, tuple[Any, facts.Facts]] = {}
        self._answers = Answers()

    def get(self, key: str) -> tuple[Any, facts.Facts] | None:
        """What was kept by a key, and what it rests on; None when there is nothing that still holds."""
        content, short = self._known(), _short(key)
        entry = content.entries.get(short)
        if entry is None:
            return None
        asked = [content.facts[number] for number in entry.facts]
        if not self._answers.hold(asked):
            return None
        try:
            value = json.loads(entry.text)
        except (ValueError, RecursionError):
            return None
        content.entries[short] = entry._replace(day=self._today)
        return value, dict(asked)

    def put(self, key: str, value: Any, seen: facts.Facts) -> None:
        """Keep plain data, unless nobody can tell whether what it rests on still holds."""
        if not any(what == facts.UNSURE for what, _ in seen):
            self._new[_short(key)] = value, seen

    def save(self) -> None:
        """Write down what is new; where that is not possible, nothing is kept."""
        if not self._new:
            return
        try:
            os.makedirs(self._directory, mode=0o700, exist_ok=True)
            file.write(self._path, self._version(), self._next())
            _evict(self._directory, self._path)
        except OSError:
            return

    def _known(self) -> Content:
        if self._content is None:
            self._content = file.read(self._path, self._version)
        return self._content

    def _next(self) -> Content:
        """What is new, and as much of what was known as there is room for."""
        known = self._known()
        numbers: dict[Asked, int] = {}

        def numbered(asked: list[Asked]) -> list[int]:
            return [numbers.setdefault(each, len(numbers)) for each in asked]

        entries = {
            key: Entry(self._today, numbered(list(seen.items())), json.dumps(value))
            for key, (value, seen) in self._new.items()
        }
        room = file.MOST_BYTES - sum(len(entry.text) for entry in entries.values())
        for key, entry in sorted(known.entries.items(), key=lambda item: -item[1].day):
            if key in entries or self._today - entry.day > _KEPT_DAYS:
                continue
            room -= len(entry.text)
            if room < 0:
                break
            entries[key] = entry._replace(facts=numbered([known.facts[number] for number in entry.facts]))
        return Content(list(numbers), entries)


def _short(key: str) -> str:
    return facts.digest(key.encode("utf-8", "surrogatepass"))


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
