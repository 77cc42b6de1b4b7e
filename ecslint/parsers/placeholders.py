"""Documents that deploy tools fill in: placeholders are holes, the branches of Go templates alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from ecslint.condition import BOOLEAN, Atom, Condition
from ecslint.json_text import JsonError, RepeatedKey, load_json, parse_json
from ecslint.source import Source, Span
from ecslint.value import Absent, Alternatives, Known, Mapping, Sequence, Text, Unknown, Value
from ecslint.yaml_text import Tagged, YamlError, load_yaml

_PLACEHOLDER = r"""
    \{\{(?P<go>(?:[^{}\n"`]|"(?:[^"\\\n]|\\.){0,500}+"|`[^`\n]{0,500}+`|\{(?!\{)|\}(?!\})){0,2000}+)\}\}
    | \$\{[^{}"\n]*+\} | \#\{[^{}"\n]*+\}\#?+ | <[A-Za-z][\w .:/-]*+>
    | %[A-Z][A-Z0-9_]*+% | @[A-Z][A-Z0-9_]*+@ | __[A-Z][A-Z0-9_]{0,80}?__ | \$[A-Z_][A-Z0-9_]*+"""
_action = re.compile(r"[-~]?\s*+(\w++|\$\w*+\s*+:?=|/\*|[#/])?\s*+(.*?)\s*+-?", re.DOTALL).fullmatch
_OPENING = frozenset(("if", "with", "range", "block", "define"))
_other_statement = re.compile(r"\{%|<%|\{\{[-~]?\s*+[#/](?!\*)").search
_says_nothing = re.compile(
    r"(?i)\W*(?:your[\W_]*)?(?:placeholder|change[\W_]?me|replace[\W_]?me|todo|value|name|xxx*)\W*"
).fullmatch
_opening = re.compile(r"\s*+[\[{]").match
_MASK, _PADDING, _FIRST = "\ue000", "\ue001", 0xE100
_MOST_MASKED = 6_000
_masked = re.compile(f"{_MASK}(.){_PADDING}*+").finditer


@cache
def _placeholders() -> re.Pattern[str]:
    """The pattern of placeholders, which takes longer to compile than most documents to read."""
    return re.compile(_PLACEHOLDER, re.VERBOSE)


Fault: TypeAlias = JsonError | YamlError


class _Statement(Exception):
    """A statement of a template that cannot be followed."""

    def __init__(self, span: Span) -> None:
        self.span = span


def read_filled(source: Source, scope: str, faults: list[Fault], outline: bool = False) -> Value:
    """The value of a JSON or YAML file in which placeholders stand for what nobody knows yet.

    `scope` is the part of a deployment in which equal placeholders are filled in alike; empty when all
    of it is. What is wrong with the text is added to `faults`. A text that another program has to turn
    into a document first is unknown; of an `outline` only the top is certain where it has blocks.
    """
    foreign = _other_statement(source.text)
    template = _Template(source, scope)
    found: list[Fault] = []
    try:
        parts, _ = template.block(0, None)
        if _opening(source.text) is None:
            value = _read_yaml(template, parts, found, outline)
        else:
            value = _read_json(source, parts, found)
    except _Statement as statement:
        return _undecided(statement.span)
    except RecursionError:
        return Unknown("the blocks of the template are nested too deep", Span(source, 0, 1))
    except JsonError as error:
        found = [error]
        value = Unknown("the file is not JSON", error.span)
    if foreign is not None and not all(isinstance(each, RepeatedKey) for each in found):
        return _undecided(Span(source, *foreign.span()))
    faults += found
    return value


def _undecided(statement: Span) -> Unknown:
    written = statement.source.text[statement.start : statement.end]
    return Unknown(f"the template statement {written} decides what the file holds", statement)


def filled(text: Known, scope: str) -> Value:
    """A text that was read already, cut at its placeholders."""
    if not isinstance(text.value, str) or _placeholders().search(text.value) is None:
        return text
    pieces: list[Value] = []
    at = 0
    for found in _placeholders().finditer(text.value):
        if found.start() > at:
            pieces.append(Known(text.value[at : found.start()], text.span))
        pieces.append(_hole(found[0], text.span, scope))
        at = found.end()
    if at < len(text.value):
        pieces.append(Known(text.value[at:], text.span))
    return whole(Text(tuple(pieces), text.span, text.via))


def whole(value: Value) -> Value:
    """A value in which a text that is nothing but one placeholder is that placeholder."""
    match value:
        case Mapping(items=items):
            inner = {key: whole(item) for key, item in items.items()}
            return Mapping(inner, value.span, value.keys, value.via, value.open)
        case Sequence(items=items):
            return Sequence(tuple(map(whole, items)), value.span, value.via, value.open)
        case Alternatives(condition=condition, then=then, otherwise=otherwise):
            return Alternatives(condition, whole(then), whole(otherwise), value.span, value.via)
        case Text(parts=(Unknown() as hole,)):
            return Unknown(hole.reason, value.span, identity=hole.identity, type="string")
        case Text(parts=(Alternatives() as choice,)):
            return whole(choice)
    return value


def merged(value: Value) -> Value:
    """Two documents, one where a condition holds, as one in which only what differs depends on it."""
    if not isinstance(value, Alternatives):
        return value
    then, otherwise = merged(value.then), merged(value.otherwise)
    return _merged(value.condition, then, otherwise)


def _merged(condition: Condition, then: Value, otherwise: Value) -> Value:
    match then, otherwise:
        case Known(), Known() if (then.value, then.span) == (otherwise.value, otherwise.span):
            return then
        case Unknown(), Unknown() if (then.reason, then.span) == (otherwise.reason, otherwise.span):
            return then
        case Mapping(open=None), Mapping(open=None):
            items = {
                key: _merged(
                    condition,
                    then.items.get(key, Absent(then.span)),
                    otherwise.items.get(key, Absent(otherwise.span)),
                )
                for key in {**then.items, **otherwise.items}
            }
            return Mapping(items, then.span, {**otherwise.keys, **then.keys})
        case Sequence(open=None), Sequence(open=None) if len(then.items) == len(otherwise.items):
            pairs = zip(then.items, otherwise.items, strict=True)
            return Sequence(tuple(_merged(condition, *pair) for pair in pairs), then.span)
    return Alternatives(condition, then, otherwise, then.span)


def _hole(written: str, span: Span, scope: str) -> Unknown:
    # One file is filled in at once, but another may be filled in with something else.
    named = f"{written} in {scope}" if scope else written
    identity = "" if _says_nothing(written) else named
    return Unknown(f"the placeholder {written} is filled in by a deploy tool", span, identity=identity)


class _Template:
    """A text cut at its placeholders, with the blocks of Go's templates followed."""

    def __init__(self, source: Source, scope: str) -> None:
        self.source = source
        self.scope = scope
        self.found = list(_placeholders().finditer(source.text))
        self.next = 0
        self.blocks: list[Span] = []

    def block(self, at: int, opened: Span | None) -> tuple[list[Value], re.Match[str] | None]:
        """The parts from an offset up to the `else` or `end` of the block that is open, and that."""
        parts: list[Value] = []
        while self.next < len(self.found):
            found = self.found[self.next]
            self.next += 1
            parts += self.literal(at, found.start())
            at = found.end()
            word, rest = self.words(found)
            if word in _OPENING:
                parts.append(self.opened(found, word, rest))
                at = self.found[self.next - 1].end()
                self.blocks.append(Span(self.source, found.start(), at))
            elif word in ("else", "end"):
                if opened is None:
                    raise _Statement(self.span(found))
                return parts, found
            elif word in ("#", "/"):
                raise _Statement(self.span(found))  # a block of another language
            elif word == "/*" or word.endswith("="):
                continue
            else:
                parts.append(_hole(found[0], self.span(found), self.scope))
        if opened is not None:
            raise _Statement(opened)
        return parts + list(self.literal(at, len(self.source.text))), None

    def opened(self, found: re.Match[str], word: str, rest: str) -> Value:
        """What a block stands for, up to its end."""
        span = self.span(found)
        then, ending = self.block(found.end(), span)
        otherwise: list[Value] = []
        while ending is not None and self.words(ending)[0] == "else":
            again, condition = _words(self.words(ending)[1])
            if again == "if":
                chosen = self.opened(ending, "if", condition)
                otherwise, ending = [chosen], None
            else:
                otherwise, ending = self.block(ending.end(), span)
        if word != "if":
            return Unknown(f"the template statement {found[0]} decides what stands here", span)
        named = f"{rest} in {self.scope}" if self.scope else rest
        holds = Atom(f"{{{{ {named} }}}}", True, BOOLEAN)
        return Alternatives(holds, Text(tuple(then), span), Text(tuple(otherwise), span), span)

    def words(self, found: re.Match[str]) -> tuple[str, str]:
        """The keyword of an action of a Go template and what follows it."""
        return _words(found["go"] or "")

    def literal(self, start: int, end: int) -> Iterator[Value]:
        if end > start:
            yield Known(self.source.text[start:end], Span(self.source, start, end))

    def span(self, found: re.Match[str]) -> Span:
        return Span(self.source, *found.span())


def _words(action: str) -> tuple[str, str]:
    matched = _action(action)
    return ("", "") if matched is None else (matched[1] or "", matched[2])


def _read_json(source: Source, parts: list[Value], faults: list[Fault]) -> Value:
    repeated: list[JsonError] = []
    try:
        if all(isinstance(part, Known) for part in parts):
            return load_json(source, repeated)
        return merged(whole(parse_json(parts, Span(source, 0, len(source.text)), (), repeated)))
    finally:
        faults += repeated


# -- YAML -----------------------------------------------------------------------------------------


def _read_yaml(template: _Template, parts: list[Value], faults: list[Fault], outline: bool) -> Value:
    """The value of YAML: a placeholder is masked by as many characters that YAML takes for a text."""
    source, blocks = template.source, template.blocks
    if blocks and not outline:
        raise _Statement(next(part.span for part in parts if not isinstance(part, Known)))
    text = source.text
    masks: list[Value] = []
    for span in blocks:
        text = text[: span.start] + re.sub(r"[^\n]", " ", text[span.start : span.end]) + text[span.end :]
    for part in parts:
        length = part.span.end - part.span.start
        inside = any(block.start <= part.span.start < block.end for block in blocks)
        if isinstance(part, Unknown) and not inside and len(masks) < _MOST_MASKED:
            mask = _MASK + chr(_FIRST + len(masks)) + _PADDING * (length - 2)
            text = text[: part.span.start] + mask + text[part.span.end :]
            masks.append(part)
    problems: list[YamlError] = []
    value = load_yaml(Source(source.path, text), problems)
    faults += [YamlError(each.message, _moved(each.span, source), each.repeated) for each in problems]
    value = whole(_unmasked(value, masks, source))
    if blocks and isinstance(value, Mapping):
        value.open = value.open or Unknown("a block of the template may hold more", blocks[0])
    return value


def _moved(span: Span, source: Source) -> Span:
    return Span(source, span.start, span.end)


def _unmasked(value: Value, masks: list[Value], source: Source) -> Value:
    """A value that was read from masked text, with its placeholders and in its own source."""
    span = _moved(value.span, source)
    match value:
        case Mapping(items=items, open=open):
            keys = {key: _moved(place, source) for key, place in value.keys.items()}
            inner = {key: _unmasked(item, masks, source) for key, item in items.items()}
            named = next((key for key in items if _MASK in key), None)
            if named is not None:
                del inner[named], keys[named]
                open = Unknown("a key is filled in by a deploy tool", span)
            return Mapping(inner, span, keys, (), open)
        case Sequence(items=members, open=open):
            return Sequence(tuple(_unmasked(item, masks, source) for item in members), span, (), open)
        case Tagged(tag=tag, content=content):
            return Tagged(tag, _unmasked(content, masks, source), span)
        case Known(value=str() as text) if _MASK in text:
            return Text(tuple(_pieces(text, masks, span)), span)
        case Known(value=plain):
            return Known(plain, span)
    return value


def _pieces(text: str, masks: list[Value], span: Span) -> Iterator[Value]:
    at = 0
    for found in _masked(text):
        if found.start() > at:
            yield Known(text[at : found.start()], span)
        yield masks[ord(found[1]) - _FIRST]
        at = found.end()
    if at < len(text):
        yield Known(text[at:], span)
