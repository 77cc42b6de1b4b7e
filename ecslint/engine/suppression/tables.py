"""The edits that take entries, and codes of them, out of the `suppress` tables of a configuration file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from ecslint.engine.suppression.edits import Edit, edited, whole_lines
from ecslint.engine.suppression.ignore import Path
from ecslint.engine.suppression.pruning import Part, in_brackets, without
from ecslint.source import Source
from ecslint.toml_text import ITEM, VALUE, Keys, Statement, statements, value
from ecslint.value import Mapping, Sequence

_SHARED = "pyproject.toml"
_SUPPRESS = "suppress"


def prune_tables(source: Source, paths: Iterable[Path]) -> list[Edit] | None:
    """The edits that take away what the paths lead to, from the array of entries on.

    None where that cannot be done so that the file says everything else as before.
    """
    import tomllib

    prefix = ("tool", "ecslint") if os.path.basename(source.path) == _SHARED else ()
    suppress = (*prefix, _SUPPRESS)
    gone = set(paths)
    every = list(statements(source.text))
    edits = [*_of_tables(source, every, suppress, gone), *_of_arrays(source, every, suppress, gone)]
    try:
        left = tomllib.loads(edited(source.text, edits))
    except tomllib.TOMLDecodeError:
        return None
    wanted = without(tomllib.loads(source.text), {(*suppress, *path) for path in gone})
    return edits if _without_empty(left, suppress) == _without_empty(wanted, suppress) else None


def _of_tables(source: Source, every: list[Statement], suppress: Keys, gone: set[Path]) -> Iterator[Edit]:
    """Where each entry has a header of its own."""
    headers = [at for at, each in enumerate(every) if each.kind == ITEM and each.path == suppress]
    for number, at in enumerate(headers):
        last = at
        while last + 1 < len(every) and every[last + 1].kind == VALUE:
            last += 1
        if (number,) in gone:
            yield whole_lines(source.text, every[at].start, every[last].end)
            continue
        for each in every[at + 1 : last + 1]:
            if each.path == (*suppress, "code"):
                yield from _codes(source, value(source, each), number, gone)


def _of_arrays(source: Source, every: list[Statement], suppress: Keys, gone: set[Path]) -> Iterator[Edit]:
    """Where the entries are tables in brackets."""
    for each in every:
        if each.kind != VALUE or each.path != suppress:
            continue
        entries = value(source, each)
        items = entries.items if isinstance(entries, Sequence) else ()
        if all((number,) in gone for number in range(len(items))):
            yield whole_lines(source.text, each.start, each.end)
            return
        parts = [Part(number, item.span.start, item.span.end) for number, item in enumerate(items)]
        yield from in_brackets(source.text, parts, {path[0] for path in gone if len(path) == 1})
        for number, item in enumerate(items):
            if isinstance(item, Mapping) and (number,) not in gone:
                yield from _codes(source, item.items.get("code"), number, gone)


def _codes(source: Source, codes: Any, number: int, gone: set[Path]) -> Iterator[Edit]:
    items = codes.items if isinstance(codes, Sequence) else ()
    parts = [Part(at, item.span.start, item.span.end) for at, item in enumerate(items)]
    yield from in_brackets(
        source.text, parts, {path[2] for path in gone if len(path) == 3 and path[0] == number}
    )


def _without_empty(content: dict[str, Any], path: Keys) -> dict[str, Any]:
    """The content without the tables on the way to the entries in which there is nothing."""
    key, rest = path[0], path[1:]
    if rest and isinstance(content.get(key), dict):
        _without_empty(content[key], rest)
    if content.get(key) in ({}, []):
        del content[key]
    return content
