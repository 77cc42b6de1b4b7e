"""Variables files beside a root module: environments that nobody has described."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_environments import MAIN, environments, found, write
from test_terraform_plan import beside

from ecslint.cli import main

INSTANCE, IP = 'target_type = "instance"\n', 'target_type = "ip"\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with one root module, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write({"infra/main.tf": MAIN})
    return tmp_path


def stacks(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str | None]]:
    """Each stack and environment that is looked at."""
    assert main(["show", "--format", "json", *arguments]) == 0
    return [(stack["name"], stack["environment"]) for stack in json.loads(capsys.readouterr().out)["stacks"]]


def unknown(capsys: pytest.CaptureFixture[str], environment: str, name: str) -> list[str]:
    """Why a fact of the one target group or task definition is not known in an environment."""
    assert main(["show", "--format", "json"]) == 0
    return [
        problem["reason"]
        for stack in json.loads(capsys.readouterr().out)["stacks"]
        if stack["environment"] == environment
        for resource in stack["resources"]
        for problem in resource["facts"].get(name, {"unknown": []})["unknown"]
    ]


# -- which files count -----------------------------------------------------------------------------------


def test_a_finding_says_for_which_of_the_variables_files_beside_a_root_it_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"infra/prod.tfvars": INSTANCE, "infra/env/dev.tfvars": IP})
    assert found(capsys) == [("ECS201", ["environment prod.tfvars"])]
    assert stacks(capsys) == [("infra", "prod.tfvars"), ("infra", "env/dev.tfvars")]
    write({"infra/env/dev.tfvars": INSTANCE})
    assert found(capsys) == [("ECS201", [])]


@pytest.mark.parametrize(
    "path",
    [
        "prod.tfvars",
        "prod.tfvars.json",
        "env/prod.tfvars",
        "environments/prod/terraform.tfvars",
        "environments/prod/eu/prod.auto.tfvars",
    ],
)
def test_a_file_that_terraform_does_not_read_by_itself_is_an_environment(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write({f"infra/{path}": '{"target_type": "instance"}' if path.endswith("json") else INSTANCE})
    assert stacks(capsys) == [("infra", path)]
    assert found(capsys) == [("ECS201", [])]


@pytest.mark.parametrize(
    "files",
    [
        {"infra/terraform.tfvars": INSTANCE},
        {"infra/prod.auto.tfvars": INSTANCE},
        {"infra/backend.tfvars": 'bucket = "state"\n'},
        {"infra/backend.tfvars.json": '{"bucket": "state"}'},
        {"infra/.prod.tfvars": INSTANCE},
        {"infra/prod.tfvars.json": "["},
        {"infra/example/main.tf": "locals {}\n", "infra/example/dev.tfvars": IP},
        {"infra/live/terragrunt.hcl": 'include {\n  path = "x"\n}\n', "infra/live/dev.tfvars": IP},
        {"dev.tfvars": IP},
    ],
)
def test_other_files_are_none(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    write(files)
    assert ("infra", None) in stacks(capsys)


def test_a_module_that_is_called_has_the_variables_of_its_caller(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "main.tf": 'module "web" {\n  source      = "./infra"\n  target_type = "instance"\n'
            "  public      = true\n}\n",
            "infra/fixtures.tfvars": IP,
        }
    )
    assert stacks(capsys) == [(".", None)]
    assert found(capsys) == [("ECS201", [])]


@pytest.mark.parametrize("arguments", [["--var", "target_type=ip"], ["--var-file", "other.tfvars"]])
def test_variables_on_the_command_line_take_the_place_of_the_files(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"infra/prod.tfvars": INSTANCE, "other.tfvars": IP})
    assert found(capsys) == [("ECS201", [])]
    assert found(capsys, *arguments) == []
    assert stacks(capsys, *arguments) == [("infra", None)]


def test_a_described_stack_has_the_environments_that_it_is_described_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"infra/prod.tfvars": INSTANCE, "infra/dev.tfvars": IP})
    write({"ecslint.toml": environments(dev='var-files = ["infra/dev.tfvars"]')})
    assert stacks(capsys) == [("infra", "dev")]
    write({"ecslint.toml": '[[stack]]\npath = "."\n'})
    assert stacks(capsys) == [("infra", "dev.tfvars"), ("infra", "prod.tfvars")]


def test_a_plan_takes_the_place_of_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(tmp_path)
    write({"project/dev.tfvars": IP})
    assert stacks(capsys, "project") == [("project", "project/plan.json")]
    Path("project/plan.json").unlink()
    assert stacks(capsys, "project") == [("project", "dev.tfvars")]


def test_a_changed_file_is_widened_to_its_root(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/env/prod.tfvars": INSTANCE, "infra/env/dev.tfvars": IP})
    assert found(capsys, "infra/env/prod.tfvars") == [("ECS201", ["environment env/prod.tfvars"])]
    assert found(capsys, "infra/env/dev.tfvars") == []


# -- what a file leaves open -----------------------------------------------------------------------------


def test_what_only_another_file_sets_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/prod.tfvars": INSTANCE, "infra/bridge.tfvars": INSTANCE + 'mode = "bridge"\n'})
    assert found(capsys) == []
    assert unknown(capsys, "prod.tfvars", "network_mode") == ["bridge.tfvars may set var.mode"]
    assert unknown(capsys, "bridge.tfvars", "network_mode") == []


def test_what_terraform_reads_by_itself_may_be_overruled_by_another_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"infra/terraform.tfvars": INSTANCE, "infra/prod.tfvars": 'mode = "awsvpc"\n'})
    assert found(capsys) == [("ECS201", [])]
    write({"infra/dev.tfvars": IP})
    assert found(capsys) == []
    assert unknown(capsys, "prod.tfvars", "target_type") == ["dev.tfvars may set var.target_type"]


def test_a_file_that_cannot_be_given_alone_says_nothing_that_another_may_overrule(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shared = INSTANCE.replace("target_type", "kind")
    kind = MAIN.replace("= var.target_type", '= var.kind == "" ? var.target_type : var.kind')
    write({"infra/main.tf": kind + 'variable "kind" {\n  default = ""\n}\n'})
    write({"infra/common.tfvars": shared, "infra/prod.tfvars": IP + 'kind = "ip"\n'})
    assert unknown(capsys, "common.tfvars", "target_type") == [
        "prod.tfvars may set var.target_type",
        "prod.tfvars may set var.kind",
    ]
    assert unknown(capsys, "prod.tfvars", "target_type") == []
    assert found(capsys) == []
    write({"infra/common.tfvars": shared + INSTANCE})
    assert found(capsys) == [("ECS201", ["environment common.tfvars"])]


def test_nothing_is_assumed_of_a_switch_that_another_file_sets(capsys: pytest.CaptureFixture[str]) -> None:
    switched = MAIN.replace("= var.target_type", '= var.public ? var.target_type : "ip"')
    write({"infra/main.tf": switched, "infra/prod.tfvars": INSTANCE})
    assert found(capsys) == [("ECS201", ["var.public"])]
    write({"infra/dev.tfvars": IP + "public = true\n"})
    assert found(capsys) == []


def test_a_file_that_cannot_be_read_whole_may_set_everything(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/prod.tfvars": INSTANCE + "broken = [\n"})
    assert found(capsys) == []
    assert unknown(capsys, "prod.tfvars", "network_mode") == [
        "a file that may set var.mode could not be read"
    ]


def test_of_very_many_files_only_what_none_of_them_sets_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    files = {f"infra/tenants/{number:02}.tfvars": INSTANCE for number in range(41)}
    write(files)
    assert stacks(capsys) == [("infra", None)]
    assert found(capsys) == []
    Path("infra/tenants/40.tfvars").unlink()
    assert len(stacks(capsys)) == 40
    assert found(capsys) == [("ECS201", [])]
