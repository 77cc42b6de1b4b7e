"""Facts about files: what a part of a run saw on the disk, so as to tell whether it would see the same again.

A fact is a question about a path and the answer. All that decides how configuration is read is asked
through `ecslint.files`, which notes it here.
"""

from __future__ import annotations

import os
from _blake2 import blake2b  # hashlib loads OpenSSL, which takes longer than a small check
from collections.abc import Callable, Hashable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import TypeVar

Fact = tuple[str, str]
"""What was asked, and about which path."""

Facts = dict[Fact, str]
"""The answers."""

CONTENT, KIND, NAMES, REAL, BELOW = "content", "kind", "names", "real", "below"
DOCUMENTS = "documents"
"""All documents below a directory."""
UNSURE = "unsure"
"""That nobody can tell what would be seen."""

_noting: list[Facts] = []
"""The collections that are under way: what is asked belongs to all of them."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def note(what: str, path: str, answer: str) -> None:
    """Note an answer. The first one counts: what changes while it is looked at has no one answer."""
    for facts in _noting:
        known = facts.setdefault((what, path), answer)
        if known != answer:
            facts[UNSURE, path] = ""


def is_noting() -> bool:
    """Whether anybody collects facts."""
    return bool(_noting)


@contextmanager
def collected() -> Iterator[Facts]:
    """What is asked within this block."""
    facts: Facts = {}
    _noting.append(facts)
    try:
        yield facts
    finally:
        _noting.pop()


def again(facts: Facts) -> None:
    """Note facts that were collected earlier."""
    for collection in _noting:
        collection.update(facts)


def once(known: MutableMapping[K, tuple[V, Facts]], key: K, compute: Callable[[], V]) -> V:
    """A value that is computed once; what it rests on is noted for each who asks for it."""
    found = known.get(key)
    if found is None:
        with collected() as facts:
            value = compute()
        known[key] = value, facts
        return value
    again(found[1])
    return found[0]


def digest(data: bytes) -> str:
    """A short text that tells contents apart."""
    return blake2b(data, digest_size=16).hexdigest()


def of_names(names: list[str]) -> str:
    """The answer to what the names in a directory are."""
    return digest(os.fsencode("\0".join(sorted(set(names)))))
