"""The files of a module: JSON syntax, overrides, templates, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hcl_values import plain
from test_terraform import attribute, bodies, line, stack_of

from ecslint.value import Alternatives, Document, Mapping, Sequence, Text, Unknown, Value

CONTAINERS = """[
  {
    "name": "web",
    "image": "${image}:latest",
    "cpu": ${cpu},
    "portMappings": [{"containerPort": 80}]
  }
]
"""


def decoded(value: Value) -> Sequence:
    """The container definitions in a value, as the model reads them."""
    from ecslint.json_text import parse_json
    from ecslint.value import Reference, Text

    while isinstance(value, Reference) and value.value is not None:
        value = value.value
    content = value.content if isinstance(value, Document) else None
    if isinstance(value, Text):
        content = parse_json(value.parts, value.span)
    assert isinstance(content, Sequence)
    return content


def place(value: Value, key: str) -> tuple[str, int, int]:
    assert isinstance(value, Mapping)
    span = value.keys[key]
    return (span.source.path.rsplit("/", 1)[-1], *span.bounds()[:2])


def test_a_template_file_keeps_the_places_of_its_json(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                variable "image" {}
                resource "aws_ecs_task_definition" "t" {
                  container_definitions = templatefile("${path.module}/containers.json", {
                    image = var.image
                    cpu   = 256
                  })
                }
            """,
            "containers.json": CONTAINERS,
        },
    )
    (container,) = decoded(attribute(stack, "aws_ecs_task_definition.t", "container_definitions")).items
    assert plain(container) == {
        "name": "web",
        "image": ("text", ("unknown", "var.image"), ":latest"),
        "cpu": 256,
        "portMappings": [{"containerPort": 80}],
    }
    assert place(container, "portMappings") == ("containers.json", 6, 5)


def test_the_data_source_template_file_is_rendered(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                data "template_file" "c" {
                  template = "${file("./containers.json")}"
                  vars = {
                    image = "nginx"
                    cpu   = "256"
                  }
                }
                data "template_file" "inline" {
                  template = <<EOF
[{"name": "$${name}", "image": "x"}]
EOF
                  vars = { name = "web" }
                }
                resource "aws_x" "x" {
                  file   = data.template_file.c.rendered
                  inline = data.template_file.inline.rendered
                }
            """,
            "containers.json": CONTAINERS,
        },
    )
    (container,) = decoded(attribute(stack, "aws_x.x", "file")).items
    assert isinstance(container, Mapping)
    assert plain(container.items["image"]) == "nginx:latest"
    assert place(container, "image") == ("containers.json", 4, 5)
    (inline,) = decoded(attribute(stack, "aws_x.x", "inline")).items
    assert plain(inline) == {"name": "web", "image": "x"}
    assert place(inline, "name") == ("main.tf", 11, 3)
    assert place(inline, "image") == ("main.tf", 11, 23)


def test_json_in_a_heredoc_keeps_its_places(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": 'variable "tag" {}\nresource "aws_x" "x" {\n  c = <<-EOF\n    [{\n'
            '      "name": "web",\n      "image": "nginx:${var.tag}"\n    }]\n  EOF\n}\n'
        },
    )
    (container,) = decoded(attribute(stack, "aws_x.x", "c")).items
    assert plain(container) == {"name": "web", "image": ("text", "nginx:", ("unknown", "var.tag"))}
    assert place(container, "image") == ("main.tf", 6, 7)


def test_json_syntax_says_the_same_as_hcl(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf.json": """{
  "variable": {"name": {"type": "string", "default": "web"}},
  "locals": {"port": "${80 + 1}"},
  "resource": {
    "aws_x": {
      "x": {
        "//": "a comment",
        "count": 1,
        "name": "svc-${var.name}",
        "port": "${local.port}",
        "list": [{"name": "${var.name}"}],
        "lifecycle": {"ignore_changes": ["name"]},
        "dynamic": {"block": {"for_each": ["a"], "content": {"value": "${block.value}"}}}
      }
    }
  },
  "module": {"m": {"source": "./m", "arn": "${aws_x.x[0].arn}"}}
}
""",
            "m/main.tofu.json": """{
                "variable": {"arn": {}},
                "resource": {"aws_y": {"y": {"arn": "${var.arn}"}}}
            }""",
        },
    )
    assert stack.problems == []
    assert bodies(stack) == {
        "aws_x.x[0]": {"name": "svc-web", "port": 81, "list": [{"name": "web"}], "block": [{"value": "a"}]},
        "module.m.aws_y.y": {"arn": ("ref", "aws_x.x[0].arn")},
    }
    name = attribute(stack, "aws_x.x[0]", "name")
    assert (line(name), name.span.bounds()[1]) == ("main.tf.json:9", 17)


def test_yaml_keeps_its_places_and_what_is_known_around_what_is_not(tmp_path: Path) -> None:
    main = """
        variable "tag" {}
        variable "large" { type = bool }
        resource "aws_ecs_task_definition" "t" {
          container_definitions = jsonencode(yamldecode(templatefile("${path.module}/c.yaml", {
            tag = var.tag, large = var.large
          })).containers)
        }
    """
    yaml = """\
containers:
  - name: web
    image: nginx:${tag}
    memory: ${tag}
    cpu: ${large ? 512 : 256}
    portMappings:
      - {containerPort: 80, "hostPort": 8080}
"""
    stack = stack_of(tmp_path, {"main.tf": main, "c.yaml": yaml})
    value = attribute(stack, "aws_ecs_task_definition.t", "container_definitions")
    assert isinstance(value, Alternatives)
    for branch, cpu in ((value.then, 512), (value.otherwise, 256)):
        (container,) = decoded(branch).items
        assert isinstance(container, Mapping)
        image, memory = container.items["image"], container.items["memory"]
        assert isinstance(image, Text) and plain(image.parts[0]) == "nginx:"
        assert isinstance(memory, Unknown) and memory.reason == "var.tag has no default"
        assert plain(container.items["cpu"]) == cpu
        assert place(container, "cpu") == ("c.yaml", 5, 5)
        ports = container.items["portMappings"]
        assert isinstance(ports, Sequence)
        assert plain(ports) == [{"containerPort": 80, "hostPort": 8080}]
        assert place(ports.items[0], "hostPort") == ("c.yaml", 7, 29)


@pytest.mark.parametrize("text", ["a: b\n${x}\n", "${x}: b\n", "a: !!int ${x}\n", "a: [${x}\n"])
def test_what_may_change_the_structure_of_yaml_leaves_nothing_known(text: str, tmp_path: Path) -> None:
    main = 'variable "x" {}\nresource "a" "b" {\n v = yamldecode(templatefile("t.yaml", { x = var.x }))\n}\n'
    stack = stack_of(tmp_path, {"main.tf": main, "t.yaml": text})
    assert isinstance(attribute(stack, "a.b", "v"), Unknown)


def test_the_iterator_of_a_dynamic_block_in_json_is_a_name(tmp_path: Path) -> None:
    content = {"container_port": "${it.value}"}
    dynamic = {"load_balancer": {"for_each": "${[80, 81]}", "iterator": "it", "content": content}}
    main = json.dumps({"resource": {"aws_ecs_service": {"web": {"dynamic": dynamic}}}})
    stack = stack_of(tmp_path, {"main.tf.json": main})
    assert stack.problems == []
    assert bodies(stack) == {
        "aws_ecs_service.web": {"load_balancer": [{"container_port": 80}, {"container_port": 81}]}
    }


def test_override_files_say_the_last_word(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "a_override.tf": """
                resource "aws_x" "x" {
                  cpu = 2
                  block { name = "theirs" }
                }
                variable "v" { default = "theirs" }
            """,
            "main.tf": """
                variable "v" { default = "mine" }
                resource "aws_x" "x" {
                  name = var.v
                  cpu  = 1
                  block { name = "mine" }
                  block { name = "mine too" }
                  other { name = "kept" }
                }
            """,
        },
    )
    assert stack.problems == []
    assert bodies(stack) == {
        "aws_x.x": {"name": "theirs", "cpu": 2, "block": [{"name": "theirs"}], "other": [{"name": "kept"}]}
    }
    assert line(attribute(stack, "aws_x.x", "cpu")) == "a_override.tf:3"


def test_sound_blocks_of_a_broken_file_are_used(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "broken.tf": 'resource "aws_x" "a" {\n  name = \n}\nresource "aws_x" "b" {\n  name = "b"\n}\n',
            "main.tf": 'resource "aws_x" "c" {\n  name = aws_x.gone.name\n}\n',
            "broken.tf.json": '{"resource": ',
        },
    )
    assert {problem.code for problem in stack.problems} == {"ECS001"}
    assert sorted({problem.span.source.path.rsplit("/", 1)[-1] for problem in stack.problems}) == [
        "broken.tf",
        "broken.tf.json",
    ]
    assert bodies(stack)["aws_x.b"] == {"name": "b"}
    assert bodies(stack)["aws_x.c"] == {"name": ("unknown", "aws_x.gone.name")}


def test_a_second_declaration_of_a_name_is_a_problem(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "a.tf": 'resource "aws_x" "x" {\n  name = "first"\n}\n',
            "b.tf": 'resource "aws_x" "x" {\n  name = "second"\n}\nlocals {\n  l = 1\n}\n'
            "locals {\n  l = 2\n}\n",
        },
    )
    assert bodies(stack) == {"aws_x.x": {"name": "first"}}
    (resource, local) = stack.problems
    assert resource.message.startswith('resource "aws_x" "x" is declared in ')
    assert resource.span.source.path.endswith("b.tf")
    assert (local.code, local.message) == ("ECS001", "local.l is declared twice")
    assert local.span.bounds()[:2] == (8, 3)


def test_a_file_outside_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    stack = stack_of(tmp_path / "repository", {"main.tf": 'resource "aws_x" "x" { a = file("../secret") }'})
    value = attribute(stack, "aws_x.x", "a")
    assert "leaves the repository" in getattr(value, "reason")  # noqa: B009
