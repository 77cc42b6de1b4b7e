"""The resources that are stacks themselves: where their template is, and what they give to it."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.parsers.cloudformation.document import elements, members, text
from ecslint.parsers.cloudformation.files import parsed
from ecslint.parsers.cloudformation.loops import Entry
from ecslint.source import QuotedSource, Source
from ecslint.value import Known, Mapping, Value

_PLACES = ("TemplateURL", "Location")


class Inline(NamedTuple):
    """A template that is written in a resource; `root` is None for text that is none."""

    root: Mapping | None
    source: Source


def template_of(entry: Entry) -> Value | None:
    """Where the template of a stack is, as its resource says."""
    properties = members(members(entry.value).get("Properties"))
    return next((properties[name] for name in _PLACES if name in properties), None)


def inline(entry: Entry) -> Inline | None:
    """The template that stands in a resource itself; None where there is none."""
    body = members(members(entry.value).get("Properties")).get("TemplateBody")
    if body is None:
        return None
    if isinstance(body, Known) and isinstance(body.value, str):
        source = QuotedSource(f"{entry.name}.TemplateBody", body.value, body.span)
        return Inline(parsed(source)[0], source)
    return Inline(
        body if isinstance(body, Mapping) and "Resources" in body.items else None, entry.span.source
    )


def parameters_of(entry: Entry) -> dict[str, Value]:
    """What a stack gives for each parameter of its template."""
    properties = members(members(entry.value).get("Properties"))
    given = properties.get("Parameters")
    if isinstance(given, Mapping):
        return given.items
    # A stack set has a list of keys and values.
    pairs = (members(item) for item in elements(given))
    return {
        text(pair.get("ParameterKey")) or "": pair["ParameterValue"]
        for pair in pairs
        if "ParameterValue" in pair
    }
