"""Functions of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ecslint.hcl.character_classes import BadPattern, ForeignPattern
from ecslint.hcl.conditions import alternatives, equals
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, prepare, to_value
from ecslint.hcl.functions.words import words
from ecslint.hcl.re2 import Pattern, translated
from ecslint.hcl.types import STRING, Null, Type, with_element
from ecslint.hcl.weight import LONGEST_TEXT
from ecslint.value import Failure, Unknown, Value

_LONGEST = 20_000
_LONGEST_NESTED = 16
_MOST_STEPS = 10**9


def _pattern(pattern: str, text: str) -> Pattern:
    """A pattern that can be matched with a text in little time.

    Python tries one way after the other, RE2 all at once: what could take long here is left undecided,
    and so are repetitions of what varies itself, of which the groups differ as well.
    """
    try:
        made = translated(pattern)
    except BadPattern as error:
        raise Refused(str(error)) from error
    except ForeignPattern as error:
        raise Undecided("the pattern is not evaluated") from error
    if len(set(made.names) & {None}) and any(made.names):
        raise Refused("the pattern mixes named and unnamed groups")
    longest = _LONGEST_NESTED if made.nested else _LONGEST
    if len(text) > longest or max(len(text), 2) ** made.loops > _MOST_STEPS:
        raise Undecided("the pattern could take too long to match")
    if made.hollow and made.names:
        raise Undecided("the groups of the pattern are not evaluated")
    return made


def _matches(pattern: Pattern, text: str) -> Iterator[re.Match[str]]:
    """All matches; an empty one does not follow another match directly."""
    at, last = 0, -1
    while at <= len(text):
        found = pattern.compiled.search(text, at)
        if found is None:
            return
        if found.end() == at:
            at += 1
            if found.start() != last:
                yield found
        else:
            at = found.end()
            yield found
        last = found.end()


def _groups(context: Context, pattern: Pattern, found: re.Match[str]) -> Any:
    if not pattern.names:
        return found[0]
    texts = [Null(STRING, context.span) if text is None else text for text in found.groups()]
    if pattern.names[0] is None:
        return tuple(texts)
    return {str(name): text for name, text in zip(pattern.names, texts, strict=True)}


@function("string", "value", split="deep")
def regex(context: Context, pattern: str, value: Value) -> Any:
    if isinstance(value, Unknown):
        message = "regex: the pattern matches nothing"
        return _by_words(context, pattern, value, _found, Failure(message, context.span, value.via))
    return _found(context, pattern, prepare(value, "string"))


def _found(context: Context, pattern: str, text: str) -> Any:
    compiled = _pattern(pattern, text)
    found = compiled.compiled.search(text)
    if found is None:
        raise Refused("the pattern matches nothing")
    return _groups(context, compiled, found)


@function("string", "value", returns="list", split="deep")
def regexall(context: Context, pattern: str, value: Value) -> Any:
    if isinstance(value, Unknown):
        return _by_words(context, pattern, value, _all_found, _all_found(context, pattern, "", most=0))
    return _all_found(context, pattern, prepare(value, "string"))


def _all_found(context: Context, pattern: str, text: str, most: int | None = None) -> Value:
    compiled = _pattern(pattern, text)
    found = [_groups(context, compiled, match) for match in islice(_matches(compiled, text), most)]
    return with_element(to_value(found, context.span), _type(compiled))


def _by_words(
    context: Context, pattern: str, value: Unknown, match: Callable[[Context, str, str], Any], none: Value
) -> Value:
    """What a match gives for each text that the pattern matches, and `none` for all others."""
    known = words(pattern) if value.identity and value.type in ("", "string") else []
    if not known:
        raise Undecided
    result = none
    for word in reversed(known):
        is_it = equals(value.identity, word, value.domain)
        matched = to_value(match(context, pattern, word), context.span)
        result = alternatives(is_it, matched, result, context.span)
    return result


def _type(pattern: Pattern) -> Type:
    """What a match is: the whole text, or its groups."""
    if not pattern.names:
        return STRING
    if pattern.names[0] is None:
        return Type("tuple", items=(STRING,) * len(pattern.names))
    names = sorted({str(name) for name in pattern.names})
    return Type("object", attributes=tuple((name, STRING) for name in names))


@function("string", "string", "string", returns="string")
def replace(context: Context, text: str, wanted: str, replacement: str) -> str:
    if len(text) * (len(replacement) + 1) > LONGEST_TEXT:
        raise Undecided("the text is too long to evaluate")
    if len(wanted) < 2 or not (wanted.startswith("/") and wanted.endswith("/")):
        return text.replace(wanted, replacement)
    pattern = _pattern_to_replace(wanted[1:-1], text)
    made, at = [], 0
    for found in _matches(pattern, text):
        made += [text[at : found.start()], _expanded(pattern, found, replacement)]
        at = found.end()
    return "".join([*made, text[at:]])


def _pattern_to_replace(pattern: str, text: str) -> Pattern:
    """As for regex, but groups may be named in part."""
    try:
        names = translated(pattern).names
    except (BadPattern, ForeignPattern):
        names = []
    if any(names) and None in names:
        raise Undecided("the pattern mixes named and unnamed groups")
    return _pattern(pattern, text)


def _expanded(pattern: Pattern, found: re.Match[str], template: str) -> str:
    """Go's expansion: `$1x` is the group named 1x, `${1}x` the first group and an x."""

    def group(reference: re.Match[str]) -> str:
        if reference[0] == "$$":
            return "$"
        key = reference[1] or reference[2]
        if key.isdigit():
            return (found[int(key)] or "") if int(key) <= len(pattern.names) else ""
        return (found[pattern.names.index(key) + 1] or "") if key in pattern.names else ""

    return re.sub(r"\$\$|\$\{(\w+)\}|\$(\w+)", group, template)
