"""Terragrunt: which files are roots, what module they run, and what they give it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hcl_values import plain
from projects import write

from ecslint.parsers.terraform import Inputs, Setting, VariablesFile
from ecslint.resource import Stack
from ecslint.stack import discover

MODULE = """
variable "given" { type = any }
resource "aws_thing" "a" { value = var.given }
"""


def written(root: Path, files: dict[str, str]) -> Path:
    (root / ".git").mkdir()
    write(files, root)
    return root


def stacks(root: Path, files: dict[str, str], *paths: str) -> dict[str, Stack]:
    written(root, files)
    found = discover([str(root / path) for path in paths] or [str(root)]).stacks
    return {Path(stack.name).relative_to(root).as_posix(): stack for stack in found}


def given(root: Path, files: dict[str, str], unit: str = "live/app") -> object:
    """What the variable `given` of the module is, for a unit."""
    (resource,) = stacks(root, {"modules/app/main.tf": MODULE, **files})[unit].resources
    value = resource.body.items["value"]
    return plain(value)


def unit(inputs: str, more: str = "") -> str:
    return f'terraform {{ source = "../../modules//app" }}\n{more}\ninputs = {inputs}\n'


INCLUDE = 'include "root" { path = find_in_parent_folders("root.hcl") }'


def test_a_unit_is_a_root_and_the_module_that_it_runs_is_none(tmp_path: Path) -> None:
    found = stacks(
        tmp_path, {"modules/app/main.tf": MODULE, "live/app/terragrunt.hcl": unit("{ given = 1 }")}
    )
    assert list(found) == ["live/app"]
    assert [resource.address for resource in found["live/app"].resources] == ["aws_thing.a"]
    assert [Path(source.path).name for source in found["live/app"].sources] == ["terragrunt.hcl", "main.tf"]


def test_each_unit_of_a_module_is_a_stack_of_its_own(tmp_path: Path) -> None:
    files = {
        "modules/app/main.tf": MODULE,
        "live/one/terragrunt.hcl": unit("{ given = 1 }"),
        "live/two/terragrunt.hcl": unit("{ given = 2 }"),
    }
    found = stacks(tmp_path, files)
    values = {name: plain(stack.resources[0].body.items["value"]) for name, stack in found.items()}
    assert values == {"live/one": 1, "live/two": 2}


def test_configuration_beside_the_file_is_the_module_where_no_source_is_named(tmp_path: Path) -> None:
    files = {"live/app/main.tf": MODULE, "live/app/terragrunt.hcl": "inputs = { given = 5 }\n"}
    assert given(tmp_path, files) == 5


def test_a_value_tells_that_it_is_an_input(tmp_path: Path) -> None:
    found = stacks(
        tmp_path, {"modules/app/main.tf": MODULE, "live/app/terragrunt.hcl": unit("{ given = 1 }")}
    )
    value = found["live/app"].resources[0].body.items["value"]
    assert [(step.note, step.span.line) for step in value.via] == [("input given of terragrunt.hcl", 3)]


def test_inputs_use_the_locals_of_their_file(tmp_path: Path) -> None:
    text = unit(
        "{ given = { a = local.name } }", 'locals {\n  stage = "test"\n  name = "app-${local.stage}"\n}'
    )
    assert given(tmp_path, {"live/app/terragrunt.hcl": text}) == {"a": "app-test"}


def test_what_a_parent_gives_holds_where_the_unit_does_not_say_otherwise(tmp_path: Path) -> None:
    files = {
        "root.hcl": "inputs = { given = path_relative_to_include() }\n",
        "live/app/terragrunt.hcl": unit("{ other = 1 }", INCLUDE),
        "live/two/terragrunt.hcl": unit('{ given = "own" }', INCLUDE),
    }
    found = stacks(tmp_path, {"modules/app/main.tf": MODULE, **files})
    values = {name: plain(stack.resources[0].body.items["value"]) for name, stack in found.items()}
    assert values == {"live/app": "live/app", "live/two": "own"}


def test_a_parent_sees_the_folders_above_the_unit(tmp_path: Path) -> None:
    files = {
        "root.hcl": 'locals { a = read_terragrunt_config(find_in_parent_folders("env.hcl")) }\n'
        "inputs = { given = local.a.locals.name }\n",
        "live/env.hcl": 'locals { name = "live" }\n',
        "live/app/terragrunt.hcl": unit("{}", INCLUDE),
    }
    assert given(tmp_path, files) == "live"


def test_an_included_file_can_be_read_through_its_label(tmp_path: Path) -> None:
    exposing = INCLUDE.replace("{", "{\n").replace("}", "\n expose = true\n}")
    files = {
        "root.hcl": 'locals { name = "from the root" }\n',
        "live/app/terragrunt.hcl": unit("{ given = include.root.locals.name }", exposing),
    }
    assert given(tmp_path, files) == "from the root"


def test_the_source_may_come_from_the_parent(tmp_path: Path) -> None:
    source = "${get_repo_root()}/modules//${basename(path_relative_to_include())}"
    files = {
        "root.hcl": f'terraform {{ source = "{source}" }}\n',
        "live/app/terragrunt.hcl": f"{INCLUDE}\ninputs = {{ given = 7 }}\n",
    }
    assert given(tmp_path, files) == 7


def test_a_file_that_others_include_is_no_root(tmp_path: Path) -> None:
    files = {
        "terragrunt.hcl": 'terraform { source = "./modules//app" }\n',
        "live/app/terragrunt.hcl": "include { path = find_in_parent_folders() }\ninputs = { given = 1 }\n",
    }
    found = stacks(tmp_path, {"modules/app/main.tf": MODULE, **files})
    assert list(found)[:1] == ["live/app"]
    assert "." not in found


def test_a_variable_that_is_given_nothing_has_its_default(tmp_path: Path) -> None:
    files = {
        "modules/app/main.tf": MODULE.replace("type = any", "default = 8"),
        "live/app/terragrunt.hcl": unit("{}"),
    }
    assert given(tmp_path, files) == 8


COMPOSED = {
    "modules/app/main.tf": """
        variable "a" {
          type    = string
          default = "default"
        }
        variable "b" {
          type    = string
          default = "default"
        }
        resource "aws_thing" "a" { value = [var.a, var.b] }
    """,
    "live/app/terragrunt.hcl": unit('{ a = "unit", b = "unit" }'),
}


def values(root: Path, inputs: Inputs | None = None) -> dict[str, object]:
    """What the variables of the module are, in each environment of the unit."""
    return {
        stack.environment: plain(stack.resources[0].body.items["value"])
        for stack in discover([str(root)], inputs).stacks
        if stack.name.endswith("live/app")
    }


def test_what_the_command_line_gives_counts_more_than_the_inputs_of_a_unit(tmp_path: Path) -> None:
    root = written(tmp_path, {**COMPOSED, "live/prod.tfvars": 'a = "file"\n'})
    assert values(root) == {"": ["unit", "unit"]}
    assert values(root, Inputs((VariablesFile(str(root / "live/prod.tfvars")),))) == {"": ["file", "unit"]}
    assert values(root, Inputs((Setting("b", "typed", "by --var"),))) == {"": ["unit", "typed"]}
    process = Inputs(process=(Setting("a", "shell", "by TF_VAR_a"),))
    assert values(root, process)[""] == ["shell", "unit"]


def test_a_unit_may_be_described_with_environments(tmp_path: Path) -> None:
    table = '[[stack]]\npath = "live/app"\n[stack.environments.prod]\nvar-files = ["prod.tfvars"]\n'
    root = written(
        tmp_path,
        {
            **COMPOSED,
            "prod.tfvars": 'a = "prod"\n',
            "ecslint.toml": table + '[stack.environments.dev]\nvars = { b = "dev" }\n',
        },
    )
    assert values(root) == {"prod": ["prod", "unit"], "dev": ["unit", "dev"]}


def test_variables_files_beside_a_unit_are_none_of_its_environments(tmp_path: Path) -> None:
    beside = {
        f"{folder}/prod.tfvars": 'a = "file"\n' for folder in ("live/app", "live/app/env", "modules/app")
    }
    assert values(written(tmp_path, {**COMPOSED, **beside})) == {"": ["unit", "unit"]}


def test_variables_files_that_terraform_reads_in_the_module_count_more_than_the_inputs(
    tmp_path: Path,
) -> None:
    root = written(tmp_path, {**COMPOSED, "modules/app/terraform.tfvars": 'a = "module"\n'})
    assert values(root) == {"": ["module", "unit"]}


def test_inputs_arrive_as_text_where_a_variable_has_no_type(tmp_path: Path) -> None:
    files = {
        "modules/app/main.tf": MODULE.replace("type = any", ""),
        "live/app/terragrunt.hcl": unit("{ given = [1] }"),
    }
    assert given(tmp_path, files) == ("json", [1])


@pytest.mark.parametrize(
    ("inputs", "more", "reason"),
    [
        (
            "{ given = dependency.vpc.outputs.id }",
            'dependency "vpc" { config_path = "../vpc" }',
            "dependency.vpc is known only after the deployment of another unit",
        ),
        ('{ given = get_env("NAME") }', "", "get_env() is known only when Terragrunt runs"),
        (
            "{}",
            'include "root" { path = find_in_parent_folders("absent.hcl") }',
            "absent.hcl is in no parent folder inside the repository",
        ),
        (
            "merge({ a = 1 }, get_env())",
            "",
            "get_env() is known only when Terragrunt runs",
        ),
        ("{ given = local.a }", "locals { a = local.a }", "a depends on itself"),
    ],
    ids=["dependency", "function", "include", "merge", "circle"],
)
def test_what_cannot_be_known_has_a_reason(tmp_path: Path, inputs: str, more: str, reason: str) -> None:
    found = stacks(tmp_path, {"modules/app/main.tf": MODULE, "live/app/terragrunt.hcl": unit(inputs, more)})
    value = found["live/app"].resources[0].body.items["value"]
    assert getattr(value, "reason", value) == reason


def test_arguments_for_terraform_may_say_otherwise_than_the_inputs(tmp_path: Path) -> None:
    text = """
    terraform {
      source = "../../modules//app"
      extra_arguments "more" {
        commands  = ["plan"]
        arguments = ["-var", "given=2"]
      }
    }
    inputs = { given = 1 }
    """
    found = stacks(tmp_path, {"modules/app/main.tf": MODULE, "live/app/terragrunt.hcl": text})
    value = found["live/app"].resources[0].body.items["value"]
    assert getattr(value, "reason", value) == "extra arguments in terragrunt.hcl may set it"


def test_a_module_from_elsewhere_is_read_where_terragrunt_has_put_it(tmp_path: Path) -> None:
    source = "git::ssh://git@example.com/x.git//parts/app?ref=v1"
    files = {
        "live/app/terragrunt.hcl": f'terraform {{ source = "{source}" }}\ninputs = {{ given = 1 }}\n',
        "live/app/.terragrunt-cache/abc/def/parts/app/main.tf": MODULE,
    }
    assert given(tmp_path, files) == 1


def test_a_module_that_is_not_downloaded_is_said_to_be_missing(tmp_path: Path) -> None:
    files = {"live/app/terragrunt.hcl": 'terraform { source = "tfr:///a/b/aws?version=1.0.0" }\n'}
    (stack,) = stacks(tmp_path, files).values()
    assert (stack.resources, stack.complete) == ([], False)
    assert [unknown.reason for unknown in stack.unknowns] == [
        "the module tfr:///a/b/aws?version=1.0.0 is not downloaded (run terragrunt init)"
    ]


def test_a_mistake_in_the_file_is_a_problem_of_its_stack(tmp_path: Path) -> None:
    files = {"modules/app/main.tf": MODULE, "live/app/terragrunt.hcl": unit("{ given = 1 }") + "x = =\n"}
    found = stacks(tmp_path, files)
    assert [(p.code, p.span.line) for p in found["live/app"].problems] == [("ECS001", 4)]


@pytest.mark.parametrize("path", ["modules/app/main.tf", "live/app/terragrunt.hcl", "root.hcl"])
def test_a_given_file_belongs_to_the_units_that_it_takes_part_in(tmp_path: Path, path: str) -> None:
    files = {
        "modules/app/main.tf": MODULE,
        "root.hcl": "inputs = { given = 1 }\n",
        "live/app/terragrunt.hcl": unit("{}", INCLUDE),
    }
    assert list(stacks(tmp_path, files, path)) == ["live/app"]
