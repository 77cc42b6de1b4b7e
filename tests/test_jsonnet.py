"""Jsonnet as ecspresso reads it: what is certain in it, where it was written, and that it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from plain_values import plain, written

from ecslint.cli import main
from ecslint.parsers.ecspresso.jsonnet import evaluate
from ecslint.resource import Stack
from ecslint.source import Workspace
from ecslint.value import Mapping, Unknown, Value

Load = Callable[..., tuple[Value, Stack]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")

    def load(text: str, seconds: float = 60.0, **imported: str) -> tuple[Value, Stack]:
        for name, library in imported.items():
            Path(f"{name}.libsonnet").write_text(library, encoding="utf-8")
        Path("main.jsonnet").write_text(text, encoding="utf-8")
        workspace, stack = Workspace("."), Stack("stack", "ecs-json")
        source = workspace.read("main.jsonnet")
        stack.sources.append(source)
        return evaluate(workspace, stack, "main.jsonnet", source, seconds), stack

    return load


def test_a_document_is_what_the_language_makes_of_it(load: Load) -> None:
    text = """
    local library = import 'library.libsonnet';
    { family: 'a-' + library.name, list: [n * 2 for n in [1, 2]], hidden:: 1, half: 0.5,
      none: null, empty: [] }
    """
    value, stack = load(text, library="{ name: 'web' }")
    assert plain(value) == {"empty": [], "family": "a-web", "half": 0.5, "list": [2, 4], "none": None}
    assert [source.path for source in stack.sources] == ["main.jsonnet", "library.libsonnet"]
    assert stack.problems == []


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("std.extVar('A')", "std.extVar('A') is given at the deployment"),
        ("'x' + std.extVar('A')", "std.extVar('A') is given at the deployment"),
        ("if std.extVar('A') == 'x' then 1 else 2", "std.extVar('A') is given at the deployment"),
        ("std.length(std.extVar('A')) > 1", "std.extVar('A') is given at the deployment"),
        ("std.native('env')('A', 'b')", 'env("A", "b") is looked up at the deployment'),
        ("local f = std.native('env'); f('A', 'b')", 'env("A", "b") is looked up at the deployment'),
        ("std.native('tfstate')('a.b[\\'c\\'].d')", "tfstate(\"a.b['c'].d\") is looked up at the deployment"),
        (
            "{ [if std.extVar('A') == 'x' then 'k' else 'l']: 1 }",
            "std.extVar('A') is given at the deployment",
        ),
    ],
)
def test_what_comes_from_outside_is_unknown_and_nothing_else(
    load: Load, expression: str, reason: str
) -> None:
    value, stack = load(f"{{ before: [1, {{ inside: {expression} }}], after: {{ a: 'b' }} }}")
    assert plain(value) == {"after": {"a": "b"}, "before": [1, {"inside": f"<{reason}>"}]}
    assert stack.problems == []


def test_placeholders_of_templates_stay_in_the_texts(load: Load) -> None:
    value, _ = load("{ image: 'nginx:{{ must_env `TAG` }}', port: '{{ must_env `PORT` }}' }")
    assert plain(value) == {
        "image": ("nginx:", "<the placeholder {{ must_env `TAG` }} is filled in by a deploy tool>"),
        "port": "<the placeholder {{ must_env `PORT` }} is filled in by a deploy tool>",
    }


def test_values_are_placed_where_their_keys_are_told_apart(load: Load) -> None:
    text = """local library = import 'library.libsonnet';
    { 'a': 1, b+: { "name": 'x', c:: 1 }, list: [{ name: 'y' }] } + library"""
    value, _ = load(text, library="{ shared: true, name: std.join('', ['w']) }")
    assert isinstance(value, Mapping)
    inner = value.items["b"]
    assert isinstance(inner, Mapping)
    assert {key: (written(span), span.source.path) for key, span in value.keys.items()} == {
        "a": ("'a'", "main.jsonnet"),
        "b": ("b", "main.jsonnet"),
        "list": ("list", "main.jsonnet"),
        "shared": ("shared", "library.libsonnet"),
    }
    assert {key: written(span) for key, span in inner.keys.items()} == {"name": "\"name\": 'x'"}
    assert value.items["name"].span.bounds()[:2] == (1, 1)


def test_a_fault_in_the_syntax_is_told_at_its_place(load: Load) -> None:
    value, stack = load("{\n  a: 1,\n  b: 'x' 2,\n}")
    assert isinstance(value, Unknown)
    assert [(each.code, each.severity, each.span.bounds()[:2]) for each in stack.problems] == [
        ("ECS001", "", (3, 10))
    ]
    assert stack.problems[0].message.startswith("this is not Jsonnet: ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{ a: error 'no' }", "in this Jsonnet, no"),
        ("{ a: importstr '../secret' }", "the path leaves the repository"),
        ("{ a: (import 'missing.libsonnet') }", "the file cannot be read"),
        ("local f(n) = f(n + 1) + 1; { a: f(1) }", "max stack frames exceeded"),
        ("local f(n) = [f(n + 1)]; { a: f(1) }", "in this Jsonnet, "),
        (
            "local f(n) = if n > 1e15 then 1 else f(n + 1) tailstrict; { a: f(1) }",
            "the evaluation takes more than 0.5 seconds",
        ),
    ],
)
def test_what_cannot_be_evaluated_is_unknown_and_ends(
    load: Load, text: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    value, stack = load(text, seconds=0.5 if "seconds" in reason else 60.0)
    assert isinstance(value, Unknown)
    assert reason in value.reason
    assert stack.problems == []


def test_without_the_package_it_is_said_once_and_nothing_is_known(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "_jsonnet", None)
    load("{ family: 'web' }")
    config = "service: web\nservice_definition: service.json\ntask_definition: main.jsonnet\n"
    Path("ecspresso.yml").write_text(config, encoding="utf-8")
    Path("service.json").write_text("{}", encoding="utf-8")
    assert main(["check", "--format", "concise"]) == 0
    assert capsys.readouterr().out == (
        "main.jsonnet:1:1: warning ECS001 this is Jsonnet, and the jsonnet package is not installed: "
        "pip install 'ecslint[jsonnet]'\n"
    )


def test_a_file_that_is_given_is_checked_without_a_configuration(
    load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    container = (
        "{ name: 'web', image: 'web', memory: 64, portMappings: [{ containerPort: 80, hostPort: 8080 }] }"
    )
    load(
        "{ family: 'web', networkMode: 'awsvpc', containerDefinitions: [import 'web.libsonnet'] }",
        web=container,
    )
    assert main(["check", "--format", "concise", "main.jsonnet"]) == 1
    assert capsys.readouterr().out.count("error ECS101") == 1
    assert main(["check", "--format", "concise", "."]) == 0
    load("{ title: 'a dashboard' }")
    assert main(["check", "--format", "concise", "main.jsonnet"]) == 0
    assert "no ECS configuration found in main.jsonnet" in capsys.readouterr().err


def test_a_file_that_is_given_is_not_passed_over_without_the_package(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "_jsonnet", None)
    load("{ containerDefinitions: [] }")
    assert main(["check", "--format", "concise", "main.jsonnet"]) == 0
    assert "pip install 'ecslint[jsonnet]'" in capsys.readouterr().out
