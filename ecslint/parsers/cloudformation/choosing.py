"""What conditions and rules of a template say of its parameters, before anything is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.parsers.cloudformation.document import calls, elements, intrinsic, members, text
from ecslint.value import Value

_names_in = re.compile(r"\$\{([A-Za-z0-9]+)\}").findall


def demanded(rules: Value | None) -> Iterator[tuple[str, Value]]:
    """The parameters of which a rule without a condition says what they can be, and that."""
    for rule in members(rules).values():
        if "RuleCondition" in members(rule):
            continue
        for assertion in elements(members(rule).get("Assertions")):
            asserted = members(assertion).get("Assert")
            call = intrinsic(asserted) if asserted is not None else None
            operands = elements(call[1]) if call is not None and call[0] == "Fn::Contains" else ()
            wanted = intrinsic(operands[1]) if len(operands) == 2 else None
            name = text(wanted[1]) if wanted is not None and wanted[0] == "Ref" else None
            if name is not None:
                yield name, operands[0]


def mentioned(value: Value) -> list[str]:
    """The names in all `Ref` of a value."""
    names: list[str] = []
    for name, argument in calls(value):
        if name == "Ref":
            names.append(text(argument) or "")
        elif name == "Fn::Sub":
            for written in elements(argument)[:1]:
                names += _names_in(text(written) or "")
    return names
