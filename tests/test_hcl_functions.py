"""Functions and operators against what Terraform 1.11.4 prints for the same expressions in its console.

The expressions and results in data/terraform_functions.json were written by `terraform console`; a result
of ERR stands for any error.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terraform_console import Console, answer, printed_type

from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.functions import IMPURE
from ecslint.hcl.functions.control import LAZY
from ecslint.hcl.functions.registry import FUNCTIONS
from ecslint.hcl.parser import parse
from ecslint.hcl.scope import Scope
from ecslint.hcl.types import type_of
from ecslint.source import Source

ORACLE = Path(__file__).parent / "data" / "terraform_functions.json"

NAMES = """
    abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512
    basename bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce
    coalescelist compact concat contains csvdecode dirname distinct element endswith ephemeralasnull
    file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256
    filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode
    jsonencode keys length log lookup lower matchkeys max md5 merge min nonsensitive one parseint
    pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt sensitive
    setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split
    startswith strcontains strrev substr sum templatefile templatestring textdecodebase64
    textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring
    transpose trim trimprefix trimspace trimsuffix try upper urlencode uuid uuidv5 values yamldecode
    yamlencode zipmap
""".split()
"""The functions of Terraform 1.11, as `terraform metadata functions` lists them."""

CASES: dict[str, str] = dict(json.loads(ORACLE.read_text(encoding="utf-8")))
UNKNOWN = "(known after apply)"
TYPES = [case for case in CASES if case.startswith("type(")]


@pytest.mark.parametrize("expression", [case for case in CASES if case not in TYPES])
def test_an_expression_is_what_terraform_prints(expression: str, tmp_path: Path) -> None:
    assert answer(expression, tmp_path) == CASES[expression]


@pytest.mark.parametrize("expression", TYPES)
def test_a_value_has_the_type_that_terraform_prints(expression: str, tmp_path: Path) -> None:
    """`type` exists in the console alone."""
    source = Source("main.tf", f"x = {expression.removeprefix('type')}\n")
    kind = type_of(evaluate(parse(source).body.attributes["x"].expression, Scope(source, Console(tmp_path))))
    assert kind is not None
    assert printed_type(kind) == CASES[expression]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("uuid() == uuid()", "false"),
        ("length(distinct([for name in [1, 2] : uuid()]))", UNKNOWN),
        ("timestamp() == timestamp()", UNKNOWN),
        ("plantimestamp() == plantimestamp()", "true"),
        ('base64gzip("a") == base64gzip("a")', "true"),
        ('bcrypt("a") == "b"', UNKNOWN),
        ("uuid()", UNKNOWN),
    ],
)
def test_what_each_run_makes_anew_is_not_known(expression: str, expected: str, tmp_path: Path) -> None:
    said = answer(expression, tmp_path)
    assert (UNKNOWN if said.startswith("Alternatives") else said) == expected


def test_there_are_the_functions_that_terraform_has_and_no_others() -> None:
    assert sorted({*FUNCTIONS, *LAZY, *IMPURE}) == sorted(NAMES)


def test_a_function_that_terraform_does_not_have_is_refused(tmp_path: Path) -> None:
    assert answer('uppercase("a")', tmp_path) == "ERR"
