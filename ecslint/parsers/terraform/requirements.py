"""What a module asks of its providers: `required_providers`, and the version in a provider block."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.hcl.structure import Block
from ecslint.hcl.syntax import Expression, Literal, Object


def required(block: Block) -> Iterator[tuple[str, list[str]]]:
    """The providers that a block speaks of, each with the constraints on its version.

    The block is `terraform`, whose `required_providers` is an object in JSON, or `provider`.
    """
    if block.type == "provider":
        version = block.body.attributes.get("version")
        if version is not None:
            yield str(block.labels[0].value), _constraints(version.expression)
        return
    for inner in block.body.blocks:
        if inner.type == "required_providers":
            for name, attribute in inner.body.attributes.items():
                yield name, _constraints(attribute.expression)
    written = block.body.attributes.get("required_providers")
    if written is not None and isinstance(written.expression, Object):
        for key, value in written.expression.items:
            if isinstance(key, Literal):
                yield str(key.value), _constraints(value)


def _constraints(requirement: Expression) -> list[str]:
    """The constraints of a requirement: a text, or the `version` of an object."""
    match requirement:
        case Literal(value=str() as text):
            return [text]
        case Object(items=items):
            named = [value for key, value in items if isinstance(key, Literal) and key.value == "version"]
            return [text for value in named for text in _constraints(value)]
    return []
