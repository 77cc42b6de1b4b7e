"""The evaluator of templates: what each intrinsic function gives, as far as it can be known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ecslint.parsers.cloudformation import lookups, shapes, texts
from ecslint.parsers.cloudformation.conditions import intricate
from ecslint.parsers.cloudformation.document import elements, intrinsic, members, text
from ecslint.parsers.cloudformation.loops import entries, filled
from ecslint.source import Span
from ecslint.value import (
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Reference,
    Sequence,
    Step,
    Text,
    Unknown,
    Value,
    passed,
)

if TYPE_CHECKING:
    from ecslint.parsers.cloudformation.template import Template

_REASONS = {
    "Fn::GetAZs": "Fn::GetAZs gives the zones of the region of the deployment",
    "Fn::GetStackOutput": "an output of another stack gives this value at the deployment",
    "Fn::ValueOf": "Fn::ValueOf looks into the account at the deployment",
    "Fn::ValueOfAll": "Fn::ValueOfAll looks into the account at the deployment",
}


class Evaluator:
    """Evaluates the values of one template. `locals` are the loop variables of `Fn::ForEach`."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.locals: dict[str, Value] = {}
        self._functions: dict[str, Callable[[Value, Span], Value]] = {
            "Ref": self._ref,
            "Fn::Base64": self._base64,
            "Fn::Cidr": self._cidr,
            "Fn::RefAll": self._ref_all,
            "Fn::Transform": self._transform,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::ImportValue": self._import,
            "Fn::Length": self._length,
            "Fn::ToJsonString": self._json,
        }

    def evaluate(self, value: Value) -> Value:
        """The value with every function in it evaluated."""
        call = intrinsic(value)
        if call is not None:
            name, argument = call
            function = self._functions.get(name)
            if function is not None:
                return shapes.refused(name, argument, value.span) or function(argument, value.span)
            return Unknown(_REASONS.get(name, f"{name} is a function that ecslint does not know"), value.span)
        match value:
            case Known():
                return texts.dynamic(filled(value, self.locals))
            case Sequence(items=items):
                evaluated = tuple(self.evaluate(item) for item in items)
                return Sequence(evaluated, value.span, value.via, value.open)
            case Mapping():
                return self.mapping(value)
        return value

    def mapping(self, value: Mapping) -> Mapping:
        """An object with its loops unrolled and its members evaluated."""
        items: dict[str, Value] = {}
        keys: dict[str, Span] = {}
        more = value.open
        outer = self.locals
        for entry in entries(self, value):
            if isinstance(entry, Unknown):
                more = more or entry
                continue
            self.locals = entry.locals
            items[entry.name] = self.evaluate(entry.value)
            keys[entry.name] = entry.span
            self.locals = outer
        return Mapping(items, value.span, keys, value.via, more)

    # -- functions -----------------------------------------------------------------------------

    def _ref(self, argument: Value, span: Span) -> Value:
        name = self.name(argument)
        if name is None:
            return Unknown("the name in a Ref is not known", span)
        return self._named(name, span)

    def _named(self, name: str, span: Span) -> Value:
        return self.locals[name] if name in self.locals else self.template.reference(name, span)

    def _attribute(self, argument: Value, span: Span) -> Value:
        if isinstance(argument, Sequence):
            names = [self.name(item) for item in argument.items]
        else:
            names = [self.name(argument)]
        path = ".".join(name for name in names if name is not None)
        if None in names or "." not in path:
            return Unknown("the name in a Fn::GetAtt is not known", span)
        return self.template.attribute(path, span)

    def name(self, argument: Value | None) -> str | None:
        """The name that stands in the place of one; None when it is not known."""
        return None if argument is None else text(self.evaluate(argument))

    def _ref_all(self, argument: Value, span: Span) -> Value:
        """The values of all parameters of a type, those of lists one by one."""
        items: list[Value] = []
        for name in self.template.parameters.of_type(text(argument) or ""):
            value = self.template.parameters.read(name, span)
            if isinstance(value, Unknown) and value.type == "list":
                return Unknown(value.reason, span)
            items += value.items if isinstance(value, Sequence) else [value]
        return Sequence(tuple(items), span)

    def _sub(self, argument: Value, span: Span) -> Value:
        template, *rest = elements(argument) or (argument,)
        variables = members(rest[0]) if rest else {}
        if not isinstance(template, Known):
            return Unknown("the text of a Fn::Sub is not known", span)

        def read(name: str, place: Span) -> Value:
            if name in variables:
                return self.evaluate(variables[name])
            if "." in name:
                return self.template.attribute(name, place)
            return self._named(name, place)

        return texts.substituted(filled(template, self.locals), read)

    def _join(self, argument: Value, span: Span) -> Value:
        delimiter, items = self._arguments(argument, 2)
        plain = text(delimiter)
        if plain is None or items is None:
            return Unknown("the parts of a Fn::Join are not known", span)
        if isinstance(items, Unknown) and items.type == "list" and items.identity:
            # That the text is empty says that the list is.
            return Text((items,), span)
        return self._each(items, span, lambda sequence: texts.join(plain, sequence, span))

    def _if(self, argument: Value, span: Span) -> Value:
        branches = elements(argument)
        name = self.name(branches[0]) if len(branches) == 3 else None
        if name is None:
            return Unknown("the condition of a Fn::If is not known", span)
        condition = self.template.conditions.named(name, branches[0].span)
        if condition is None:
            return Unknown(f"the condition {name} is not declared", span)
        if intricate(condition):
            return Unknown(f"the condition {name} depends on too many combinations of inputs", span)
        if isinstance(condition, bool):
            return self.evaluate(branches[1 if condition else 2])
        then, otherwise = self.evaluate(branches[1]), self.evaluate(branches[2])
        return Alternatives(condition, then, otherwise, span)

    def _find_in_map(self, argument: Value, span: Span) -> Value:
        name, first, second = self._arguments(argument, 3)
        given = elements(argument)[3:]
        default = members(given[0]).get("DefaultValue") if given else None
        if name is None or first is None or second is None:
            return Unknown("a Fn::FindInMap needs a map and two keys", span)
        step = Step(span, f"found in the mapping {text(name) or ''}".rstrip())
        return lookups.find_in_map(
            self.template.mappings,
            (name, first, second),
            span,
            lambda value: passed(self.evaluate(value), step),
            None if default is None else self.evaluate(default),
        )

    def _select(self, argument: Value, span: Span) -> Value:
        index, items = self._arguments(argument, 2)
        if index is None or items is None:
            return Unknown("a Fn::Select needs an index and a list", span)
        return self._each(items, span, lambda sequence: lookups.select(index, sequence, span))

    def _split(self, argument: Value, span: Span) -> Value:
        delimiter, whole = self._arguments(argument, 2)
        plain, source = text(delimiter), text(whole)
        if isinstance(whole, Sequence):
            return Failure("Fn::Split takes a text apart, and this is a list", span, whole.via)
        if not plain or source is None or whole is None:
            return Unknown("the text that Fn::Split takes apart is not known", span)
        pieces = tuple(Known(each, whole.span, whole.via) for each in source.split(plain))
        return Sequence(pieces, span, whole.via)

    def _import(self, argument: Value, span: Span) -> Value:
        return self.template.imported(argument, span)

    def _length(self, argument: Value, span: Span) -> Value:
        def length(sequence: Sequence) -> Value:
            certain = sequence.open is None and all(not texts.may_be_absent(item) for item in sequence.items)
            return Known(len(sequence.items), span) if certain else Unknown("the length is not known", span)

        return self._each(self.evaluate(argument), span, length)

    def _json(self, argument: Value, span: Span) -> Value:
        return Document(self.evaluate(argument), span)

    def _base64(self, argument: Value, span: Span) -> Value:
        plain = text(self.evaluate(argument))
        if plain is None:
            return Unknown("Fn::Base64 gives encoded text", span)
        from base64 import b64encode

        return Known(b64encode(plain.encode()).decode(), span)

    def _cidr(self, argument: Value, span: Span) -> Value:
        block, count, bits = self._arguments(argument, 3)
        return lookups.blocks(text(block), text(count), text(bits), span)

    def _transform(self, argument: Value, span: Span) -> Value:
        included = self.template.macros.included(argument)
        if included is None:
            return Unknown("a macro gives this value at the deployment", span)
        return self.evaluate(included)

    def _arguments(self, argument: Value, count: int) -> tuple[Value | None, ...]:
        """The first arguments of a function, evaluated; None for those that are missing."""
        values = [self.evaluate(item) for item in elements(argument)[:count]]
        return (*values, *[None] * (count - len(values)))

    def _each(self, value: Value, span: Span, function: Callable[[Sequence], Value]) -> Value:
        """Apply a function of lists to every list that a value can be."""
        match value:
            case Sequence():
                return function(value)
            case Alternatives(condition=condition, then=then, otherwise=otherwise):
                branches = self._each(then, span, function), self._each(otherwise, span, function)
                return Alternatives(condition, *branches, span)
            case Unknown(reason=reason):
                return Unknown(reason, span, value.via)
            case Reference(target=target, attribute=attribute):
                return Unknown(f"{target}.{attribute} is known only after the deployment", span)
            case Known():
                return Failure("a list is expected here, and this is a text", value.span, value.via)
        return Unknown("a list is expected here", span)
