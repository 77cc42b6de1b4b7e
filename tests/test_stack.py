"""From paths to stacks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import write

from ecslint import inventory
from ecslint.cli import main
from ecslint.stack import PathNotFound, discover

TASK = '{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}\n'
TEMPLATE = "Resources:\n  Cluster:\n    Type: AWS::ECS::Cluster\n"
NESTING = (
    "Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n"
    "    Properties:\n      TemplateURL: ./nested.yaml\n"
)
ROOT = 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n'


def module(source: str) -> str:
    return f'module "{source.strip("./").replace("/", "-") or "self"}" {{\n  source = "{source}"\n}}\n'


def stacks(*paths: str) -> dict[str, list[str]]:
    """The stacks of some paths: their names, and the files that each has read."""
    found = discover(paths or ["."]).stacks
    return {stack.name: sorted(source.path for source in stack.sources) for stack in found}


# -- what cannot be read ---------------------------------------------------------------------------


def test_a_module_that_cannot_be_read_is_counted_though_no_rule_has_anything_to_ask_it(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"uncalled/main.tf": 'module "web" {\n  source = "git::https://example.com/web.git"\n}\n'})
    assert main(["check", "--format", "json", "--select", "ECS001,ECS101,ECS201"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["undetermined"] == 1
    (unread,) = report["undetermined"]
    assert unread["reason"] == "module.web is not downloaded (run terraform init)"
    assert (unread["path"], unread["line"], unread["codes"]) == ("uncalled/main.tf", 1, [])


# -- directories -----------------------------------------------------------------------------------


def test_each_root_module_template_and_folder_of_documents_is_a_stack(repository: Path) -> None:
    write(
        {
            "infrastructure/main.tf": ROOT,
            "infrastructure/service.tf": "",
            "template.yaml": TEMPLATE,
            "deploy/one.json": TASK,
            "deploy/two.json": TASK,
        }
    )
    assert stacks() == {
        "deploy": ["deploy/one.json", "deploy/two.json"],
        "infrastructure": ["infrastructure/main.tf", "infrastructure/service.tf"],
        "template.yaml": ["template.yaml"],
    }


def test_a_module_that_something_calls_comes_with_its_callers_only(repository: Path) -> None:
    write(
        {
            "staging/main.tf": module("../modules/service"),
            "production/main.tf": module("../modules/service"),
            "modules/service/main.tf": module("../cluster"),
            "modules/cluster/main.tf": ROOT,
            "modules/unused/main.tf": ROOT,
        }
    )
    shared = ["modules/cluster/main.tf", "modules/service/main.tf"]
    assert stacks() == {
        "modules/unused": ["modules/unused/main.tf"],
        "production": [*shared, "production/main.tf"],
        "staging": [*shared, "staging/main.tf"],
    }


def test_a_module_whose_callers_lie_outside_of_the_given_directory_is_checked_on_its_own(
    repository: Path,
) -> None:
    write({"live/main.tf": module("../modules/cluster"), "modules/cluster/main.tf": ROOT})
    assert stacks("modules") == {"modules/cluster": ["modules/cluster/main.tf"]}


def test_modules_that_call_each_other_in_a_circle_are_still_checked(repository: Path) -> None:
    write({"a/main.tf": module("../b"), "b/main.tf": module("../a") + ROOT, "c/main.tf": module("../c")})
    assert list(stacks()) == ["a", "c"]


def test_what_is_not_the_projects_own_is_left_out(repository: Path) -> None:
    asset = "asset." + "0" * 64
    write(
        {
            ".terraform/modules/x/main.tf": ROOT,
            ".hidden/task.json": TASK,
            "node_modules/x/template.yaml": TEMPLATE,
            f"cdk.out/{asset}/task.json": TASK,
            "environment/pyvenv.cfg": "",
            "environment/lib/template.yaml": TEMPLATE,
            "main.tf": ROOT,
            ".#main.tf": "an editor's lock",
        }
    )
    assert stacks() == {".": ["main.tf"]}


def test_a_directory_that_is_named_is_looked_into_whatever_its_name(repository: Path) -> None:
    write({".hidden/task.json": TASK})
    assert stacks(".hidden") == {".hidden": [".hidden/task.json"]}


def test_links_that_lead_in_a_circle_end(repository: Path) -> None:
    write({"a/task.json": TASK})
    os.symlink(repository, repository / "a" / "again")
    os.symlink("loop", repository / "loop")
    os.symlink("nowhere.json", repository / "broken.json")
    assert stacks() == {"a": ["a/task.json"]}


def test_documents_that_are_not_about_ecs_never_reach_a_parser(repository: Path) -> None:
    write(
        {"package.json": '{"name": "x"', "values.yaml": "a: [", "lambda.yml": "Type: AWS::Lambda::Function"}
    )
    assert stacks() == {}


def test_a_directory_that_cannot_be_read_is_a_problem_and_the_rest_is_checked(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"a/task.json": TASK, "closed/task.json": TASK})
    scandir = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if os.path.basename(path) == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(inventory.os, "scandir", refuse)
    found = discover(["."]).stacks
    assert [(stack.name, len(stack.resources)) for stack in found] == [("a", 1), ("closed", 0)]
    (problem,) = found[1].problems
    assert (problem.code, problem.message, problem.span.source.path) == (
        "ECS001",
        "the directory cannot be read: Permission denied",
        "closed",
    )


def test_a_document_that_cannot_be_decoded_is_a_problem_and_the_rest_is_checked(repository: Path) -> None:
    write({"a/task.json": TASK})
    Path("b.json").write_bytes(b'{"containerDefinitions": "\xff"}')
    found = {stack.name: [problem.code for problem in stack.problems] for stack in discover(["."]).stacks}
    assert found == {"a": [], "b.json": ["ECS001"]}


def test_a_nested_template_is_a_part_of_its_parent(repository: Path) -> None:
    write({"parent.yaml": NESTING, "nested.yaml": TEMPLATE})
    assert stacks() == {"parent.yaml": ["nested.yaml", "parent.yaml"]}


def test_a_document_that_terraform_reads_is_a_part_of_that_stack(repository: Path) -> None:
    task = (
        'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n'
        "  container_definitions = jsonencode(local.task.containerDefinitions)\n}\n"
        'locals {\n  task = jsondecode(file("${path.module}/task.json"))\n}\n'
    )
    write({"main.tf": task, "task.json": TASK})
    assert stacks() == {".": ["main.tf"]}


def test_paths_that_overlap_give_each_stack_once(repository: Path) -> None:
    write({"a/task.json": TASK, "a/main.tf": ROOT})
    assert stacks(".", "a", "a/task.json", "a/main.tf") == stacks()
    assert len(discover([".", "a", "a/main.tf"]).stacks) == 2


def test_directories_are_one_scope(repository: Path) -> None:
    write({"live/main.tf": module("../modules/cluster"), "modules/cluster/main.tf": ROOT})
    assert stacks("live", "modules") == {"live": ["live/main.tf", "modules/cluster/main.tf"]}


def test_templates_that_nest_each_other_in_a_circle_are_still_checked(repository: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        write({f"{name}.yaml": NESTING.replace("nested", other) + TEMPLATE.removeprefix("Resources:\n")})
    assert stacks() == {"a.yaml": ["a.yaml", "b.yaml"]}


# -- files -----------------------------------------------------------------------------------------


@pytest.fixture
def tree(repository: Path) -> Path:
    """Two environments that share a module, and a third that has nothing to do with it."""
    write(
        {
            "live/staging/main.tf": module("../../modules/service"),
            "live/staging/terraform.tfvars": "",
            "live/production/main.tf": module("../../modules/service"),
            "live/other/main.tf": ROOT,
            "modules/service/main.tf": (
                'locals {\n  a = templatefile("${path.module}/task.json.tpl", {})\n'
                '  b = [for name in ["one", "two"] : file("${path.module}/more/${name}.json")]\n}\n'
                'output "x" {\n  value = local\n}\n'
            ),
            "modules/service/task.json.tpl": "[]",
            "modules/service/more/one.json": "[]",
            "modules/service/more/two.json": "[]",
            "modules/service/more/values.yaml": "x: 1",
        }
    )
    return repository


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("live/staging/main.tf", ["live/staging"]),
        ("live/staging/terraform.tfvars", ["live/staging"]),
        ("modules/service/main.tf", ["live/production", "live/staging"]),
        ("live/other/main.tf", ["live/other"]),
        ("modules/service/more/values.yaml", []),
    ],
)
def test_a_file_stands_for_every_stack_that_it_takes_part_in(file: str, names: list[str], tree: Path) -> None:
    assert list(stacks(file)) == names


@pytest.mark.parametrize(
    "file",
    ["modules/service/task.json.tpl", "modules/service/more/one.json", "modules/service/more/two.json"],
)
def test_a_file_that_terraform_reads_stands_for_the_stacks_that_read_it(file: str, repository: Path) -> None:
    task = (
        'resource "aws_ecs_task_definition" "web" {\n'
        '  for_each = toset(["one", "two"])\n  family = each.key\n'
        '  container_definitions = file("${path.module}/more/${each.key}.json")\n}\n'
        'resource "aws_ecs_task_definition" "main" {\n  family = "main"\n'
        '  container_definitions = templatefile("${path.module}/task.json.tpl", {})\n}\n'
    )
    write(
        {"live/main.tf": module("../modules/service"), "modules/service/main.tf": task, "other/main.tf": ROOT}
    )
    write({f"modules/service/{name}": "[]" for name in ("task.json.tpl", "more/one.json", "more/two.json")})
    assert list(stacks(file)) == ["live"]


def test_only_what_touches_the_given_files_is_wanted(tree: Path) -> None:
    wants = discover(["live/staging/main.tf", "modules"]).wants
    files = [
        "live/staging/main.tf",
        "live/production/main.tf",
        "modules/service/main.tf",
        "modules-2/main.tf",
    ]
    assert [wants(file) for file in files] == [True, False, True, False]


def test_everything_in_the_stacks_of_directories_is_wanted(tree: Path) -> None:
    assert discover(["live"]).wants("modules/service/main.tf")


def test_a_document_stands_for_all_documents_of_its_folder(repository: Path) -> None:
    write({"a/task.json": TASK, "a/service.json": TASK, "b/task.json": TASK})
    assert stacks("a/task.json") == {"a": ["a/service.json", "a/task.json"]}


def test_a_nested_template_stands_for_its_parent(repository: Path) -> None:
    write({"parent.yaml": NESTING, "nested.yaml": TEMPLATE, "unrelated.yaml": TEMPLATE})
    assert stacks("nested.yaml") == {"parent.yaml": ["nested.yaml", "parent.yaml"]}


def test_a_template_stands_for_itself_alone(repository: Path) -> None:
    write({"one.yaml": TEMPLATE, "two.yaml": TEMPLATE})
    assert stacks("one.yaml") == {"one.yaml": ["one.yaml"]}


def test_a_file_of_another_kind_stands_for_nothing(tree: Path) -> None:
    write({"README.md": "aws_ecs_service", "modules/service/user-data.sh": ""})
    assert stacks("README.md", "modules/service/user-data.sh") == {}


def test_without_git_a_file_finds_its_callers_among_the_near_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write({"project/main.tf": module("./modules/service"), "project/modules/service/main.tf": ROOT})
    assert list(stacks("project/modules/service/main.tf")) == ["project"]


def test_without_git_modules_below_the_working_directory_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write({"live/main.tf": module("../modules/cluster"), "modules/cluster/main.tf": ROOT})
    assert stacks("live") == {"live": ["live/main.tf", "modules/cluster/main.tf"]}


def test_nothing_outside_of_the_repository_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write({"repository/.git/HEAD": "", "repository/main.tf": module("../outside"), "outside/main.tf": ROOT})
    assert stacks("repository") == {"repository": ["repository/main.tf"]}


# -- paths -----------------------------------------------------------------------------------------


def test_a_path_that_does_not_exist_is_refused_with_the_names_beside_it(repository: Path) -> None:
    write({"live/main.tf": ROOT, "live/other.tf": ""})
    with pytest.raises(PathNotFound) as refused:
        discover(["live/mian.tf"])
    assert (refused.value.path, refused.value.nearby) == ("live/mian.tf", ["main.tf", "other.tf"])


def test_the_project_is_the_git_repository(repository: Path) -> None:
    write({"a/b/main.tf": ROOT, "nested/.git": "gitdir: elsewhere\n", "nested/c/main.tf": ROOT})
    roots = [inventory.project_root(name) for name in ("a/b", "nested/c", ".")]
    assert roots == [
        str(repository.resolve()),
        str(repository.resolve() / "nested"),
        str(repository.resolve()),
    ]


def test_without_git_the_project_is_the_furthest_near_directory_with_terraform(tmp_path: Path) -> None:
    (tmp_path / "a" / "examples" / "complete").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "main.tf").touch()
    roots = [inventory.project_root(str(tmp_path / name)) for name in ("a/examples/complete", "b")]
    assert roots == [str(tmp_path.resolve() / "a"), str(tmp_path.resolve() / "b")]
