"""The stack of a plan or state."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.parsers.terraform_plan.bodies import Bodies
from ecslint.parsers.terraform_plan.document import Document, mapping, member
from ecslint.parsers.terraform_plan.references import LOCALS, Dependencies
from ecslint.resource import TERRAFORM, Resource, Stack
from ecslint.source import Source, Span
from ecslint.value import Known, Mapping, Reference, Sequence, Unknown, Value

DEPENDENCIES = "depends_on"


def build(document: Document, source: Source) -> Stack:
    """All resources that there will be, or are."""
    stack = Stack(source.path, TERRAFORM, sources=[source])
    bodies, dependencies = Bodies(document), Dependencies()
    for module, instance in document.root.everything():
        prefix = "" if instance.mode == "managed" else "data."
        body = bodies.body(module, instance)
        after = _references(dependencies.of(module, instance), instance.span)
        hidden = Unknown("a plan does not show the lifecycle of a resource", instance.span)
        # What an expression refers to is not always shown where it stands: here it is in any case.
        body.items[DEPENDENCIES] = Sequence(after, instance.span)
        stack.resources.append(
            Resource(
                TERRAFORM,
                prefix + instance.type,
                instance.address,
                body,
                instance.span,
                after=after,
                meta=Mapping({"lifecycle": hidden}, instance.span),
            )
        )
    _add_locals(stack, dependencies, document.span)
    stack.exports += _outputs(document, bodies, dependencies)
    if not document.whole:
        stack.complete, stack.damaged = False, True
        stack.unknowns.append(Unknown("the plan does not show all that is to be done", document.span))
    return stack


def _add_locals(stack: Stack, dependencies: Dependencies, span: Span) -> None:
    added: set[str] = set()
    while len(added) < len(dependencies.locals):
        for address in [each for each in dependencies.locals if each not in added]:
            added.add(address)
            after = _references(dependencies.of_locals(dependencies.locals[address]), span)
            body = Mapping({DEPENDENCIES: Sequence(after, span)}, span)
            stack.resources.append(Resource(TERRAFORM, LOCALS, address, body, span, after=after))


def _references(addresses: Iterable[str], span: Span) -> tuple[Reference, ...]:
    return tuple(Reference(address, "", span) for address in addresses)


def _outputs(document: Document, bodies: Bodies, dependencies: Dependencies) -> list[Value]:
    """What the outputs refer to: by the configuration, or by what they are in a state."""
    found: list[Value] = []
    root = document.root
    for name, output in document.outputs.items.items() if document.outputs else ():
        expression = member(root.configuration, "outputs", name, "expression")
        place = document.outputs.keys.get(name, output.span) if document.outputs else output.span
        found.append(Sequence(_references(dependencies.expression(root, expression), place), place))
        if mapping(root.configuration) is None:
            waiting = [member(output, "value")]
            while waiting:
                match waiting.pop():
                    case Known() as value if reference := bodies.reference(value, ""):
                        found.append(reference)
                    case Sequence(items=items):
                        waiting += items
                    case Value() as other if (inner := mapping(other)) is not None:
                        waiting += inner.items.values()
    return found
