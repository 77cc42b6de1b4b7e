"""YAML with the exact place of every key and value, built straight from the parser's events."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ecslint import yaml_parser
from ecslint.condition import Scalar
from ecslint.source import Source, Span
from ecslint.value import Known, Mapping, Sequence, Unknown, Value, Via

if TYPE_CHECKING:
    from yaml.error import YAMLError

_DEEPEST = 200
_MOST_ALIASED = 100_000
_CORE = "tag:yaml.org,2002:"
_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_number = re.compile(r"-?+(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?+").fullmatch
_properties = re.compile(r"(?:[!&][^\s,\[\]{}]*+\s*+)++").match


class YamlError(Exception):
    """Text that is not YAML, and the place where it stops being YAML.

    `repeated` says that it is only a key given twice, with which all else can be read.
    """

    def __init__(self, message: str, span: Span, repeated: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.repeated = repeated


class Tagged(Value):
    """A value with a tag of the document's own: `!Ref name`, `!Sub` and a list."""

    __slots__ = ("content", "tag")

    def __init__(self, tag: str, content: Value, span: Span, via: Via = ()) -> None:
        self.tag = tag
        self.content = content
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return f"Tagged({self.tag!r}, {self.content!r})"


def load_yaml(source: Source, problems: list[YamlError]) -> Value:
    """The value of a file's first document, and what is wrong with it in `problems`.

    After a syntax error the value holds what stands before it, and what was not finished is open.
    Of keys given twice the last counts. Plain scalars are numbers, booleans and null only where every
    version of YAML reads the same in them and their text is not lost: `010`, `yes`, `22:22`,
    `1_000` and dates stay text.
    """
    return _Builder(source, problems).document()


class _Frame:
    """A sequence or mapping that is being read."""

    __slots__ = ("before", "event", "items", "key", "keys", "pairs")

    def __init__(self, event: Any, pairs: bool, before: int) -> None:
        self.event = event
        self.pairs: dict[str, Value] | None = {} if pairs else None
        self.items: list[Value] = []
        self.keys: dict[str, Span] = {}
        self.key: str | None = None
        self.before = before


