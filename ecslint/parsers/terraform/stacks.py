"""The stack of a root module: all resources of it and of the modules that it calls."""

from __future__ import annotations

from ecslint.condition import conjunction
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.syntax import GetAttribute, Index, Node, Tuple, Variable
from ecslint.parsers.terraform.bodies import lifecycle
from ecslint.parsers.terraform.declarations import Declared, declarations
from ecslint.parsers.terraform.inputs import Inputs
from ecslint.parsers.terraform.modules import Module
from ecslint.parsers.terraform.root import Root
from ecslint.parsers.terraform.undeclared import undeclared_references
from ecslint.resource import TERRAFORM, UNREAD_MODULE, Resource, Stack
from ecslint.source import Workspace
from ecslint.value import Alternatives, Mapping, Reference, Sequence, Unknown, Value

MOST_RESOURCES = 5_000
"""How many resources of a root module are looked at before no further module is."""


def build(workspace: Workspace, directory: str, inputs: Inputs) -> Stack:
    """Evaluate a root module: which resources there are, and their bodies when they are read."""
    stack = Stack(workspace.shown(directory), TERRAFORM, environment=inputs.environment)
    root = Root(workspace, directory, inputs)
    module = Module(root, declarations(workspace, directory))
    _collect(module, stack, set(), ())
    stack.sources += root.received.files.sources
    stack.problems += root.received.files.problems
    stack.exports = [module.output(name) for name in module.declared.outputs]
    return stack


def _collect(module: Module, stack: Stack, seen: set[str], after: tuple[Reference, ...]) -> None:
    """Add the resources of a module and of those that it calls."""
    declared = module.declared
    if declared.directory not in seen and module.unread is None:
        seen.add(declared.directory)
        stack.sources += declared.sources
        stack.problems += declared.problems
        if declared.sound:
            stack.problems += undeclared_references(declared, module)
        else:
            stack.complete, stack.damaged = False, True
    for (mode, kind, name), resource in declared.resources.items():
        _add(module, stack, mode, kind, name, resource, after)
    for name, call in declared.calls.items():
        children = module.children(name)
        if isinstance(children, Unknown):
            _add_unread(module, stack, name, call, children)
            continue
        for child in children.values():
            if child.unread is not None and module.unread is None:
                _add_unread(module, stack, name, call, child.unread)
                break
        inner = (*after, *_dependencies(module, call))
        for child in children.values():
            if len(stack.resources) >= MOST_RESOURCES:
                why = f"there are too many resources to look at {child.address}"
                stack.unknowns.append(Unknown(why, call.header, identity=child.address))
                stack.complete, stack.damaged = False, True
                return
            _collect(child, stack, seen, inner)


def _add_unread(module: Module, stack: Stack, name: str, call: Declared, why: Unknown) -> None:
    """A module that was not read, as a resource: what it is given may be used in it."""
    stack.complete = False
    stack.unknowns.append(why)
    label = f"module.{name}"
    for instance in module.expansion(label, call).instances:
        address = module.qualified(label) + instance.suffix
        body = module.instance_body(label, call, instance)
        exists = conjunction(module.exists, instance.exists)
        stack.resources.append(
            Resource(TERRAFORM, UNREAD_MODULE, address, body, call.header, exists, module.calls)
        )


def _add(
    module: Module,
    stack: Stack,
    mode: str,
    kind: str,
    name: str,
    declared: Declared,
    after: tuple[Reference, ...],
) -> None:
    prefix = "" if mode == "resource" else f"{mode}."
    label = f"{prefix}{kind}.{name}"
    own = _dependencies(module, declared)
    for instance in module.expansion(label, declared).instances:
        exists = conjunction(module.exists, instance.exists)
        if exists is False:
            continue
        stack.resources.append(
            Resource(
                TERRAFORM,
                prefix + kind,
                module.qualified(label) + instance.suffix,
                module.instance_body(label, declared, instance),
                declared.header.shown,
                exists,
                module.calls,
                (*own, *after),
                lifecycle(declared, module.scope(declared.source, instance.names)),
            )
        )


def _dependencies(module: Module, declared: Declared) -> tuple[Reference, ...]:
    """What `depends_on` names: resources, and all resources of modules."""
    local = declared.attribute("depends_on")
    if local is None or not isinstance(local.attribute.expression, Tuple):
        return ()
    scope = module.scope(local.source)
    found: list[Reference] = []
    for item in local.attribute.expression.items:
        children = _called(module, item)
        if children is None:
            _references(evaluate(item, scope), found)
        else:
            found += [reference for child in children for reference in child.references()]
    return tuple(found)


def _called(module: Module, item: Node) -> list[Module] | None:
    """The instances of the module that a dependency names; None when it names something else."""
    while isinstance(item, Index):
        item = item.object
    match item:
        case GetAttribute(object=Variable(name="module"), name=name) if name in module.declared.calls:
            children = module.children(name)
            return list(children.values()) if isinstance(children, dict) else []
    return None


def _references(value: Value, found: list[Reference]) -> None:
    match value:
        case Reference():
            found.append(value)
        case Alternatives():
            _references(value.then, found)
            _references(value.otherwise, found)
        case Sequence():
            for item in value.items:
                _references(item, found)
        case Mapping():
            for item in value.items.values():
                _references(item, found)
