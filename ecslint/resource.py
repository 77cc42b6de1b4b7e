"""Resource: what every parser produces, whatever the language it was written in."""

from __future__ import annotations

from dataclasses import dataclass, field

from ecslint.source import Source, Span
from ecslint.value import Condition, Mapping, Reference, Unknown, Value, Via

TERRAFORM = "terraform"
CLOUDFORMATION = "cloudformation"
ECS_JSON = "ecs-json"

UNREAD_MODULE = "module"
"""The type under which a Terraform module that could not be read stands among the resources: its
body is what it is given, and it may do with that whatever it likes."""


@dataclass(slots=True, eq=False)
class Resource:
    """One declared thing: a Terraform resource instance, a CloudFormation resource, an ECS document.

    `address` is unique in its stack: `module.web["a"].aws_lb_target_group.app[0]`, a logical id, or
    the path of a document. `body` holds attributes and nested blocks (each nested block type is a
    Sequence of Mappings, in the order written). `exists` is the condition under which it is created.
    `calls` are the module calls that lead to it, innermost first. `meta` holds what is not an
    attribute: the parser's `depends_on` (in `after`), `lifecycle` for Terraform.
    """

    language: str
    type: str
    address: str
    body: Mapping
    span: Span
    exists: Condition = True
    calls: Via = ()
    after: tuple[Reference, ...] = ()
    meta: Mapping | None = None


MINOR = "warning"
"""The severity of a problem that nothing is lost by."""


@dataclass(slots=True, eq=False)
class Problem:
    """Something wrong with the input itself, found while loading: an ECS001 or ECS004 finding.

    `severity` is that of the rule when it is empty.
    """

    code: str
    message: str
    span: Span
    severity: str = ""


@dataclass(slots=True, eq=False)
class Stack:
    """What is deployed together: all resources of one root module, template or folder."""

    name: str
    language: str
    resources: list[Resource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    exports: list[Value] = field(default_factory=list)
    """What the stack gives to the outside: outputs. Others may use the resources they refer to."""
    complete: bool = True
    """False when resources may exist that the stack does not show (a module that was not read)."""
    environment: str = ""
    """The name of the inputs with which the stack was read, where a configuration file has several."""
    damaged: bool = False
    """True when parts of the stack's own files were lost, so that anything may be missing."""
