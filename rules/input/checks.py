"""The input itself: what cannot be read, what is declared nowhere, what is certain to be refused."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Configuration, Finding, Place, rule


@rule("ECS001", "unreadable-input")
def unreadable_input(configuration: Configuration) -> Iterator[Finding]:
    """A file cannot be read."""
    for problem in configuration.problems("ECS001"):
        yield Finding(at=Place(problem.span), message=problem.message, severity=problem.severity)


@rule("ECS004", "unresolvable-reference", severity=WARNING)
def unresolvable_reference(configuration: Configuration) -> Iterator[Finding]:
    """A reference leads to something that is declared nowhere."""
    for problem in configuration.problems("ECS004"):
        yield Finding(at=Place(problem.span), message=problem.message)


@rule("ECS005", "failing-expression")
def failing_expression(configuration: Configuration) -> Iterator[Finding]:
    """An expression is certain to be refused."""
    for place, failure in configuration.failures():
        yield Finding(at=place, message=failure.message)
