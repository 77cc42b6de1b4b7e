"""Resource: what every parser produces, whatever the language it was written in."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.condition import Condition
from ecslint.scenario import FREE, Scenarios
from ecslint.source import Source, Span
from ecslint.value import Mapping, Reference, Unknown, Value, Via

TERRAFORM = "terraform"
CLOUDFORMATION = "cloudformation"
ECS_JSON = "ecs-json"

UNREAD_MODULE = "module"
"""The type under which a Terraform module that could not be read stands among the resources: its
body is what it is given, and it may do with that whatever it likes."""


class Resource:
    """One declared thing: a Terraform resource instance, a CloudFormation resource, an ECS document.

    `address` is unique in its stack: `module.web["a"].aws_lb_target_group.app[0]`, a logical id, or
    the path of a document. `body` holds attributes and nested blocks (each nested block type is a
    Sequence of Mappings, in the order written). `exists` is the condition under which it is created.
    `calls` are the module calls that lead to it, innermost first. `after` is what `depends_on` names,
    `meta` what else is no attribute: `lifecycle` for Terraform. `within` names the stacks that it is
    in, the outermost first, where the whole stack is several. `owner` is the stack to which it belongs
    where that is not the one that is looked at: what several stacks import from is a part of each.
    """

    __slots__ = (
        "address",
        "after",
        "body",
        "calls",
        "exists",
        "language",
        "meta",
        "owner",
        "span",
        "type",
        "within",
    )

    def __init__(
        self,
        language: str,
        type: str,
        address: str,
        body: Mapping,
        span: Span,
        exists: Condition = True,
        calls: Via = (),
        after: tuple[Reference, ...] = (),
        meta: Mapping | None = None,
        within: tuple[str, ...] = (),
    ) -> None:
        self.language = language
        self.type = type
        self.address = address
        self.body = body
        self.span = span
        self.exists = exists
        self.calls = calls
        self.after = after
        self.meta = meta
        self.within = within
        self.owner = ""


MINOR = "warning"
"""The severity of a problem that nothing is lost by."""


class Problem(NamedTuple):
    """Something wrong with the input itself, found while loading: an ECS001 or ECS004 finding.

    `severity` is that of the rule when it is empty; `calls` are the module calls that lead there.
    """

    code: str
    message: str
    span: Span
    severity: str = ""
    calls: Via = ()


class Stack:
    """What is deployed together: all resources of one root module, template or folder.

    `exports` is what it gives to the outside (outputs): others may use the resources they refer to.
    `complete` is False when resources may exist that it does not show, and `unknowns` say why (a
    module that was not read). `environment` names the inputs with which it was read, where a
    configuration file has several. `scenarios` say which combinations of its inputs there are.
    `damaged` is True when parts of its own files were lost, so that anything may be missing.
    `providers` has the constraints on the versions of Terraform's providers.
    """

    def __init__(
        self,
        name: str,
        language: str,
        resources: list[Resource] | None = None,
        problems: list[Problem] | None = None,
        sources: list[Source] | None = None,
        unknowns: list[Unknown] | None = None,
        exports: list[Value] | None = None,
        complete: bool = True,
        environment: str = "",
        damaged: bool = False,
        scenarios: Scenarios = FREE,
    ) -> None:
        self.name = name
        self.language = language
        self.resources = [] if resources is None else resources
        self.problems = [] if problems is None else problems
        self.sources = [] if sources is None else sources
        self.unknowns = [] if unknowns is None else unknowns
        self.exports = [] if exports is None else exports
        self.complete = complete
        self.environment = environment
        self.damaged = damaged
        self.scenarios = scenarios
        self.providers: dict[str, list[str]] = {}

    @property
    def hides(self) -> bool:
        """Whether something may be missing of which nobody can tell where it would be."""
        return self.damaged or (not self.complete and not self.unknowns)


def unread(problems: list[Problem]) -> Stack:
    """A stack of which nothing is known but what is wrong with its file."""
    source = problems[0].span.source
    return Stack(name=source.path, language="", problems=problems, sources=[source], complete=False)
