"""Placement strategies and constraints."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import DISPLAY, SAFE, Finding, Service, remove, rule


@rule("ECS421", "invalid-placement")
def invalid_placement(service: Service) -> Iterator[Finding]:
    """A placement strategy or constraint is one that ECS refuses."""
    yield from _too_many(service)
    for strategy in service.placement_strategies.known:
        kind, field = (strategy.type or "").lower(), strategy.field or ""
        if kind == "binpack" and field and field.lower() not in ("cpu", "memory"):
            yield Finding(
                at=strategy.at("field"),
                message=f'{service} packs tasks by "{field}", but only cpu and memory can be packed by',
                because=[strategy.at("type")],
                aws_error=f"binpack field '{field}' is invalid",
                help='set the field to "cpu" or "memory"',
            )
        if kind == "random" and field:
            yield Finding(
                at=strategy.at("field"),
                message=f'{service} places tasks at random, but by the field "{field}"',
                because=[strategy.at("type")],
                aws_error="random field should not be specified",
                help="remove the field",
                fix=remove(strategy, "field", "tasks are placed at random", SAFE),
            )
    for constraint in service.placement_constraints.known:
        if constraint.type == "distinctInstance" and constraint.expression:
            yield Finding(
                at=constraint.at("expression"),
                message=f"{service} wants each task on an instance of its own, which takes no expression",
                because=[constraint.at("type")],
                aws_error="distinctInstance expression should not be specified",
                help="remove the expression, or use the type memberOf",
                fix=remove(constraint, "expression", "distinctInstance takes none", DISPLAY),
            )


def _too_many(service: Service) -> Iterator[Finding]:
    for attribute, noun, most in (
        ("placement_strategies", "strategies", 5),
        ("placement_constraints", "constraints", 10),
    ):
        count = len(getattr(service, attribute).known)
        if count > most:
            yield Finding(
                at=service.at(attribute),
                message=f"{service} has {count} placement {noun}, but {most} are the most",
                aws_error=f"Maximum number of strategies is {most}" if noun == "strategies" else "",
                help=f"keep at most {most}",
            )
