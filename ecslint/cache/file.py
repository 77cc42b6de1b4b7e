"""A file of the cache: facts about files, and entries of JSON that rest on them.

Its first line is a digest of the rest, the second has the facts and what is to be known of each entry;
the values of the entries follow, a line each. Who needs a few of them parses no others, and who keeps
them copies them as they are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ecslint import facts

MOST_BYTES = 48 * 1024 * 1024
"""What the entries of a file together may have."""

Asked = tuple[facts.Fact, str]
"""A fact, and the answer."""


class Entry(NamedTuple):
    """When an entry was last used, in days; the numbers of the facts that it rests on; its value."""

    day: int
    facts: list[int]
    text: str


class Content(NamedTuple):
    """What a file has: facts, to which entries refer by number, and entries by their keys."""

    facts: list[Asked]
    entries: dict[str, Entry]


def read(path: str, version: Callable[[], str]) -> Content:
    """What a file has; nothing if it is not there, not whole, or not of this version."""
    nothing = Content([], {})
    try:
        if not os.path.isfile(path):  # a pipe would be waited for
            return nothing
        with open(path, "rb") as stream:
            digest, _, data = stream.read(2 * MOST_BYTES).partition(b"\n")
        if digest.decode("ascii", "replace") != facts.digest(data):
            return nothing
        head, *texts = data.decode("utf-8", "surrogatepass").split("\n")
        content = json.loads(head)
        if content["version"] != version():
            return nothing
        asked = [((what, path), answer) for what, path, answer in content["facts"]]
        entries = {
            key: Entry(day, numbers, text)
            for (key, day, numbers), text in zip(content["entries"], texts, strict=True)
        }
        return Content(asked, entries) if _refer(entries.values(), range(len(asked))) else nothing
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return nothing


def _refer(entries: Iterable[Entry], known: range) -> bool:
    """Whether entries are what they should be, and rest on known facts."""
    return all(
        isinstance(entry.day, int)
        and all(isinstance(number, int) and number in known for number in entry.facts)
        for entry in entries
    )


def write(path: str, version: str, content: Content) -> None:
    """Write a file beside its place and move it there. Raises OSError."""
    head = {
        "version": version,
        "facts": [[what, path, answer] for (what, path), answer in content.facts],
        "entries": [[key, entry.day, entry.facts] for key, entry in content.entries.items()],
    }
    lines = [json.dumps(head), *(entry.text for entry in content.entries.values())]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    temporary = f"{path}.{os.urandom(6).hex()}.tmp"
    try:
        with open(temporary, "xb") as stream:
            stream.write(facts.digest(data).encode() + b"\n" + data)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise
