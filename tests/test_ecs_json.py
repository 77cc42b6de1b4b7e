"""ECS API documents in JSON: which they are, and what deploy tools fill in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from plain_values import MORE, plain, spans, written

from ecslint.cli import main
from ecslint.parsers import ecs_json
from ecslint.resource import Stack
from ecslint.source import Workspace
from ecslint.value import Mapping, Unknown

Load = Callable[..., Stack]
Capture = pytest.CaptureFixture[str]

CONTAINERS = [{"name": "web", "image": "nginx"}]
DEFINITION = {"family": "web", "containerDefinitions": CONTAINERS}
SERVICE = {"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2}


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.chdir(tmp_path)

    def load(**texts: object) -> Stack:
        paths = []
        for name, text in texts.items():
            written_text = text if isinstance(text, str) else json.dumps(text)
            (tmp_path / f"{name}.json").write_text(written_text, encoding="utf-8")
            paths.append(f"{name}.json")
        return ecs_json.load(Workspace(str(tmp_path)), paths, "deploy")

    return load


def found(stack: Stack) -> list[tuple[str, str]]:
    return [(resource.type, resource.address) for resource in stack.resources]


def test_a_task_definition_is_read_with_its_places(load: Load) -> None:
    stack = load(task='{"family": "web", "cpu": "256",\n "containerDefinitions": [{"name": "web"}]}')
    (definition,) = stack.resources
    assert (definition.language, definition.type, definition.address) == (
        "ecs-json",
        "task-definition",
        "web",
    )
    assert (written(definition.span), definition.span.bounds()) == ('"web"', (1, 12, 1, 17))
    assert spans(definition.body) == {
        '"family"': '"web"',
        '"cpu"': '"256"',
        '"containerDefinitions"': [{'"name"': '"web"'}],
    }
    assert (stack.name, stack.language, stack.complete, stack.problems) == ("deploy", "ecs-json", True, [])
    assert [source.path for source in stack.sources] == ["task.json"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (DEFINITION, [("task-definition", "web")]),
        ({"taskDefinition": DEFINITION, "tags": []}, [("task-definition", "web")]),
        (
            {"taskDefinitions": [DEFINITION, DEFINITION]},
            [("task-definition", "web"), ("task-definition", "x:1")],
        ),
        ([DEFINITION, SERVICE], [("task-definition", "web"), ("service", "service/web")]),
        ({"containerDefinitions": CONTAINERS}, [("task-definition", "x")]),
        (SERVICE, [("service", "web")]),
        ({"services": [SERVICE], "failures": []}, [("service", "web")]),
        ({"service": SERVICE}, [("service", "web")]),
        ({"launchType": "EC2", "loadBalancers": []}, [("service", "x")]),
        # others' documents
        (CONTAINERS, []),
        ({"serviceName": "web", "port": 80}, []),
        ({"services": {"web": SERVICE}}, []),
        ({"taskDefinition": "web", "cluster": "c", "count": 1, "networkConfiguration": {}}, []),
        ({"taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 1, "overrides": {}}, []),
        ({"name": "app", "version": "1.0.0"}, []),
        ("text", []),
    ],
)
def test_documents_are_told_by_their_shape(load: Load, document: object, expected: object) -> None:
    stack = load(x=json.dumps(document))
    assert found(stack) == [
        (kind, address if address != "x:1" else stack.resources[1].address) for kind, address in expected
    ]
    assert stack.problems == []
    assert len({resource.address for resource in stack.resources}) == len(stack.resources)


def test_an_update_leaves_open_what_it_does_not_give(load: Load) -> None:
    stack = load(update={"service": "web", "desiredCount": 2, "cluster": "c"})
    assert found(stack) == [("service", "web")]
    assert plain(stack.resources[0].body) == {"service": "web", "desiredCount": 2, "cluster": "c", MORE: 1}


@pytest.mark.parametrize(
    "placeholder",
    [
        "<IMAGE1_NAME>",
        "${TAG}",
        "{{ must_env `X` }}",
        "%REPOSITORY_URI%",
        "@VERSION@",
        "__IMAGE__",
        "#{Tag}#",
        "$TAG",
    ],
)
def test_a_placeholder_is_unknown_wherever_it_stands(load: Load, placeholder: str) -> None:
    stack = load(
        x=f'{{"containerDefinitions": [{{"name": "{placeholder}", "image": "a/{placeholder}:b", '
        f'"cpu": {placeholder}, "memory": 128}}], "cpu": 1}}'
    )
    unknown = f"<the placeholder {placeholder} is filled in by a deploy tool>"
    assert plain(stack.resources[0].body) == {
        "containerDefinitions": [
            {"name": unknown, "image": ("a/", unknown, ":b"), "cpu": unknown, "memory": 128}
        ],
        "cpu": 1,
    }
    assert stack.problems == []


@pytest.mark.parametrize(("placeholder", "same"), [("<PORT>", True), ("<PLACEHOLDER>", False)])
def test_a_placeholder_is_one_thing_in_its_file(load: Load, placeholder: str, same: bool) -> None:
    body = (
        load(
            x=f'{{"containerDefinitions": [], "a": {placeholder}, "b": {placeholder}, "c": "{placeholder}"}}'
        )
        .resources[0]
        .body
    )
    identities = [value.identity for value in body.items.values() if isinstance(value, Unknown)]
    assert len(identities) == 3
    assert identities == ([f"{placeholder} in x.json"] * 3 if same else [""] * 3)


def test_placeholders_between_values_leave_the_list_open(load: Load) -> None:
    stack = load(x='{"containerDefinitions": [{"name": "web"}, {{ template "sidecar" }}], "cpu": "256"}')
    assert plain(stack.resources[0].body) == {"containerDefinitions": [{"name": "web"}, MORE], "cpu": "256"}


def test_a_whole_document_that_is_filled_in_says_nothing(load: Load) -> None:
    stack = load(x="{{ containerDefinitions }}", y=DEFINITION)
    assert found(stack) == [("task-definition", "web")]
    assert [unknown.reason for unknown in stack.unknowns] == [
        "the placeholder {{ containerDefinitions }} is filled in by a deploy tool"
    ]
    assert not stack.complete


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('{"containerDefinitions": [,]}', "this is not JSON: a value is expected before this ','", ","),
        ('{"family": "${x}" "cpu": 1}', "this is not JSON: a comma or } is expected here", '"'),
    ],
)
def test_a_fault_is_told_and_the_other_files_are_read(
    load: Load, text: str, message: str, place: str
) -> None:
    stack = load(x=text, y=DEFINITION)
    assert [(each.code, each.message, written(each.span)) for each in stack.problems] == [
        ("ECS001", message, place)
    ]
    assert found(stack) == [("task-definition", "web")]


@pytest.mark.parametrize("cpu", ['"256"', "${CPU}"])
def test_a_key_given_twice_is_a_warning_and_the_last_counts(load: Load, cpu: str) -> None:
    stack = load(x=f'{{"cpu": {cpu}, "family": "a", "family": "web", "containerDefinitions": []}}')
    assert [(each.message, each.severity, written(each.span)) for each in stack.problems] == [
        ("the key 'family' is given twice, and the last one counts", "warning", '"family"')
    ]
    assert found(stack) == [("task-definition", "web")]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ('{"containerDefinitions": [{% for c in all %}{"name": "{{ c }}"},{% endfor %}]}', "{%"),
        ('{"containerDefinitions": [{{#each all}}{"name": "x"},{{/each}}]}', "{{#"),
        ('{"family": "{{ if .x }}a"}', "{{ if .x }}"),
        ("containerDefinitions:\n{{ range .all }}\n  - name: x\n{{ end }}\n", "{{ range .all }}"),
    ],
)
def test_a_template_that_another_program_renders_is_unknown(load: Load, text: str, statement: str) -> None:
    stack = load(x=text, y=DEFINITION)
    assert (found(stack), stack.problems, stack.complete) == ([("task-definition", "web")], [], False)
    (unknown,) = stack.unknowns
    assert unknown.reason.startswith(f"the template statement {statement}")


@pytest.mark.parametrize("text", ["{{ if .x }}", '{{"', "{{`{", "{{a ", '{{ if "'])
def test_a_text_full_of_templates_ends(load: Load, text: str) -> None:
    stack = load(x='{"containerDefinitions": []} ' + text * 20_000)
    assert found(stack) == []
    assert [each.code for each in stack.problems] == ["ECS001"] * (not stack.unknowns)


def test_what_a_block_of_a_template_holds_depends_on_its_condition(load: Load) -> None:
    stack = load(x='{"family": "a", {{ if .x }} "cpu": "1", {{ end }} "containerDefinitions": []}')
    cpu = {"<if>": "{{ .x in x.json }}", "<then>": "1", "<else>": "<absent>"}
    assert plain(stack.resources[0].body) == {"family": "a", "cpu": cpu, "containerDefinitions": []}


YAML = """family: web  # {{ a remark }}
cpu: {{ CPU }}
containerDefinitions:
  - name: <NAME>
    image: "a/${TAG}:b"
    memory: 128
    {{ KEY }}: 1
