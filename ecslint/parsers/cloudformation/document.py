"""Template files: which files are templates, and their values before anything is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.json_text import JsonError, load_json
from ecslint.resource import MINOR, Problem
from ecslint.source import Source
from ecslint.value import Known, Mapping, Sequence, Value
from ecslint.yaml_text import Tagged, YamlError, load_yaml

_ours = re.compile(
    r"AWS::(?:ECS|ElasticLoadBalancingV2|CloudFormation::Stack(?:Set)?|Serverless::Application)\b"
).search
_resources = re.compile(r"""(?m)(?:^|[{,]\s*+)["']?Resources["']?\s*+:""").search
_appspec = re.compile(r"""["']?TargetService["']?[ \t]*+:""").search
_templated = re.compile(r"\{\{(?!resolve:)|\{%|<%").search

CONDITION = "Condition"
_SHORT = {"!Ref": "Ref", "!Condition": CONDITION}


def recognise(text: str) -> bool:
    """Whether a text looks like a template with resources that matter to ECS, or with nested stacks."""
    return _ours(text) is not None and _resources(text) is not None and _appspec(text) is None


def read(source: Source) -> tuple[Value, list[Problem]]:
    """The value of a template file, and the faults in its syntax.

    Text that another program has yet to turn into YAML or JSON has no faults of its own. A key given
    twice is none for CloudFormation: it takes the last.
    """
    value, faults = _parsed(source)
    if faults and _templated(source.text):
        return Known(None, faults[0].span), []
    return value, faults


def _parsed(source: Source) -> tuple[Value, list[Problem]]:
    refusal: JsonError | None = None
    if source.text.lstrip().startswith("{"):
        repeated: list[JsonError] = []
        try:
            value = load_json(source, repeated)
            return value, [Problem("ECS001", each.message, each.span, MINOR) for each in repeated]
        except JsonError as error:
            refusal = error
    faults: list[YamlError] = []
    value = load_yaml(source, faults)
    if refusal is not None and not all(fault.repeated for fault in faults):
        return value, [Problem("ECS001", refusal.message, refusal.span)]
    return value, [Problem("ECS001", each.message, each.span, MINOR * each.repeated) for each in faults]


def intrinsic(value: Value) -> tuple[str, Value] | None:
    """The long name of an intrinsic function and its argument, for both of its forms."""
    match value:
        case Tagged(tag=tag, content=content):
            return _SHORT.get(tag, f"Fn::{tag[1:]}"), content
        case Mapping(items=items, open=None) if len(items) == 1:
            name, argument = next(iter(items.items()))
            if name == "Ref" or (name.startswith("Fn::") and not name.startswith("Fn::ForEach::")):
                return name, argument
    return None


def calls(value: Value) -> Iterator[tuple[str, Value]]:
    """All intrinsic functions in a value that has not been evaluated, as `intrinsic` gives them."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        call = intrinsic(current)
        if call is not None:
            yield call
        match current:
            case Tagged(content=content):
                waiting.append(content)
            case Mapping(items=items):
                waiting.extend(items.values())
            case Sequence(items=items):
                waiting.extend(items)


def members(value: Value | None) -> dict[str, Value]:
    """The members of a mapping that has not been evaluated; none for anything else."""
    return value.items if isinstance(value, Mapping) else {}


def elements(value: Value | None) -> tuple[Value, ...]:
    """The items of a list that has not been evaluated; anything else is one item."""
    if isinstance(value, Sequence):
        return value.items
    return () if value is None else (value,)


def text(value: Value | None) -> str | None:
    """The text of a scalar as CloudFormation compares it, else None."""
    match value:
        case Known(value=bool() as truth):
            return "true" if truth else "false"
        case Known(value=plain) if plain is not None:
            return str(plain)
    return None
