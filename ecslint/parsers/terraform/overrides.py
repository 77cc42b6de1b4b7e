"""Override files: what they say in the place of nothing, which Terraform and OpenTofu refuse.

https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ecslint.hcl.structure import Block, Body, File
from ecslint.hcl.syntax import Literal
from ecslint.resource import Problem
from ecslint.source import Span

if TYPE_CHECKING:
    from ecslint.parsers.terraform.declarations import Declarations

_NEVER = {
    "": ("moved", "import", "check"),
    "variable": ("validation",),
    "output": ("precondition",),
    "lifecycle": ("precondition", "postcondition"),
}
"""Blocks that cannot stand in an override file, by the block in which they would, or in none."""
_OUTER = ("variable", "output", "resource", "data", "lifecycle")


def baseless(file: File, found: Declarations, bases: Iterable[File]) -> Iterator[Problem]:
    """A problem for each block of an override file that overrides nothing of what was found so far."""
    aliases = {alias for base in bases for alias in map(_alias, base.body.blocks) if alias}
    for block in file.body.blocks:
        header = Span(file.source, block.start, block.header_end)
        names = tuple(str(label.value) for label in block.labels)
        label = " ".join([block.type, *(f'"{name}"' for name in names)])
        alias = _alias(block)
        if alias and alias not in aliases:
            yield _refusal(f'there is no {label} with the alias "{alias[1]}" to override', header)
        elif _is_new(block, names, found):
            yield _refusal(f"there is no {label} to override", header)
        if block.type == "locals":
            for name, attribute in block.body.attributes.items():
                if name not in found.locals:
                    place = Span(file.source, attribute.start, attribute.end)
                    yield _refusal(f"there is no local.{name} to override", place)
    for block in _forbidden(file.body):
        header = Span(file.source, block.start, block.header_end)
        yield _refusal(f"{block.type} blocks cannot stand in an override file", header)


def _refusal(message: str, span: Span) -> Problem:
    return Problem("ECS005", message, span)


def _is_new(block: Block, names: tuple[str, ...], found: Declarations) -> bool:
    """Whether a block, of a kind that can be overridden, has no base. Terraform ignores ephemeral ones."""
    match block.type, names:
        case "variable", (name,):
            return name not in found.variables
        case "output", (name,):
            return name not in found.outputs
        case "module", (name,):
            return name not in found.calls
        case (("resource" | "data" as mode), (kind, name)):
            return (mode, kind, name) not in found.resources
    return False


def _alias(block: Block) -> tuple[str, str] | None:
    """The name and the alias of a provider's configuration that has one; the one without need not exist."""
    written = block.body.attributes.get("alias") if block.type == "provider" and block.labels else None
    if written is None or not isinstance(written.expression, Literal):
        return None
    return str(block.labels[0].value), str(written.expression.value)


def _forbidden(body: Body, within: str = "") -> Iterator[Block]:
    for block in body.blocks:
        if block.type in _NEVER.get(within, ()):
            yield block
        elif block.type in _OUTER:
            yield from _forbidden(block.body, block.type)