"""


def test_yaml_is_read_as_json_is(load: Load) -> None:
    stack = load(x=YAML)
    assert plain(stack.resources[0].body) == {
        "family": "web",
        "cpu": "<the placeholder {{ CPU }} is filled in by a deploy tool>",
        "containerDefinitions": [
            {
                "name": "<the placeholder <NAME> is filled in by a deploy tool>",
                "image": ("a/", "<the placeholder ${TAG} is filled in by a deploy tool>", ":b"),
                "memory": 128,
                MORE: 1,
            }
        ],
    }
    assert spans(stack.resources[0].body)["cpu"] == "{{ CPU }}"  # type: ignore[index, call-overload]
    assert stack.problems == []


def test_a_fault_in_yaml_is_told_at_its_place(load: Load) -> None:
    stack = load(x='containerDefinitions: []\nfamily: "{{ NAME }}" x\n')
    assert [(each.code, each.severity, each.span.line) for each in stack.problems] == [("ECS001", "", 2)]


@pytest.mark.parametrize("skeleton", [{**DEFINITION, "family": ""}, {**SERVICE, "serviceName": ""}])
def test_a_skeleton_that_nobody_has_filled_in_declares_nothing(load: Load, skeleton: object) -> None:
    assert found(load(x=skeleton)) == []


def test_a_file_that_cannot_be_read_is_told(load: Load) -> None:
    stack = ecs_json.load(Workspace("."), ["missing.json"], "deploy")
    assert [(each.code, each.message) for each in stack.problems] == [
        ("ECS001", "the file cannot be read: No such file or directory")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps(DEFINITION), True),
        ("\n [" + json.dumps(SERVICE) + "]", True),
        (json.dumps(CONTAINERS), False),
        ('{"name": "app", "scripts": {}}', False),
        ('{"Resources": {"X": {"Type": "AWS::ECS::Service"}}, "desiredCount": 1}', False),
        ("family: web\ncontainerDefinitions: []", True),
        ("app:\n  containerDefinitions: []", False),
        ("Resources:\n- TargetService:\n    Type: AWS::ECS::Service\n", True),
        ('{"Resources": [{"TargetService": {"Type": "AWS::ECS::Service"}}]}', True),
    ],
)
def test_a_document_is_recognised_by_its_text(text: str, expected: bool) -> None:
    assert ecs_json.recognise(text) is expected


def test_keys_stay_as_they_are_written(load: Load) -> None:
    body = load(x={"Family": "web", "containerDefinitions": []}).resources[0].body
    assert isinstance(body, Mapping)
    assert list(body.items) == ["Family", "containerDefinitions"]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            "task.json",
            """{"family": "web", "NetworkMode": "awsvpc", "containerDefinitions": [
              {"Name": "web", "image": "nginx", "memory": 128, "PortMappings": [
                {"ContainerPort": 80, "HostPort": 8080}]}]}""",
            3,
        ),
        (
            "template.yaml",
            """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      networkMode: awsvpc
      ContainerDefinitions:
        - name: web
          image: nginx
          memory: 128
          portMappings:
            - containerPort: 80
              hostPort: 8080
""",
            12,
        ),
        (
            "main.tf",
            """\
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { Name = "web", IMAGE = "nginx", memory = 128, PortMappings = [{ ContainerPort = 80, HOSTPORT = 8080 }] }
  ])
}
""",
            5,
        ),
    ],
)
def test_a_key_in_another_case_is_understood_as_it_is_meant(
    name: str, text: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text, encoding="utf-8")
    main(["check", "--exit-zero", "--format", "concise", "--select", "ECS101"])
    (found,) = capsys.readouterr().out.splitlines()
    assert found.startswith(f"{name}:{line}:")
