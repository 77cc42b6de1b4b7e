"""Data sources that can be evaluated without a provider: template_file."""

from __future__ import annotations

from ecslint.hcl.canonical import canonical
from ecslint.hcl.cases import TooManyCases, by_cases
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.files import render_text
from ecslint.hcl.functions.registry import Refused, Undecided
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scope import Scope
from ecslint.value import Failure, Mapping, Sequence, Unknown, Value


def with_rendered(body: LazyMapping, scope: Scope) -> LazyMapping:
    """The body of a template_file with what it renders to."""

    def member(name: str) -> Value:
        if name != "rendered":
            return body.get(name) or Unknown(f"{name} is not given", body.span)
        return _rendered(body, scope)

    return LazyMapping([*body.keys, "rendered"], member, body.span, body.keys)


def _rendered(body: LazyMapping, scope: Scope) -> Value:
    template = body.get("template")
    variables = body.get("vars") or Mapping({}, body.span)
    if isinstance(variables, Sequence) and len(variables.items) == 1:
        variables = variables.items[0]
    if template is None:
        return Unknown("the template is not given", body.span)

    def once(values: list[Value]) -> Value:
        try:
            return render_text(configured(values[0]), values[1], scope)
        except Refused as refused:
            return Failure(str(refused), body.span)
        except Undecided as undecided:
            reason = str(undecided) or reason_of(values)
            return Unknown(
                reason, body.span, identity=f"template({canonical(values[0])}, {canonical(values[1])})"
            )

    try:
        return by_cases([template, variables], once, body.span)
    except TooManyCases:
        return Unknown("the template depends on too many conditions", body.span, identity=canonical(template))
