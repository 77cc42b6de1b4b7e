"""Functions and operators against what Terraform 1.11.4 prints for the same expressions in its console.

The expressions and results in data/terraform_functions.json were written by `terraform console`; a result
of ERR stands for any error.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from test_hcl_soundness import value_of

from ecslint.hcl.canonical import constant_text
from ecslint.hcl.equality import configured
from ecslint.hcl.scalars import number_text, text_of
from ecslint.value import Failure, Known, Mapping, Sequence, Value

ORACLE = Path(__file__).parent / "data" / "terraform_functions.json"
NOT_EVALUATED = "not evaluated, so unknown"
TYPED_NULL = "nulls have no type here"
KINDS = "a tuple may have become a list on a way that is not followed, so list and tuple are not told apart"
NOT_HERE = "depends on the surroundings"
DIFFERENT = {
    "1/3": "the last of 155 digits: floats of 512 bits are not rebuilt",
    "[1,2] == tolist([1,2])": KINDS,
    "{a=1} == tomap({a=1})": KINDS,
    "tolist([]) == []": KINDS,
    "true ? [{a=1}] : []": KINDS,
    "true ? null : 3": TYPED_NULL,
    "tostring(null)": TYPED_NULL,
    'regex("(a)?b","b")': TYPED_NULL,
    'lookup(tomap({a=1}),"b","x")': "the type of the default is not compared with that of the elements",
    "merge({a=1}...)": NOT_EVALUATED,
    'format("%s",null)': NOT_EVALUATED,
    'templatestring("x","y")': NOT_EVALUATED,
    'type([1,"a",{b=null}])': NOT_EVALUATED,
    "type(tolist([]))": NOT_EVALUATED,
    'issensitive("x")': NOT_EVALUATED,
    'bcrypt("a") == bcrypt("a")': NOT_EVALUATED,
    "provider::terraform::encode_tfvars({a=1})": NOT_EVALUATED,
    'sensitive("x")': "the console hides what is sensitive",
    'abspath(".") == path.cwd': NOT_HERE,
}


def printed(value: Value, indent: str = "") -> str:
    """A value as the console prints it."""
    value = configured(value)
    text = text_of(value)
    if text is not None:
        return _printed_text(text, indent)
    match value:
        case Known(value=bool() | None as plain):
            return constant_text(plain)
        case Known(value=int() | Decimal() as number):
            return number_text(number)
        case Sequence():
            lines = [f"{indent}  {printed(item, indent + '  ')},\n" for item in value.items]
            body = "[\n" + "".join(lines) + indent + "]" if lines else "[]"
            return {"tuple": body, "list": f"tolist({body})", "set": f"toset({body})"}[value.kind]
        case Mapping():
            names = sorted(value.items)
            lines = [f'{indent}  "{name}" = {printed(value.items[name], indent + "  ")}\n' for name in names]
            body = "{\n" + "".join(lines) + indent + "}" if lines else "{}"
            return f"tomap({body})" if value.kind == "map" else body
        case Failure():
            return "ERR"
    return repr(value)


def _printed_text(text: str, indent: str) -> str:
    if "\n" not in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        return f'"{escaped}"'
    if not indent:
        return f"<<EOT\n{text}\nEOT"
    lines = "".join(f"{indent}{line}\n" for line in text.split("\n"))
    return f"<<-EOT\n{lines}{indent}EOT"


def _cases() -> list[object]:
    cases: list[object] = []
    for expression, result in json.loads(ORACLE.read_text(encoding="utf-8")):
        reason = DIFFERENT.get(expression)
        marks = [pytest.mark.xfail(reason=reason)] if reason else []
        cases.append(pytest.param(expression, result, id=expression, marks=marks))
    return cases


@pytest.mark.parametrize(("expression", "result"), _cases())
def test_an_expression_is_what_terraform_prints(expression: str, result: str) -> None:
    assert printed(value_of(expression, {})) == result
