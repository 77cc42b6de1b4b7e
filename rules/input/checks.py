"""The input itself: what cannot be read, what is declared nowhere, what is certain to be refused."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Configuration, Finding, Place, Suppressions, rule


@rule("ECS001", "unreadable-input")
def unreadable_input(configuration: Configuration) -> Iterator[Finding]:
    """A file cannot be read."""
    for problem in configuration.problems("ECS001"):
        yield Finding(
            at=Place(problem.span, via=problem.calls), message=problem.message, severity=problem.severity
        )


@rule("ECS002", "unused-suppression", severity=WARNING)
def unused_suppression(suppressions: Suppressions) -> Iterator[Finding]:
    """A suppression silences nothing."""
    for useless in suppressions.useless():
        yield Finding(at=Place(useless.span), message=useless.message, help=useless.help)


@rule("ECS003", "unexplained-suppression", severity=WARNING)
def unexplained_suppression(suppressions: Suppressions) -> Iterator[Finding]:
    """A suppression gives no reason."""
    for span in suppressions.unexplained():
        yield Finding(
            at=Place(span),
            message="this suppression does not say why",
            help="write the reason behind it, so that others can tell when it is over",
        )


@rule("ECS004", "unresolvable-reference", severity=WARNING)
def unresolvable_reference(configuration: Configuration) -> Iterator[Finding]:
    """A reference leads to something that is declared nowhere."""
    if not configuration.concerns_ecs:
        return
    for problem in configuration.problems("ECS004"):
        yield Finding(at=Place(problem.span, via=problem.calls), message=problem.message)


@rule("ECS005", "failing-expression")
def failing_expression(configuration: Configuration) -> Iterator[Finding]:
    """An expression is certain to be refused."""
    if not configuration.concerns_ecs:
        return
    for problem in configuration.problems("ECS005"):
        yield Finding(at=Place(problem.span, via=problem.calls), message=problem.message)
    for place, failure in configuration.failures():
        yield Finding(at=place, message=failure.message)