class _Builder:
    """Builds values from events, with a stack of its own instead of recursion."""

    def __init__(self, source: Source, problems: list[YamlError]) -> None:
        self.source = source
        self.problems = problems
        self.frames: list[_Frame] = []
        self.anchors: dict[str, tuple[Value, int]] = {}
        self.count = 0
        self.aliased = 0

    def document(self) -> Value:
        yaml = yaml_parser.load()
        try:
            return self.build(yaml_parser.events_of(self.source.text), yaml.events)
        except yaml.error.YAMLError as error:
            problem = self.described(error)
        except YamlError as error:
            problem = error
        self.problems.append(problem)
        rest = Unknown("the file cannot be read from here on", problem.span)
        value: Value = rest
        while self.frames:
            value = self.closed(problem.span.start, rest)
            if self.frames:
                self.attach(value)
        return value

    def build(self, next_event: Any, events: Any) -> Value:
        frames = self.frames
        while True:
            event = next_event()
            kind = type(event)
            self.count += 1
            if kind is events.ScalarEvent:
                frame = frames[-1] if frames else None
                if frame is not None and frame.pairs is not None and frame.key is None:
                    self.name(frame, event)
                    continue
                value = self.scalar(event)
            elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
                self.open(event, kind is events.MappingStartEvent)
                continue
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                value = self.closed(event.end_mark.index, None)
            elif kind is events.AliasEvent:
                value = self.alias(event)
            elif kind is events.DocumentEndEvent or kind is events.StreamEndEvent:
                return Known(None, Span(self.source, 0, 0))
            else:
                continue
            if not frames:
                return value
            self.attach(value)

    # -- events --------------------------------------------------------------------------------

    def scalar(self, event: Any) -> Value:
        text: str = event.value
        start, end = event.start_mark.index, event.end_mark.index
        plain = event.implicit[0]
        if event.style in ("|", ">"):
            end = start + len(self.source.text[start:end].rstrip())
        span = Span(self.source, start, end)
        if plain and event.tag is None:
            value: Value = Known(_resolved(text), self.inner(span) if event.anchor else span)
        elif event.tag is None:
            value = Known(text, self.inner(span) if event.anchor else span)
        else:
            value = self.tagged(event.tag, Known(text, self.inner(span)), span)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        return value

    def inner(self, span: Span) -> Span:
        """The span of a node without its tag and anchor."""
        found = _properties(self.source.text, span.start, span.end)
        return Span(self.source, found.end(), span.end) if found else span

    def tagged(self, tag: str, content: Value, span: Span) -> Value:
        if tag.startswith(_CORE) or tag == "!":
            return content
        return Tagged(tag, content, span)

    def open(self, event: Any, pairs: bool) -> None:
        at = event.start_mark.index
        frames = self.frames
        if frames and frames[-1].pairs is not None and frames[-1].key is None:
            raise YamlError("a key has to be a text, not a list or an object", Span(self.source, at, at + 1))
        if len(frames) >= _DEEPEST:
            raise YamlError(f"values are nested more than {_DEEPEST} deep", Span(self.source, at, at + 1))
        frames.append(_Frame(event, pairs, self.count))

    def closed(self, end: int, rest: Unknown | None) -> Value:
        """The collection on top of the stack; `rest` when an error cut it off."""
        frame = self.frames.pop()
        event = frame.event
        values = frame.items if frame.pairs is None else list(frame.pairs.values())
        start = event.start_mark.index
        if not event.flow_style and values:
            # A block collection ends with its last value, not where the next token begins.
            end = values[-1].span.end if values[-1].span.end > start else end
        span = Span(self.source, start, max(start, end))
        inner = self.inner(span) if event.tag or event.anchor else span
        value: Value
        if frame.pairs is None:
            value = Sequence(tuple(values), inner, (), rest)
        else:
            if "<<" in frame.pairs:
                self.merge(frame)
            value = Mapping(frame.pairs, inner, frame.keys, (), rest)
        if event.tag:
            value = self.tagged(event.tag, value, span)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.count - frame.before)
        return value

    def alias(self, event: Any) -> Value:
        span = Span(self.source, event.start_mark.index, event.end_mark.index)
        found = self.anchors.get(event.anchor)
        if found is None:
            raise YamlError(f"nothing before this has the anchor &{event.anchor}", span)
        value, size = found
        self.count += size
        self.aliased += size
        if self.aliased > _MOST_ALIASED:
            raise YamlError("the aliases of this file expand to too many values", span)
        return value

    def name(self, frame: _Frame, event: Any) -> None:
        """Take a scalar as the key of the value that follows."""
        span = Span(self.source, event.start_mark.index, event.end_mark.index)
        frame.key = key = event.value
        assert frame.pairs is not None
        if key in frame.pairs and key != "<<":
            message = f"the key {key!r} is given twice, and the last one counts"
            self.problems.append(YamlError(message, span, repeated=True))
        frame.keys[key] = span

    def attach(self, value: Value) -> None:
        frame = self.frames[-1]
        if frame.pairs is None:
            frame.items.append(value)
        elif frame.key is None:
            raise YamlError("a key has to be a text, not an alias", value.span)
        else:
            frame.pairs[frame.key] = value
            frame.key = None

    def merge(self, frame: _Frame) -> None:
        """Apply a merge key, as `aws cloudformation package` does; keys given here win."""
        assert frame.pairs is not None
        given = frame.pairs["<<"]
        merged = given.items if isinstance(given, Sequence) else (given,)
        if not all(isinstance(each, Mapping) for each in merged):
            return
        del frame.pairs["<<"], frame.keys["<<"]
        for each in merged:
            if isinstance(each, Mapping):
                for key, value in each.items.items():
                    if frame.pairs.setdefault(key, value) is value and key in each.keys:
                        frame.keys.setdefault(key, each.keys[key])

    def described(self, error: YAMLError) -> YamlError:
        """A parser's error in our words, at its place."""
        text = self.source.text
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = mark.index if mark is not None else getattr(error, "position", 0)
        at = min(max(at, 0), len(text))
        message = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        span = Span(self.source, at, min(at + 1, len(text)))
        if text.startswith("\t", at):
            return YamlError("a tab cannot indent YAML", span)
        context = getattr(error, "context", None)
        return YamlError(f"{message} {context}" if context else message, span)


def _resolved(text: str) -> Scalar:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    found = _number(text)
    if found is None or text == "-0":
        return text
    return Decimal(text) if found[1] else int(text)
