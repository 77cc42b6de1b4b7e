"""Pruning: the edits that take members and items out of a YAML or JSON document, and nothing else.

What is left parses to the same document without them, or there are no edits: an anchor that somebody
else uses, say, has to be moved by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ecslint.engine.suppression.edits import Edit, edited, line_end, line_start, whole_lines
from ecslint.engine.suppression.ignore import Path
from ecslint.parsers.cloudformation.document import read
from ecslint.source import Source
from ecslint.value import Known, Mapping, Sequence, Value
from ecslint.yaml_text import Tagged


class Part(NamedTuple):
    """A member or an item of a collection, with its key."""

    key: str | int
    start: int
    end: int


class _Unmovable(Exception):
    """What has no text of its own in the collection that it is a part of."""


def prune(source: Source, paths: Iterable[Path], owner: Callable[[Path], Path]) -> list[Edit] | None:
    """The edits that take away what the paths lead to; None where only a person can do that.

    A collection that is empty then goes as well, unless it is the owner of what a path leads to.
    """
    root, problems = read(source)
    if problems:
        return None
    gone = _with_what_is_empty(root, set(paths), owner)
    by_parent: dict[Path, set[str | int]] = {}
    for path in gone:
        by_parent.setdefault(path[:-1], set()).add(path[-1])
    edits: list[Edit] = []
    try:
        for path, keys in by_parent.items():
            edits += _taken(source.text, _at(root, path), keys)
        left, problems = read(Source(source.path, edited(source.text, edits)))
        is_right = not problems and _plain(left) == without(_plain(root), gone)
    except _Unmovable:
        return None
    return edits if is_right else None


def without(content: Any, paths: Iterable[Path]) -> Any:
    """The content of a document from which what the paths lead to has been taken; it is changed."""
    for *way, last in sorted(paths, key=lambda path: [(isinstance(key, int), key) for key in path])[::-1]:
        holder = content
        for key in way:
            holder = holder[key]
        del holder[last]
    return content


def in_brackets(text: str, parts: list[Part], keys: set[str | int]) -> Iterator[Edit]:
    """The edits that take parts out of brackets: with their commas, and whole lines where they have them."""
    at = 0
    while at < len(parts):
        start = at
        while at < len(parts) and parts[at].key in keys:
            at += 1
        if at > start:
            before = parts[start - 1] if start else None
            after = parts[at] if at < len(parts) else None
            yield from _run(text, before, parts[start].start, parts[at - 1].end, after)
        at += 1


def _run(text: str, before: Part | None, start: int, end: int, after: Part | None) -> Iterator[Edit]:
    """The edits that take parts out which stand next to each other, between others or the brackets."""
    comma = _comma(text, end)
    stop = end if comma is None else comma + 1
    if not text[line_start(text, start) : start].strip() and _ends_line(text, stop):
        yield Edit(line_start(text, start), line_end(text, stop))
        last = None if after or comma is not None or before is None else _comma(text, before.end)
        if last is not None:
            yield Edit(last, last + 1)
    elif after is not None:
        rest = text[end : after.start]
        yield Edit(start, end + rest.index("\n") if "#" in rest and "\n" in rest else after.start)
    elif before is not None and comma is None and "#" not in text[before.end : start]:
        yield Edit(before.end, end)
    else:
        last = None if before is None or comma is not None else _comma(text, before.end)
        if last is not None:
            yield Edit(last, last + 1)
        yield Edit(start, stop)


def _comma(text: str, at: int) -> int | None:
    """Where the comma is that follows, if one does."""
    rest = text[at : at + 1000].lstrip()
    return text.index(",", at) if rest.startswith(",") else None


def _ends_line(text: str, at: int) -> bool:
    """Whether there is nothing more on a line, but for a comment."""
    return text[at : line_end(text, at)].strip()[:1] in ("", "#")


# -- documents -------------------------------------------------------------------------------------


def _with_what_is_empty(root: Value, gone: set[Path], owner: Callable[[Path], Path]) -> set[Path]:
    """The outermost of what has to go for all that is to go."""
    waiting = list(gone)
    while waiting:
        path = waiting.pop()
        parent = path[:-1]
        keys = {(*parent, key) for key in _keys(_at(root, parent))}
        if len(parent) > len(owner(path)) and keys <= gone and parent not in gone:
            gone.add(parent)
            waiting.append(parent)
    return {path for path in gone if not any(path[:length] in gone for length in range(len(path)))}


def _keys(value: Value) -> Iterable[str | int]:
    match value:
        case Mapping(items=members):
            return list(members)
        case Sequence(items=items):
            return range(len(items))
    return ()


def _at(value: Value, path: Path) -> Value:
    for key in path:
        match value, key:
            case Mapping(items=members), str():
                value = members[key]
            case Sequence(items=items), int():
                value = items[key]
    return value


def _taken(text: str, holder: Value, keys: set[str | int]) -> Iterator[Edit]:
    """The edits that take parts out of a collection."""
    parts = sorted(_parts(holder), key=lambda part: part.start)
    if not keys <= {part.key for part in parts}:
        raise _Unmovable
    if text[holder.span.start] in "{[":
        yield from in_brackets(text, parts, keys)
        return
    for part in parts:
        if part.key in keys:
            start = _dash(text, part.start) if isinstance(holder, Sequence) else part.start
            if text[line_start(text, start) : start].strip() or not _ends_line(text, part.end):
                raise _Unmovable
            yield whole_lines(text, start, part.end)


def _parts(holder: Value) -> Iterator[Part]:
    """The parts of a collection that stand in its text; an alias does not."""
    outer = holder.span
    for key in _keys(holder):
        value = _at(holder, (key,))
        named = holder.keys.get(str(key), value.span) if isinstance(holder, Mapping) else value.span
        if outer.start <= named.start <= value.span.end <= outer.end:
            yield Part(key, named.start, value.span.end)


def _dash(text: str, start: int) -> int:
    """Where the dash is before an item of a list."""
    dash = text.rfind("-", 0, start)
    if dash < 0 or text[dash + 1 : start].strip():
        raise _Unmovable
    return dash


def _plain(value: Value) -> Any:
    """What a document says, to be compared."""
    match value:
        case Mapping(items=members, open=None):
            return {key: _plain(member) for key, member in members.items()}
        case Sequence(items=items, open=None):
            return [_plain(item) for item in items]
        case Tagged(tag=tag, content=content):
            return {tag: _plain(content)}
        case Known(value=plain):
            return type(plain).__name__, plain
    raise _Unmovable
