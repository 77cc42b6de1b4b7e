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
from ecslint.value import Alternatives, Failure, Known, Mapping, Sequence, Unknown, Value

ORACLE = Path(__file__).parent / "data" / "terraform_functions.json"
UNDECIDED = (
    "[1,2] == tolist([1,2])",
    "{a=1} == tomap({a=1})",
    "tolist([]) == []",
    'bcrypt("a") == bcrypt("a")',
    'format("%s",null)',
    'templatestring("x","y")',
    'type([1,"a",{b=null}])',
    "type(tolist([]))",
    'issensitive("x")',
    "provider::terraform::encode_tfvars({a=1})",
    "merge({a=1}...)",
)
"""What ecslint does not decide: it must say so, and not something else."""

DIFFERENT = {
    "1/3": "0." + "3" * 154,  # Terraform's float of 512 bits ends in a 5
    "true ? [{a=1}] : []": '[\n  {\n    "a" = 1\n  },\n]',  # a list for Terraform: the items are the same
    "true ? null : 3": "null",  # Terraform's nulls have a type
    "tostring(null)": "null",
    'regex("(a)?b","b")': "[\n  null,\n]",
    'lookup(tomap({a=1}),"b","x")': '"x"',  # Terraform refuses a default of another type
    'sensitive("x")': '"x"',  # the console hides it
    'abspath(".") == path.cwd': "ERR",  # there is no working directory where nothing is read
}
"""What ecslint says otherwise than Terraform, on purpose or for want of types."""


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


CASES: dict[str, str] = dict(json.loads(ORACLE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("expression", [case for case in CASES if case not in (*UNDECIDED, *DIFFERENT)])
def test_an_expression_is_what_terraform_prints(expression: str) -> None:
    assert printed(value_of(expression, {})) == CASES[expression]


@pytest.mark.parametrize("expression", UNDECIDED)
def test_what_is_not_evaluated_is_not_decided(expression: str) -> None:
    assert isinstance(value_of(expression, {}), Unknown | Alternatives)


@pytest.mark.parametrize("expression", DIFFERENT)
def test_differences_from_terraform_are_known(expression: str) -> None:
    assert printed(value_of(expression, {})) == DIFFERENT[expression] != CASES[expression]
