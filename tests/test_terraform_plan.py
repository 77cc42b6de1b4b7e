"""Plans and states: what `terraform show -json` prints of a plan or a state.

The plans were made by Terraform 1.11.4 with version 5.100.0 of the AWS provider, and what differs from
machine to machine was taken out of them.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from plain_values import plain, written

from ecslint.cli import main
from ecslint.engine.finding import Finding
from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.parsers.terraform import Inputs, Setting
from ecslint.resource import Resource, Stack
from ecslint.stack import discover

TESTS = Path(__file__).parent
SOURCES = TESTS / "configurations" / "plan"
ALONE = TESTS / "fixtures" / "plan" / "tfplan.json"
BESIDE = TESTS / "fixtures" / "plan-beside-sources"
WEB = "module.web.aws_ecs_task_definition.this"
STATE = TESTS / "fixtures" / "state" / "state.json"

Changed = dict[str, Any]


def findings(*paths: Path, inputs: Inputs | None = None) -> list[Finding]:
    outcome = check(discover(map(str, paths), inputs).stacks, load_rules())
    assert outcome.faults == []
    return outcome.findings


def found(*paths: Path, inputs: Inputs | None = None) -> list[tuple[str, str]]:
    """Code and resource of all findings, each instance by itself."""
    return sorted(
        (finding.code, address)
        for finding in findings(*paths, inputs=inputs)
        for address in (finding.at.resource, *finding.also)
    )


def places(*paths: Path, inputs: Inputs | None = None) -> list[tuple[object, ...]]:
    """What there is to say about findings, but for the way that values came."""
    return [
        (f.code, f.severity, f.message, f.at.span, f.at.resource, f.also, [b.span for b in f.because], f.when)
        for f in findings(*paths, inputs=inputs)
    ]


def only(path: Path) -> Stack:
    (stack,) = discover([str(path)]).stacks
    return stack


def resources(path: Path) -> dict[str, Resource]:
    return {resource.address: resource for resource in only(path).resources}


def changed(path: Path, plan: Path, **members: object) -> Path:
    """A copy of a plan with other members, in a directory of its own."""
    document = json.loads(plan.read_text()) | members
    path.mkdir(exist_ok=True)
    (path / "plan.json").write_text(json.dumps(document))
    return path / "plan.json"


def beside(path: Path) -> Path:
    """A copy of the sources and their plan."""
    names = shutil.ignore_patterns("*.txt")
    return Path(shutil.copytree(BESIDE, path / "project", ignore=names))


# -- the same configuration, read in several ways -------------------------------------------------


def test_a_plan_gives_the_findings_that_its_configuration_gives() -> None:
    assert found(ALONE) == found(SOURCES)
    assert len(found(ALONE)) == 6


def test_a_plan_beside_its_sources_gives_their_findings_at_their_places(tmp_path: Path) -> None:
    project = beside(tmp_path)
    planned = places(project)
    (project / "plan.json").unlink()
    instance = Inputs((Setting("target_type", "instance", "by --var"),))
    assert planned == places(project, inputs=instance)
    assert {finding[0] for finding in planned} == {"ECS101", "ECS201", "ECS205", "ECS303"}


def test_a_plan_without_its_sources_gives_the_part_that_it_can_know(tmp_path: Path) -> None:
    alone = changed(tmp_path / "alone", BESIDE / "plan.json")
    assert found(alone) == [
        ("ECS101", 'module.queue["sms"].aws_ecs_task_definition.this'),
        ("ECS303", 'module.queue["mail"].aws_ecs_service.this'),
        ("ECS303", 'module.queue["sms"].aws_ecs_service.this'),
    ]
    assert set(found(alone)) < set(found(BESIDE))


def test_a_plan_decides_what_its_variables_are(tmp_path: Path) -> None:
    project = beside(tmp_path)
    (mismatch,) = [finding for finding in findings(project) if finding.code == "ECS201"]
    assert mismatch.at.via[0].note == "var.target_type set in plan.json"
    (project / "plan.json").unlink()
    assert "ECS201" not in {code for code, _ in found(project)}


# -- which resources, and what is in them ---------------------------------------------------------


def test_the_resources_of_a_plan_are_those_that_will_be_there() -> None:
    assert [resource.address for resource in only(ALONE).resources] == [
        "aws_cloudwatch_log_group.late",
        "aws_ecs_cluster.shop",
        'aws_ecs_service.each["admin"]',
        'aws_ecs_service.each["api"]',
        "aws_ecs_service.kept",
        "aws_ecs_service.web",
        "aws_ecs_task_definition.kept",
        "aws_ecs_task_definition.late",
        "aws_iam_role.execution",
        'aws_lb_listener.each["admin"]',
        'aws_lb_listener.each["api"]',
        "aws_lb_listener.web",
        'aws_lb_target_group.each["admin"]',
        'aws_lb_target_group.each["api"]',
        "aws_lb_target_group.web",
        "data.aws_iam_policy_document.tasks",
        "module.tasks.aws_ecs_task_definition.this[0]",
        "module.tasks.aws_ecs_task_definition.this[1]",
        "locals",
    ]


@pytest.mark.parametrize("action", ["forget", "delete"])
def test_what_will_be_no_part_of_the_configuration_is_not_looked_at(action: str, tmp_path: Path) -> None:
    changes = json.loads(ALONE.read_text())["resource_changes"]
    for change in changes:
        if change["address"] == "aws_ecs_service.kept":
            change["change"]["actions"] = [action]
    left = set(resources(changed(tmp_path, ALONE, resource_changes=changes)))
    assert set(resources(ALONE)) - left == {"aws_ecs_service.kept"}


def test_a_plan_that_only_refreshes_says_what_there_is(tmp_path: Path) -> None:
    prior = {"format_version": "1.0", "values": json.loads(STATE.read_text())["values"]}
    empty = {"outputs": {}, "root_module": {}}
    plan = changed(tmp_path, ALONE, planned_values=empty, resource_changes=[], prior_state=prior)
    assert found(plan) == found(STATE)
    leaving = changed(tmp_path / "destroyed", ALONE, planned_values=empty, prior_state=prior)
    assert found(leaving) == []


def test_a_body_has_what_is_configured_and_refers_to_what_is_not_known_yet() -> None:
    body = resources(ALONE)['aws_ecs_service.each["admin"]'].body
    values = {name: plain(value) for name, value in body.items.items() if name != "depends_on"}
    assert {name: value for name, value in values.items() if value != []} == {
        "cluster": "<-> aws_ecs_cluster.shop.id>",
        "load_balancer": [
            {
                "container_name": "web",
                "container_port": 9000,
                "target_group_arn": '<-> aws_lb_target_group.each["admin"]>',
            }
        ],
        "name": "admin",
        "scheduling_strategy": "DAEMON",
        "task_definition": "<-> module.tasks.aws_ecs_task_definition.this[0].arn>",
    }


def test_blocks_that_a_plan_does_not_configure_are_not_guessed() -> None:
    body = resources(ALONE)["aws_ecs_service.web"].body
    assert plain(body.items["load_balancer"]) == [
        {
            "container_name": "web",
            "container_port": 8080,
            "target_group_arn": "<-> aws_lb_target_group.web.arn>",
        },
        *(
            {
                "container_name": "web",
                "container_port": port,
                "target_group_arn": f"<aws_ecs_service.web.load_balancer[{number}].target_group_arn"
                " is known only after the deployment>",
            }
            for number, port in ((1, 8080), (2, 9000))
        ),
    ]


def test_one_unknown_leaf_hides_a_document_in_a_plan_but_not_beside_its_sources(tmp_path: Path) -> None:
    alone = resources(changed(tmp_path / "alone", BESIDE / "plan.json"))
    assert plain(alone[WEB].body.items["container_definitions"]) == (
        "<module.web.aws_ecs_task_definition.this.container_definitions is known only after the deployment>"
    )
    web = resources(BESIDE)[WEB].body.items["container_definitions"]
    assert plain(web) == {
        "<json>": [
            {
                "name": "web",
                "image": "example/web:1",
                "portMappings": [{"containerPort": 8080, "hostPort": 8080}],
                "environment": [
                    {"name": "LOG_GROUP", "value": "<-> aws_cloudwatch_log_group.web.name>"},
                ],
            }
        ]
    }


def test_a_plan_waits_for_what_its_configuration_names() -> None:
    after = resources(BESIDE)["module.web.aws_ecs_service.this"].after
    assert [plain(reference) for reference in after] == ["<-> aws_lb_listener.web>"]
    alone = resources(ALONE)
    assert [each.target for each in alone["aws_lb_listener.web"].after] == ["aws_lb_target_group.web"]
    assert "aws_lb_listener.web" in [each.target for each in alone["aws_ecs_service.web"].after]
    assert [each.target for each in alone["module.tasks.aws_ecs_task_definition.this[1]"].after] == [
        "aws_iam_role.execution"
    ]


def test_a_state_refers_to_its_resources_by_what_only_they_have() -> None:
    body = resources(STATE)["aws_ecs_service.gone"].body
    cluster = body.items["cluster"]
    assert plain(cluster) == "<-> aws_ecs_cluster.shop.arn>"
    assert written(cluster.span) == '"arn:aws:ecs:eu-west-1:123456789012:cluster/shop"'
    assert plain(body.items["load_balancer"]) == [
        {
            "container_name": "nothing",
            "container_port": 81,
            "target_group_arn": "<-> aws_lb_target_group.web.arn>",
        }
    ]
    assert [plain(exported) for exported in only(STATE).exports] == [[], "<-> aws_ecs_service.kept.id>"]


def test_the_text_of_a_document_keeps_its_places_in_the_plan() -> None:
    (finding,) = [finding for finding in findings(ALONE) if finding.code == "ECS101"]
    assert written(finding.at.span) == r"\"hostPort\":8081"


# -- what is left alone, and what is not known -----------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"format_version": "1.0", "terraform_version": "1.11.4", "provider_schemas": {}}',
        '{"format_version": "1.0", "terraform_version": "1.11.4", "planned_values": null}',
        '{"format_version": "1.0", "terraform_version": "1.11.4"}',
        '{"version": 4, "terraform_version": "1.11.4", "root_module": {}, "outputs": {}}',
        '[{"format_version": "1.0", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}}]',
    ],
)
def test_other_documents_of_terraform_are_left_alone(text: str, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text(text)
    assert discover([str(tmp_path)]).stacks == []


def test_a_plan_that_is_cut_off_is_reported(tmp_path: Path) -> None:
    text = ALONE.read_text()
    (tmp_path / "plan.json").write_text(text[: len(text) // 2])
    (finding,) = findings(tmp_path)
    assert (finding.code, finding.message[:16]) == ("ECS001", "this is not JSON")


def test_a_plan_that_does_not_show_all_proves_nothing_by_what_it_lacks(tmp_path: Path) -> None:
    plan = changed(tmp_path / "part", ALONE, complete=False)
    assert not only(plan).complete
    assert "ECS207" not in {code for code, _ in found(plan)}


def test_what_a_plan_does_not_show_of_a_resource_is_not_taken_for_absent() -> None:
    (service,) = [each for each in only(ALONE).resources if each.address == "aws_ecs_service.kept"]
    assert service.meta is not None
    assert plain(service.meta) == {"lifecycle": "<a plan does not show the lifecycle of a resource>"}


# -- beside which sources --------------------------------------------------------------------------


def test_who_gives_a_plan_alone_hears_of_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside(tmp_path))
    assert main(["check", "--format", "concise", "plan.json"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown] == [
        "main.tf:31:3:",
        "modules/service/main.tf:43:49:",
        "modules/service/main.tf:57:5:",
        "modules/service/main.tf:64:7:",
    ]


def test_a_plan_may_lie_below_its_sources(tmp_path: Path) -> None:
    project = beside(tmp_path)
    (project / ".git").mkdir()
    expected = places(project)
    (project / "plans").mkdir()
    (project / "plan.json").rename(project / "plans" / "plan.json")
    assert places(project) == expected


def test_a_plan_of_other_sources_stands_by_itself(tmp_path: Path) -> None:
    project = beside(tmp_path)
    with (project / "main.tf").open("a") as file:
        file.write('\nresource "aws_ecs_cluster" "new" {\n  name = "new"\n}\n')
    assert {stack.name.rpartition("/")[2] for stack in discover([str(project)]).stacks} == {
        "project",
        "plan.json",
    }


def test_a_plan_from_before_a_change_of_its_sources_says_nothing_about_them(tmp_path: Path) -> None:
    project = beside(tmp_path)
    module = project / "modules" / "service" / "main.tf"
    module.write_text(module.read_text().replace("9001", "9000"))
    at = {finding.code: finding.at.span.source.path for finding in findings(project)}
    assert (at["ECS101"], at["ECS205"]) == (f"{project}/plan.json", str(module))


def test_what_a_module_holds_that_is_not_downloaded_stands_in_the_plan(tmp_path: Path) -> None:
    project = beside(tmp_path)
    shutil.rmtree(project / "modules")
    main_file = project / "main.tf"
    main_file.write_text(main_file.read_text().replace("./modules/service", "example/service/aws"))
    assert {finding.at.span.source.path for finding in findings(project)} == {f"{project}/plan.json"}
    spans = {resource.address: resource.span for resource in only(project).resources}
    assert written(spans["aws_lb_target_group.web"]) == 'resource "aws_lb_target_group" "web"'
    assert written(spans["module.web.aws_ecs_service.this"]) == '"module.web.aws_ecs_service.this"'


def test_several_plans_of_one_root_say_in_which_of_them_a_finding_holds(tmp_path: Path) -> None:
    project = beside(tmp_path)
    document = json.loads((project / "plan.json").read_text().replace('"instance"', '"ip"'))
    (project / "other.json").write_text(json.dumps(document))
    (mismatch,) = [finding for finding in findings(project) if finding.code == "ECS201"]
    assert mismatch.when == (f"environment {project}/plan.json",)


# -- whatever a file holds -------------------------------------------------------------------------


def test_a_document_of_the_wrong_shape_does_no_harm(tmp_path: Path) -> None:
    chance = random.Random(1)
    whole = json.loads((BESIDE / "plan.json").read_text())
    strange: list[object] = [None, True, 0, "", [], {}, [None], [{}], {"references": ["var.a", "local.b"]}]
    for _ in range(12):
        document = json.loads(json.dumps(whole))
        for _ in range(5):
            parent, key = chance.choice(_members(document))
            parent[key] = chance.choice(strange)
        (tmp_path / "plan.json").write_text(json.dumps(document))
        findings(tmp_path)


def _members(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a document, as the container and the key in it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((value, key), *_members(value[key]))]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04 tfplan", "a saved plan"),
        (b'{"@level":"info","@message":"Terraform 1.11.4"}\n', "the log of a plan"),
        (
            b'{\n  "version": 4,\n  "terraform_version": "1.11.4",\n  "serial": 1,\n  "lineage": "x"\n}',
            "a state as Terraform keeps it",
        ),
        (
            b'{"serial":1,"lineage":"x","meta":{"k":"e30="},"encrypted_data":"Zm9v","encryption_version":"v0"}',
            "a plan or state that OpenTofu has encrypted",
        ),
        (
            b"\nTerraform used the selected providers\n  \x1b[32m+\x1b[0m create\n",
            "a plan or state in words",
        ),
        (b"\x1b[1mOpenTofu will perform the following actions:\x1b[0m\n", "a plan or state in words"),
        ("Terraform will perform the following actions:\r\n".encode("utf-16"), "a plan or state in words"),
    ],
    ids=["saved", "log", "state", "encrypted", "words", "colour", "PowerShell"],
)
def test_a_plan_that_is_not_json_is_refused_with_the_way_to_have_it_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, what: str
) -> None:
    file = tmp_path / "tfplan"
    file.write_bytes(content)
    assert main(["check", str(file)]) == 2
    assert f"error: {file} is {what}\n" in capsys.readouterr().err


def test_another_file_without_ecs_configuration_is_no_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("We plan to add 1 service.\n")
    assert main(["check", str(file)]) == 0
    assert "no ECS configuration found" in capsys.readouterr().err
