"""The stack of a root module: all resources of it and of the modules that it calls."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.condition import conjunction
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.syntax import GetAttribute, Index, Node, Tuple, Variable
from ecslint.parsers.terraform.bodies import lifecycle
from ecslint.parsers.terraform.declarations import Declared, declarations
from ecslint.parsers.terraform.inputs import Inputs
from ecslint.parsers.terraform.modules import Module
from ecslint.parsers.terraform.refusals import refusals
from ecslint.parsers.terraform.root import Root
from ecslint.parsers.terraform.undeclared import undeclared_references
from ecslint.resource import TERRAFORM, UNREAD_MODULE, Problem, Resource, Stack
from ecslint.source import Workspace
from ecslint.value import Alternatives, Mapping, Reference, Sequence, Unknown, Value, Via


def build(workspace: Workspace, directory: str, inputs: Inputs) -> Stack:
    """Evaluate a root module: which resources there are, and their bodies when they are read."""
    stack = Stack(workspace.shown(directory), TERRAFORM, environment=inputs.environment)
    root = Root(workspace, directory, inputs)
    module = Module(root, declarations(workspace, directory))
    _collect(module, stack, {}, ())
    stack.sources += root.received.files.sources
    stack.problems += root.received.files.problems
    stack.exports = [module.output(name) for name in module.declared.outputs]
    return stack


def _collect(
    module: Module, stack: Stack, seen: dict[str, list[Problem]], after: tuple[Reference, ...]
) -> None:
    """Add the resources of a module and of those that it calls."""
    declared = module.declared
    if module.unread is None:
        if declared.directory not in seen:
            stack.sources += declared.sources
            for provider, versions in declared.providers.items():
                stack.providers.setdefault(provider, []).extend(versions)
            seen[declared.directory] = list(declared.problems)
            if declared.sound:
                seen[declared.directory] += undeclared_references(declared, module)
                # What runs Terraform with inputs of its own may generate files as well.
                seen[declared.directory] += declared.baseless if module.shared.inputs.given is None else []
            else:
                stack.complete, stack.damaged = False, True
        stack.problems += [problem._replace(calls=module.calls) for problem in seen[declared.directory]]
    for (mode, kind, name), resource in declared.resources.items():
        _add(module, stack, mode, kind, name, resource, after)
    for name, call in declared.calls.items():
        stack.problems += refusals(module, f"module.{name}", call)
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
            _collect(child, stack, seen, inner)


def _add_unread(module: Module, stack: Stack, name: str, call: Declared, why: Unknown) -> None:
    """A module that was not read, as a resource: what it is given may be used in it."""
    label = f"module.{name}"
    for number, instance in enumerate(module.expansion(label, call).instances):
        stack.complete = False
        if not module.shared.repeats(call.header):
            return
        if number == 0:
            stack.unknowns.append(why)
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
    if module.shared.is_refused(declared.header):
        return
    own = _dependencies(module, declared)
    stack.problems += refusals(module, label, declared)
    made = _made(module, declared, mode, kind, name)
    for instance in module.expansion(label, declared).instances:
        exists = conjunction(module.exists, instance.exists)
        if exists is False:
            continue
        if not module.shared.repeats(declared.header):
            why = f"there are more instances of {label} than are looked at"
            stack.unknowns.append(Unknown(why, declared.header, identity=module.qualified(label)))
            stack.complete, stack.damaged = False, True
            return
        stack.resources.append(
            Resource(
                TERRAFORM,
                prefix + kind,
                module.qualified(label) + instance.suffix,
                module.instance_body(label, declared, instance),
                declared.header.shown,
                exists,
                (*made, *module.calls),
                (*own, *after),
                lifecycle(declared, module.scope(declared.source, instance.names)),
            )
        )


def _made(module: Module, declared: Declared, mode: str, kind: str, name: str) -> Via:
    """The construct of CDK for Terraform that has made a resource."""
    if not declared.source.path.endswith(".json"):
        return ()
    from ecslint.parsers.terraform.constructs import construct

    return construct(module.shared.workspace, declared.source, mode, kind, name)


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
            found += [reference for child in children for reference in _all_in(child)]
    return tuple(found)


def _all_in(module: Module) -> Iterator[Reference]:
    """References to all resources of a module and of those that it calls."""
    for (mode, kind, name), declared in module.declared.resources.items():
        if mode == "resource":
            label = f"{kind}.{name}"
            for instance in module.expansion(label, declared).instances:
                yield Reference(module.qualified(label) + instance.suffix, "", declared.header)
    for name in module.declared.calls:
        children = module.children(name)
        if isinstance(children, dict):
            for child in children.values():
                yield from _all_in(child)


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
