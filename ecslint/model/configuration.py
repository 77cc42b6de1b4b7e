"""A stack as a whole, as one world sees it."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.model.index import Index
from ecslint.model.resources import KINDS
from ecslint.place import Place
from ecslint.resource import ECS_JSON, Problem
from ecslint.value import Absent, Alternatives, Document, Failure, Mapping, Sequence, Text, Value
from ecslint.world import World

_CONCERNED = ("aws_ecs_", "aws_lb", "aws_alb", "AWS::ECS::", "AWS::ElasticLoadBalancingV2::")


class Configuration:
    """All that is deployed together."""

    def __init__(self, index: Index, world: World) -> None:
        self.index = index
        self.world = world

    def problems(self, code: str) -> list[Problem]:
        """What the parsers found wrong with the input."""
        return [problem for problem in self.index.stack.problems if problem.code == code]

    @property
    def concerns_ecs(self) -> bool:
        """Whether there is anything of ECS or of the load balancers before it.

        What is wrong elsewhere is for the tools that look at everything.
        """
        return any(
            resource.language == ECS_JSON or resource.type.removeprefix("data.").startswith(_CONCERNED)
            for resource in self.index.stack.resources
        )

    def failures(self) -> Iterator[tuple[Place, Failure]]:
        """Expressions that are certain to be refused, in resources that the model knows.

        Not where it is unsure whether the resource exists, nor where the default of a root module's
        variable is at fault: whoever runs Terraform, or calls the module, may give another value.
        """
        for resource in self.index.stack.resources:
            if resource.type in KINDS and resource.exists is True:
                for failure in failing(resource.body):
                    if not any(map(self.index.is_input, failure.via)):
                        via = (*failure.via, *resource.calls)
                        yield Place(failure.span, "", resource.address, "", via), failure


def failing(value: Value) -> Iterator[Failure]:
    """The failures inside a value, but for those that stand under a condition."""
    match value:
        case Failure():
            yield value
        case Document(content=content):
            yield from failing(content)
        case Mapping(items=members):
            for member in members.values():
                yield from failing(member)
        case Sequence(items=members) | Text(parts=members):
            for member in members:
                yield from failing(member)
        case Alternatives(then=then, otherwise=otherwise) if not isinstance(otherwise, Absent):
            if list(failing(then)) and list(failing(otherwise)):
                yield from failing(then)
