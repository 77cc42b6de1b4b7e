"""Large configurations: what repetition costs, and where expansions that nobody can want end.

Costs are counted in evaluated expressions and parsed files, not in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from test_terraform import attribute, one, stack_of

from ecslint.hcl.scope import Budget
from ecslint.parsers.terraform import root as roots
from ecslint.parsers.terraform.root import MOST_ALIKE, MOST_REPEATED
from ecslint.resource import Stack
from ecslint.value import Failure, Sequence, Text, Unknown, Value

SERVICE = """
variable "name" { type = string }
variable "port" { type = number }

locals {
  names = [for suffix in ["web", "sidecar"] : "${var.name}-${suffix}"]
  containers = [for name in local.names : { name = name, portMappings = [{ containerPort = var.port }] }]
}

resource "aws_task" "this" {
  family     = var.name
  containers = jsonencode(local.containers)
}

resource "aws_service" "this" {
  name = var.name
  task = aws_task.this.arn
  load_balancer {
    container_name = local.names[0]
    container_port = var.port
  }
}
"""


@pytest.fixture
def budgets(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Budget]]:
    """The budgets of the root modules that a test reads."""
    made: list[Budget] = []

    def budget() -> Budget:
        made.append(Budget())
        return made[-1]

    monkeypatch.setattr(roots, "Budget", budget)
    yield made


def evaluated(root: Path, count: int, budgets: list[Budget]) -> int:
    """How many expressions are evaluated for a module that is called some number of times."""
    call = f"""
    module "service" {{
      source   = "./service"
      for_each = {{ for number in range({count}) : "service${{number}}" => 8000 + number }}
      name     = each.key
      port     = each.value
    }}
    """
    stack = stack_of(root, {"main.tf": call, "service/main.tf": SERVICE})
    assert len(stack.resources) == 2 * count
    for resource in stack.resources:
        assert resource.body.items
    return Budget().left - budgets[-1].left


def test_a_module_that_is_called_200_times_costs_no_more_than_200_times_one_call(
    tmp_path: Path, budgets: list[Budget]
) -> None:
    assert evaluated(tmp_path, 200, budgets) <= 200 * evaluated(tmp_path, 1, budgets)


def test_the_files_of_a_module_are_read_once_however_often_it_is_called(
    tmp_path: Path, budgets: list[Budget], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = import_module("ecslint.parsers.terraform.declarations")
    read: list[str] = []
    actual = reading.read_file

    def counted(workspace: object, path: str, into: object) -> object:
        read.append(Path(path).relative_to(tmp_path).as_posix())
        return actual(workspace, path, into)

    monkeypatch.setattr(reading, "read_file", counted)
    evaluated(tmp_path, 200, budgets)
    assert sorted(read) == ["main.tf", "service/main.tf"]


def reason(value: Value) -> str:
    """Why a value is not known, or not known to its end."""
    match value:
        case Unknown(reason=text) | Sequence(open=Unknown(reason=text)) | Failure(message=text):
            return text
        case Text(parts=(first, *_)):
            return reason(first)
    return ""


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("[for a in range(1000) : [for b in range(1000) : a * b]]", "too many items"),
        ("[for a in range(99) : [for b in range(99) : [for c in range(99) : a + b + c]]]", "too many items"),
        ("range(1000000000)", "more than 1024"),
        ("setproduct(range(1000), range(1000), range(1000))", "the product of the sets is too large"),
    ],
    ids=["square", "cube", "range", "product"],
)
def test_an_expression_that_grows_without_bound_ends_with_a_reason(
    tmp_path: Path, budgets: list[Budget], expression: str, why: str
) -> None:
    stack = one(tmp_path, f'resource "aws_thing" "a" {{\n value = {expression}\n}}')
    assert why in reason(attribute(stack, "aws_thing.a", "value"))
    assert Budget().left - budgets[-1].left < 120_000


@pytest.mark.parametrize("step", ['"${%s}${%s}"', "concat(%s, %s)", "flatten([for x in %s : [x, x]])"])
def test_locals_that_double_each_other_end_with_a_reason(
    tmp_path: Path, budgets: list[Budget], step: str
) -> None:
    first = '"x"' if step.startswith('"') else '["x"]'
    lines = [f"l0 = {first}"]
    for number in range(60):
        name = f"local.l{number}"
        lines.append(f"l{number + 1} = {step.replace('%s', name)}")
    stack = one(
        tmp_path, "locals {\n" + "\n".join(lines) + '\n}\nresource "aws_thing" "a" {\n value = local.l60\n}'
    )
    assert "too" in reason(attribute(stack, "aws_thing.a", "value"))
    assert Budget().left - budgets[-1].left < 200_000


def nested(root: Path, levels: int, count: int) -> Stack:
    """Modules that call each other, each some number of times, with a resource in the last."""
    files = {"main.tf": f'module "m" {{\n source = "./l1"\n count = {count}\n}}\n'}
    for level in range(1, levels):
        text = f'module "m" {{\n source = "../l{level + 1}"\n count = {count}\n}}\n'
        files[f"l{level}/main.tf"] = text
    files[f"l{levels}/main.tf"] = 'resource "aws_thing" "a" {}\nresource "aws_thing" "b" {}\n'
    return stack_of(root, files)


def test_modules_that_multiply_end_with_a_reason(tmp_path: Path) -> None:
    stack = nested(tmp_path, 20, 2)
    assert not stack.complete
    assert any("there are too many modules to read" in unknown.reason for unknown in stack.unknowns)


def test_resources_that_multiply_end_with_a_reason(tmp_path: Path) -> None:
    stack = nested(tmp_path, 3, 100)
    assert not stack.complete
    made = [resource for resource in stack.resources if resource.type == "aws_thing"]
    assert len(made) == 2 * MOST_ALIKE
    assert [unknown.reason for unknown in stack.unknowns][:2] == [
        "there are more instances of aws_thing.a than are looked at",
        "there are more instances of aws_thing.b than are looked at",
    ]


@pytest.mark.parametrize(
    ("call", "repeated"), [("count = 200", ""), ("", "count = 200")], ids=["module", "resources"]
)
def test_many_blocks_that_are_often_repeated_end_with_a_reason(
    call: str, repeated: str, tmp_path: Path
) -> None:
    inner = "".join(f'resource "aws_thing" "r{number}" {{\n {repeated}\n}}\n' for number in range(100))
    files = {"main.tf": f'module "m" {{\n source = "./m"\n {call}\n}}\n', "m/main.tf": inner}
    stack = stack_of(tmp_path, files)
    assert not stack.complete
    made = Counter(resource.address.split("r")[-1].split("[")[0] for resource in stack.resources)
    assert len(made) == 100 and min(made.values()) >= 4
    assert len(stack.resources) == 100 * 4 + MOST_REPEATED
    assert all("than are looked at" in unknown.reason for unknown in stack.unknowns)


def test_four_resources_of_200_instances_are_all_looked_at(tmp_path: Path) -> None:
    inner = "".join(f'resource "aws_thing" "r{number}" {{}}\n' for number in range(4))
    call = 'module "m" {\n source = "./m"\n count = 200\n}\n'
    stack = stack_of(tmp_path, {"main.tf": call, "m/main.tf": inner})
    assert stack.complete
    assert len(stack.resources) == 800
