"""What is sensitive or ephemeral for certain, and where Terraform refuses that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.hcl import syntax
from ecslint.hcl.marks import marked
from ecslint.hcl.structure import Attribute, Body
from ecslint.hcl.syntax import Expression
from ecslint.parsers.terraform.declarations import Declared, Local
from ecslint.value import Value

if TYPE_CHECKING:
    from ecslint.parsers.terraform.modules import Module

SENSITIVE = "sensitive"
EPHEMERAL = "ephemeral"
_FREE = {
    SENSITIVE: {"nonsensitive", "issensitive", "try", "can"},
    EPHEMERAL: {"ephemeralasnull", "issensitive", "try", "can"},
}
"""Functions of which the result is not what their arguments are."""
_WRITE_ONLY = "_wo"
_ELSEWHERE = {"provisioner", "connection", "lifecycle"}
_DEEPEST = 40


def is_secret(node: Expression, module: Module, kind: str, depth: int = 0) -> bool:
    """Whether the value of an expression, as a whole, is sensitive or ephemeral whatever it is.

    https://developer.hashicorp.com/terraform/language/manage-sensitive-data
    """
    if depth > _DEEPEST:
        return False

    def secret(inner: Expression) -> bool:
        return is_secret(inner, module, kind, depth + 1)

    match node:
        case syntax.Parentheses(expression=inner) | syntax.Unary(operand=inner) | syntax.Splat(object=inner):
            return secret(inner)
        case syntax.Binary(left=left, right=right):
            return secret(left) or secret(right)
        case syntax.Conditional(condition=condition, then=then, otherwise=otherwise):
            return secret(condition) or secret(then) and secret(otherwise)
        case syntax.For(collection=collection):
            return secret(collection)
        case syntax.Template(parts=parts):
            return any(isinstance(part, syntax.Interpolation) and secret(part.expression) for part in parts)
        case syntax.Call(name=name, arguments=arguments):
            if name == kind == SENSITIVE:
                return True
            return name not in _FREE[kind] and any(map(secret, arguments))
        case syntax.Index() | syntax.GetAttribute():
            return _traversed(node, module, kind, depth)
    return False


def _traversed(node: Expression, module: Module, kind: str, depth: int) -> bool:
    """Whether what the first names of a traversal mean is secret, and with it all its parts."""
    names: list[str] = []
    while isinstance(node, syntax.Index | syntax.GetAttribute):
        if isinstance(node, syntax.GetAttribute):
            names.append(node.name)
        node = node.object
    if not isinstance(node, syntax.Variable) or not names:
        return False
    name = names[-1]
    match node.name:
        case "var":
            return _is_secret_variable(name, module, kind, depth)
        case "local":
            local = module.declared.locals.get(name)
            return local is not None and is_secret(local.attribute.expression, module, kind, depth + 1)
        case "module":
            children = module.children(name) if name in module.declared.calls else None
            children = children if isinstance(children, dict) else {}
            given = [
                (child, child.declared.outputs.get(names[-2])) for child in children.values() if names[1:]
            ]
            return any(out is not None and _is_secret_output(out, child, kind, depth) for child, out in given)
        case "ephemeral":
            return kind == EPHEMERAL
    return False


def _is_secret_variable(name: str, module: Module, kind: str, depth: int) -> bool:
    declared = module.declared.variables.get(name)
    if declared is None or _says(declared, kind):
        return declared is not None
    given = module.call.attribute(name) if module.call is not None else None
    if given is None or module.parent is None:
        return False
    return is_secret(given.attribute.expression, module.parent, kind, depth + 1)


def _is_secret_output(output: Declared, module: Module, kind: str, depth: int) -> bool:
    """Terraform 1.11 lets a caller use what an output only declares to be sensitive; its value counts."""
    if kind == EPHEMERAL and _says(output, kind):
        return True
    value = output.attribute("value")
    return value is not None and is_secret(value.attribute.expression, module, kind, depth + 1)


def with_declared(value: Value, declared: Declared, followed: bool, *, sure: bool = True) -> Value:
    """The value of a variable or an output, sensitive, for sure or perhaps, where its declaration says so."""
    secret = followed and _says(declared, SENSITIVE)
    return marked(value, declared.header, sure=sure) if secret else value


def _says(declared: Declared, kind: str) -> bool:
    local = declared.attribute(kind)
    written = local.attribute.expression if local is not None else None
    return isinstance(written, syntax.Literal) and written.value is True


def kept(declared: Declared, module: Module) -> Iterator[Local]:
    """The arguments of a resource that are ephemeral, and would be kept in the plan and the state."""
    for layer in declared.layers():
        for attribute in _attributes(layer.block.body):
            if is_secret(attribute.expression, module, EPHEMERAL):
                yield Local(layer.source, attribute)


def _attributes(body: Body) -> Iterator[Attribute]:
    yield from (each for each in body.attributes.values() if not each.name.endswith(_WRITE_ONLY))
    for block in body.blocks:
        if block.type not in _ELSEWHERE:
            yield from _attributes(block.body)
