"""ecspresso: which files are deployed together, and what is known of them before they are filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain_values import plain
from projects import write
from test_stack import stacks

from ecslint.cli import main
from ecslint.resource import Resource, Stack
from ecslint.stack import discover
from ecslint.value import Mapping, Sequence, Unknown, Value

CONFIG = "cluster: main\nservice: web\nservice_definition: service.json\ntask_definition: task.json\n"
SERVICE = '{"launchType": "FARGATE", "desiredCount": 1}'
TASK = '{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}'

pytestmark = pytest.mark.usefixtures("repository")


def load(files: dict[str, str]) -> Stack:
    """The only stack of some files."""
    write(files)
    (stack,) = discover(["."]).stacks
    return stack


def only(stack: Stack, kind: str) -> Resource:
    (resource,) = (resource for resource in stack.resources if resource.type == kind)
    return resource


def findings(capsys: pytest.CaptureFixture[str], code: str) -> list[str]:
    main(["check", "--exit-zero", "--format", "concise", "--select", code])
    return capsys.readouterr().out.splitlines()


def unknowns(value: Value) -> Iterator[Unknown]:
    """The unknown leaves of a value."""
    match value:
        case Unknown():
            yield value
        case Mapping(items=members):
            for member in members.values():
                yield from unknowns(member)
        case Sequence(items=members):
            for member in members:
                yield from unknowns(member)


# -- what is deployed together -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("ecspresso.yml", CONFIG),
        ("config.yaml", CONFIG),
        ("ecspresso.json", json.dumps(dict(line.split(": ") for line in CONFIG.splitlines()))),
    ],
)
def test_a_configuration_and_its_definitions_are_one_stack(name: str, config: str) -> None:
    stack = load({name: config, "service.json": SERVICE, "task.json": TASK})
    assert (stack.name, stack.problems) == (name, [])
    assert [source.path for source in stack.sources] == [name, "task.json", "service.json"]
    assert plain(only(stack, "service").body) == {
        "launchType": "FARGATE",
        "desiredCount": 1,
        "serviceName": "web",
        "cluster": "main",
        "taskDefinition": "<-> web>",
    }


def test_the_task_definition_of_the_configuration_counts_and_no_other() -> None:
    service = '{"serviceName": "old", "cluster": "old", "taskDefinition": "old:1", "desiredCount": 1}'
    config = CONFIG.replace("cluster: main\n", "")
    stack = load({"ecspresso.yml": config, "service.json": service, "task.json": TASK, "old.json": "{}"})
    assert plain(only(stack, "service").body) == {
        "serviceName": "web",
        "cluster": "default",
        "taskDefinition": "<-> web>",
        "desiredCount": 1,
    }


def test_configurations_that_share_a_task_definition_are_a_stack_each() -> None:
    shared = CONFIG.replace(" task.json", " ../task.json")
    write({"task.json": TASK, "other.json": TASK})
    write({f"{name}/ecspresso.yml": shared for name in ("one", "two")})
    write({f"{name}/service.json": SERVICE for name in ("one", "two")})
    expected = {
        f"{name}/ecspresso.yml": sorted([f"{name}/ecspresso.yml", f"{name}/service.json", "task.json"])
        for name in ("one", "two")
    }
    assert stacks() == {".": ["other.json"], **expected}
    assert stacks("task.json") == expected
    assert stacks("one/service.json") == {"one/ecspresso.yml": expected["one/ecspresso.yml"]}


def test_a_mismatch_between_the_two_definitions_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    service = '{"loadBalancers": [{"containerName": "wbe", "containerPort": 80}], "desiredCount": 1}'
    write({"ecspresso.yml": CONFIG, "service.json": service, "task.json": TASK})
    assert findings(capsys, "ECS205") == [
        'service.json:1:21: error ECS205 the load balancer sends traffic to container "wbe", which task '
        "definition web does not define"
    ]


@pytest.mark.parametrize(
    "config",
    [
        "task_definition: web:3\n",
        "tasks:\n  task_definition: task.json\n",
        "service_definition: [service.json]\n",
    ],
)
def test_what_names_no_definition_file_is_no_configuration(config: str) -> None:
    write({"deploy.yml": config, "task.json": TASK})
    assert stacks() == {".": ["task.json"]}


def test_a_definition_that_is_not_there_leaves_the_rest_as_it_is() -> None:
    stack = load({"ecspresso.yml": CONFIG, "service.json": SERVICE})
    body = plain(only(stack, "task-definition").body)
    assert (body, stack.problems) == ({"<more>": 1}, [])
    assert only(stack, "task-definition").body.open is not None
    assert only(stack, "service").body.open is None


def test_a_definition_outside_of_the_repository_is_not_read(tmp_path: Path) -> None:
    outside = CONFIG.replace(" task.json", " /etc/hosts.json")
    stack = load({"ecspresso.yml": outside, "service.json": SERVICE})
    assert [problem.message for problem in stack.problems] == [
        "the path leaves the repository, so the file is not read"
    ]


def test_a_configuration_for_tasks_alone_has_no_service() -> None:
    stack = load({"ecspresso.yml": "region: r\ntask_definition: task.json\n", "task.json": TASK})
    assert [resource.type for resource in stack.resources] == ["task-definition"]


def test_what_describe_task_definition_prints_may_be_the_definition() -> None:
    stack = load(
        {"ecspresso.yml": CONFIG, "service.json": SERVICE, "task.json": f'{{"taskDefinition": {TASK}}}'}
    )
    assert only(stack, "task-definition").address == "web"


def test_yaml_definitions_are_read() -> None:
    config = CONFIG.replace(".json", ".yaml")
    task = "family: web\ncontainerDefinitions:\n  - name: web\n    image: 'nginx:{{ must_env `TAG` }}'\n"
    stack = load({"ecspresso.yml": config, "service.yaml": "desiredCount: 2\n", "task.yaml": task})
    assert plain(only(stack, "task-definition").body) == {
        "family": "web",
        "containerDefinitions": [
            {
                "name": "web",
                "image": ("nginx:", "<the placeholder {{ must_env `TAG` }} is filled in by a deploy tool>"),
            }
        ],
    }


def test_keys_are_taken_with_a_capital_too_and_empty_choices_as_none() -> None:
    task = (
        '{"Family": "web", "NetworkMode": "", "ContainerDefinitions": [{"Name": "web", '
        '"DockerLabels": {"Owner": "x"}, "PortMappings": [{"ContainerPort": 80, "AppProtocol": ""}]}]}'
    )
    stack = load({"ecspresso.yml": CONFIG, "service.json": SERVICE, "task.json": task})
    assert plain(only(stack, "task-definition").body) == {
        "family": "web",
        "containerDefinitions": [
            {"name": "web", "dockerLabels": {"Owner": "x"}, "portMappings": [{"containerPort": 80}]}
        ],
    }


# -- what the environment decides ---------------------------------------------------------------------


CHOSEN = """\
cluster: main
service: "web-{{ must_env `STAGE` }}"
service_definition: "{{ must_env `STAGE` }}/service.json"
task_definition: "{{ must_env `STAGE` }}/{{ must_env `STAGE` }}.json"
"""


def test_definitions_named_by_the_environment_are_a_stack_for_each_that_can_be_meant() -> None:
    write({"ecspresso.yml": CHOSEN, "prod/service.json": SERVICE, "prod/prod.json": TASK})
    write({"dev/service.json": SERVICE, "dev/dev.json": TASK, "half/service.json": SERVICE})
    found = {stack.name: stack for stack in discover(["."]).stacks}
    assert list(found) == ["ecspresso.yml, dev", "ecspresso.yml, prod", "half"]
    service = only(found["ecspresso.yml, prod"], "service")
    assert service.body.span.source.path == "prod/service.json"
    assert plain(service.body.items["serviceName"]) == "web-prod"


def test_what_is_no_service_is_not_taken_for_one() -> None:
    config = CONFIG.replace(" service.json", ' "{{ must_env `STAGE` }}.json"')
    write({"ecspresso.yml": config, "prod.json": SERVICE, "task.json": TASK})
    assert list(stacks()) == ["ecspresso.yml, prod"]


def test_where_no_file_can_be_meant_the_definition_is_unknown() -> None:
    stack = load({"ecspresso.yml": CHOSEN})
    assert plain(only(stack, "service").body.items["taskDefinition"]) == "<-> ecspresso>"
    assert [resource.body.open is not None for resource in stack.resources] == [True, True]


def test_equal_placeholders_are_one_thing_in_a_whole_deployment() -> None:
    task = """{"containerDefinitions": [
      {"name": "{{ must_env `A` }}", "environment": [{"name": "{{ must_env `A` }}"}]}
    ]}"""
    stack = load(
        {"ecspresso.yml": CONFIG, "service.json": '{"cluster": "{{ must_env `A` }}"}', "task.json": task}
    )
    identities = {hole.identity for resource in stack.resources for hole in unknowns(resource.body)}
    assert identities == {"{{ must_env `A` }}"}


# -- blocks of templates ------------------------------------------------------------------------------


def test_what_depends_on_a_block_is_told_with_its_condition(capsys: pytest.CaptureFixture[str]) -> None:
    task = """{
      "family": "web", {{/* a remark */}} {{ $size := env `SIZE` `` }}
      "networkMode": "{{ if env `A` `` }}host{{ else if env `B` `` }}bridge{{ else }}awsvpc{{ end }}",
      "requiresCompatibilities": ["FARGATE"],
      {{- if env `SMALL` `` }} "cpu": "256", {{ else }} "cpu": "512", {{ end -}}
      "memory": "1024", "containerDefinitions": [{"name": "web", "image": "nginx"}]
    }"""
    write({"ecspresso.yml": CONFIG, "service.json": "{}", "task.json": task})
    main(["check", "--exit-zero", "--format", "json", "--select", "ECS401"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert sorted((each["message"].split()[-1], each["when"]) for each in found) == [
        ("bridge", ["!({{ env `A` `` }}) and {{ env `B` `` }}"]),
        ("host", ["{{ env `A` `` }}"]),
    ]


def test_only_what_stands_in_a_block_depends_on_its_condition() -> None:
    task = """{"family": "web", "containerDefinitions": [
      {"name": "web" {{ if env `A` `` }}, "essential": false{{ end }}}
    ]}"""
    stack = load({"ecspresso.yml": CONFIG, "service.json": SERVICE, "task.json": task})
    essential = {"<if>": "{{ env `A` `` }}", "<then>": False, "<else>": "<absent>"}
    assert plain(only(stack, "task-definition").body) == {
        "family": "web",
        "containerDefinitions": [{"name": "web", "essential": essential}],
    }


@pytest.mark.parametrize(
    ("statement", "task"),
    [
        ("{{ if env `X` `` }}", '{"family": {{ if env `X` `` }}"a"}'),
        ("{{ end }}", '{"family": "a" {{ end }}}'),
    ],
)
def test_a_template_that_cannot_be_followed_is_unknown(statement: str, task: str) -> None:
    stack = load({"ecspresso.yml": CONFIG, "service.json": SERVICE, "task.json": task})
    unknown = only(stack, "task-definition").body.open
    assert unknown is not None
    assert stack.problems == []


def test_a_repeated_block_leaves_the_list_open() -> None:
    block = '{{ range $x := y }}, {"name": "x"}{{ end }}'
    task = f'{{"family": "web", "containerDefinitions": [{{"name": "web"}} {block}]}}'
    stack = load({"ecspresso.yml": CONFIG, "service.json": SERVICE, "task.json": task})
    assert plain(only(stack, "task-definition").body) == {
        "family": "web",
        "containerDefinitions": [{"name": "web"}, "<more>"],
    }


def test_a_block_in_the_configuration_hides_nothing_that_stands_outside_of_it() -> None:
    config = CONFIG + "plugins:\n{{ if env `X` `` }}\n  - name: tfstate\n{{ end }}\n"
    stack = load({"ecspresso.yml": config, "service.json": SERVICE, "task.json": TASK})
    assert (len(stack.resources), stack.problems) == (2, [])
