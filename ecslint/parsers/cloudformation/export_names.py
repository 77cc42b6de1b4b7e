"""Names of exports and imports, and which export an import can mean.

A name is known as a pattern: the text that was written, with holes where a parameter or the name of
the stack stands in it. Whoever deploys the templates fills the holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from ecslint.parsers.cloudformation.document import calls, elements, intrinsic, members, text
from ecslint.value import Known, Mapping, Sequence, Value

_STACK_NAME = "AWS::StackName"
_LOOKED_UP = "AWS::SSM::Parameter::Value<"
"""The beginning of types whose values are the names of what CloudFormation looks up."""

_STACK = "[A-Za-z][A-Za-z0-9-]*"
_variable = re.compile(r"\$\{(!?+)([^{}]*+)\}")


class Hole(NamedTuple):
    """A part of a name that is filled in at the deployment.

    `name` is that of the parameter or pseudo parameter, empty for anything else; `default` what the
    parameter is unless somebody says otherwise, or what it is where that is said.
    """

    name: str
    default: str | None = None


Pattern: TypeAlias = tuple[str | Hole, ...]


class Names:
    """The names of the exports and imports of one template.

    `arguments` are the patterns of what a parent stack, or whoever deploys it, gives for its parameters.
    """

    def __init__(self, root: Mapping, arguments: dict[str, Pattern] | None = None) -> None:
        self._parameters = members(root.items.get("Parameters"))
        self._arguments = arguments or {}
        self.exports: list[tuple[Pattern, str]] = []
        """The name of each export, and the output that is exported under it."""
        for output, declaration in members(root.items.get("Outputs")).items():
            name = members(members(declaration).get("Export")).get("Name")
            if name is not None:
                self.exports.append((self.pattern(name), output))
        self.imports = list(dict.fromkeys(map(self.pattern, _imported(root))))

    def pattern(self, value: Value) -> Pattern:
        """A name as it was written, neighbouring pieces of text put together."""
        parts: list[str | Hole] = []
        for part in self._parts(value):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
        return tuple(parts)

    def _parts(self, value: Value) -> Iterator[str | Hole]:
        plain = text(value)
        if plain is not None:
            yield plain
            return
        name, argument = intrinsic(value) or ("", value)
        operands = elements(argument)
        match name:
            case "Ref":
                yield from self._named(text(argument) or "")
            case "Fn::Sub" if operands and isinstance(operands[0], Known):
                given = members(operands[1]) if len(operands) > 1 else {}
                yield from self._substituted(str(operands[0].value), given)
            case "Fn::Join" if len(operands) == 2 and isinstance(operands[1], Sequence):
                delimiter = text(operands[0]) or ""
                for number, item in enumerate(operands[1].items):
                    if number:
                        yield delimiter
                    yield from self._parts(item)
            case _:
                yield Hole("")

    def _substituted(self, written: str, given: dict[str, Value]) -> Iterator[str | Hole]:
        at = 0
        for found in _variable.finditer(written):
            yield written[at : found.start()]
            literal, name = found[1], found[2].strip()
            if literal:
                yield f"${{{name}}}"
            elif name in given:
                yield from self._parts(given[name])
            else:
                yield from self._named(name)
            at = found.end()
        yield written[at:]

    def _named(self, name: str) -> Pattern:
        declaration = members(self._parameters.get(name))
        if name.startswith("AWS::") or (text(declaration.get("Type")) or "").startswith(_LOOKED_UP):
            return (Hole(name),)
        if name in self._arguments:
            return self._arguments[name]
        return (Hole(name, text(declaration.get("Default"))) if declaration else Hole(""),)


def given_pattern(name: str, value: Value) -> Pattern:
    """A parameter in a name, where it is given a value at the deployment."""
    return (Hole(name, text(value)),)


def _imported(value: Value) -> Iterator[Value]:
    """The arguments of all `Fn::ImportValue` in a value."""
    return (argument for name, argument in calls(value) if name == "Fn::ImportValue")


def meeting(wanted: Pattern, exported: Pattern) -> str | None:
    """What an import says the name of the exporting stack is, empty when it does not; None: no match.

    The name of a stack is whatever the import has in its place; any other hole has to be the same
    parameter or what the parameter is by default.
    """
    aligned = _aligned(wanted, exported)
    return aligned if aligned is not None else _filled(wanted, exported)


def _aligned(wanted: Pattern, exported: Pattern) -> str | None:
    """Both names have the same text, and the same parameters in the same places."""
    if len(wanted) != len(exported) or not any(isinstance(part, str) for part in wanted):
        return None
    stacks: set[str] = set()
    for here, there in zip(wanted, exported, strict=True):
        if there == Hole(_STACK_NAME) and isinstance(here, Hole):
            if not here.name or here.name.startswith("AWS::"):
                return None
            stacks.add(_shown(here))
        elif not _same(here, there):
            return None
    return "".join(stacks) if len(stacks) < 2 else None


def _same(here: str | Hole, there: str | Hole) -> bool:
    if isinstance(here, str) or isinstance(there, str):
        return here == there
    if here.default is not None and there.default is not None:
        return here.default == there.default
    return here.name == there.name and here.name not in ("", _STACK_NAME)


def _filled(wanted: Pattern, exported: Pattern) -> str | None:
    """The import is known with its defaults, and the export can be that text."""
    names = [part if isinstance(part, str) else part.default for part in wanted]
    if None in names or not any(_says_something(part) for part in exported):
        return None
    expression = "".join(map(_expression, exported)).replace(_STACK, f"(?P<stack>{_STACK})", 1)
    found = re.fullmatch(expression, "".join(name or "" for name in names))
    return None if found is None else found.groupdict().get("stack", "")


def _says_something(part: str | Hole) -> bool:
    plain = part if isinstance(part, str) else part.default
    return plain is not None and any(map(str.isalnum, plain))


def _expression(part: str | Hole) -> str:
    plain = part if isinstance(part, str) else part.default
    if plain is not None:
        return re.escape(plain)
    return _STACK if part == Hole(_STACK_NAME) else ".+"


def _shown(part: str | Hole) -> str:
    if isinstance(part, str):
        return part
    return part.default if part.default is not None else f"${{{part.name or '…'}}}"


def shown(pattern: Pattern) -> str:
    """A name for people: parameters stand as what they are by default, else as `${Name}`."""
    return "".join(map(_shown, pattern))


def holes(pattern: Pattern) -> list[str]:
    """The parameters in a name, as they are shown."""
    return [_shown(part) for part in pattern if isinstance(part, Hole)]
