"""`ecslint config` and `ecslint init`: what counts, what can be said, and a file to begin with."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from projects import write

from ecslint.cli import main
from ecslint.commands.configuration import keys

ROOT = Path(__file__).parent.parent
TASK = '{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 64}]}\n'
ROOT_MODULE = """\
variable "mode" {}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64, links = ["web"] }])
}
"""
TEMPLATE = """\
Parameters:
  Mode: { Type: String }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: !Ref Mode
      ContainerDefinitions: [{ Name: web, Image: nginx, Memory: 64, Links: [web] }]
"""

pytestmark = pytest.mark.usefixtures("repository")


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


# -- config show -------------------------------------------------------------------------------------

FILE = """\
fail-on = "warning" # more than errors
exclude = [
  "examples", # not ours
  'old "ones"',
]

[severity]
ECS303 = "error"
awsvpc-instance-target = "off"

["per-path-ignores"]
"legacy/**" = ["ECS2"]

[[stack]]
path = "infra"
vars = { text = \"\"\"
exclude = 1
\"\"\" }
environments = { dev = {} }

[[suppress]]
path = "deploy/*.json"
code = "ECS101"
reason = "later"
"""


def test_each_value_is_shown_with_who_says_it(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"ecslint.toml": FILE, "infra/main.tf": ROOT_MODULE})
    monkeypatch.setenv("ECSLINT_COLOR", "never")
    out = output(capsys, "config", "show", "infra", "--ignore", "ECS2", "--profile=strict")
    lines = [re.split(r"  +# ", line) for line in out.splitlines()]
    shown = {line.partition(" = ")[0]: (line, origin) for line, origin in lines}
    assert {name: shown[name] for name in ("fail-on", "color", "exclude", "ignore", "select", "format")} == {
        "fail-on": ('fail-on = "warning"', "ecslint.toml:1"),
        "color": ('color = "never"', "ECSLINT_COLOR"),
        "exclude": ('exclude = ["examples", "old \\"ones\\""]', "ecslint.toml:2"),
        "ignore": ('ignore = ["ECS2"]', "command line"),
        "select": ('select = ["all"]', "profile strict"),
        "format": ('format = "text"', "default"),
    }
    assert [tuple(line) for line in lines[len(keys()) :]] == [
        ('severity.ECS003 = "error"', "profile strict"),
        ('severity.ECS303 = "error"', "ecslint.toml:8"),
        ('severity.awsvpc-instance-target = "off"', "ecslint.toml:9"),
        ('per-path-ignores."legacy/**" = ["ECS2"]', "ecslint.toml:12"),
        ('stack = { path = "infra", environments = ["dev"] }', "ecslint.toml:14"),
        ('suppress = { code = ["ECS101"], reason = "later" }', "ecslint.toml:21"),
    ]
    assert [line.partition(" = ")[0] for line, _ in lines[: len(keys())]] == [key.key for key in keys()]


def test_what_is_shown_is_also_there_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    write({"pyproject.toml": '[tool.ecslint]\nshow-suppressed = true\nbaseline = "ci/known.json"\n'})
    shown = json.loads(output(capsys, "config", "show", "--format", "json"))
    assert (shown["schema_version"], shown["path"], shown["file"]) == (1, ".", "pyproject.toml")
    values = {each["key"]: (each["value"], each["origin"]) for each in shown["values"]}
    assert values["show-suppressed"] == (True, "pyproject.toml:2")
    assert values["baseline"] == ("ci/known.json", "pyproject.toml:3")
    assert values["fail-on"] == ("error", "default")


def test_what_counts_for_a_path_is_that_of_the_file_nearest_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": 'ignore = ["ECS1"]\nfail-on = "never"\n', "a/ecslint.toml": 'ignore = ["ECS2"]\n'})
    write({"a/task.json": TASK})
    for path in ("a", "a/task.json"):
        out = output(capsys, "config", "show", path)
        assert re.search(r'^ignore = \["ECS2"\] +# a/ecslint.toml:1$', out, re.MULTILINE)
        assert re.search(r'^fail-on = "never" +# ecslint.toml:2$', out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["shw"], "error: show|schema cannot be 'shw'\nhelp: did you mean 'show'?\n"),
        (["show", "nowhere"], "error: there is no file or directory 'nowhere'\n"),
        (["show", ".", "."], "error: config show takes one path\n"),
        (["schema", "."], "error: config schema takes nothing else\nhelp: write ecslint config schema\n"),
        (
            ["schema", "--fail-on", "never"],
            "error: config schema takes nothing else\nhelp: write ecslint config schema\n",
        ),
        (
            ["show", "--ignore", "ECS9999"],
            "error: there is no rule 'ECS9999'\nhelp: ecslint rules lists all of them\n",
        ),
    ],
)
def test_what_config_cannot_mean_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "config", *arguments) == message


def test_a_wrong_file_is_refused_as_it_is_by_check(capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": 'ignore = ["ECS9999"]\n', "task.json": TASK})
    assert refused(capsys, "config", "show") == refused(capsys, "check")


# -- config schema -----------------------------------------------------------------------------------


@pytest.fixture
def validator(capsys: pytest.CaptureFixture[str]) -> jsonschema.Draft202012Validator:
    schema = json.loads(output(capsys, "config", "schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_json(text: str) -> Any:
    """What validators of TOML make of a file: a day is a text for them."""
    return json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))


def test_the_schema_in_the_repository_is_the_one_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    printed = output(capsys, "config", "schema")
    assert (ROOT / "ecslint" / "config" / "schema.json").read_text(encoding="utf-8") == printed


GOOD = [
    "",
    FILE,
    'profile = "strict"\nselect = ["ECS2"]\nextend = "../ecslint.toml"\nbaseline = "b.json"\n',
    '[[stack]]\npath = "a"\nworkspace = "w"\n[stack.environments.dev]\nvar-files = ["x"]\nvars = {a = 1}\n',
    '[[suppress]]\npath = "a"\ncode = ["ECS1", "ECS2"]\nreason = "r"\nuntil = 2027-01-31\nwhere = "x"\n',
]
BAD = [
    "fali-on = 1",
    'fail-on = "eror"',
    "show-suppressed = 1",
    'select = "ECS2"',
    "select = [2]",
    'severity = { ECS2 = "of" }',
    'per-path-ignores = { "a/**" = [] }',
    'rules = ["lint"]',
    "[[stack]]\nvars = {}",
    '[[stack]]\npath = "infra"\n[stack.enviroments.prod]',
    '[[suppress]]\npath = "a"\ncode = "ECS1"',
    '[[suppress]]\npath = "a"\ncode = "ECS1"\nreason = "r"\nuntil = "soon"',
    'baseline = ""',
]


@pytest.mark.parametrize("text", GOOD)
def test_the_schema_admits_what_ecslint_reads(
    text: str, validator: jsonschema.Draft202012Validator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(validator.iter_errors(as_json(text))) == []
    write(
        {
            "inner/ecslint.toml": text,
            "ecslint.toml": "",
            "inner/infra/main.tf": "",
            "inner/a/main.tf": "",
            "inner/x": "",
        }
    )
    assert main(["config", "show", "inner"]) == 0


@pytest.mark.parametrize("text", BAD)
def test_the_schema_refuses_what_ecslint_refuses(
    text: str, validator: jsonschema.Draft202012Validator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(validator.iter_errors(as_json(text))) != []
    write({"ecslint.toml": text, "infra/main.tf": ""})
    assert main(["config", "show"]) == 2


# -- init --------------------------------------------------------------------------------------------

PROJECT = {
    "infra/main.tf": ROOT_MODULE,
    "infra/terraform.tfvars": "",
    "infra/dev.tfvars": 'mode = "bridge"\n',
    "infra/env/prod.tfvars": 'mode = "awsvpc"\n',
    "stack/service.yaml": TEMPLATE,
    "stack/parameters/live.json": '[{"ParameterKey": "Mode", "ParameterValue": "awsvpc"}]\n',
    "deploy/task.json": TASK,
}


def in_force(text: str) -> str:
    """The file when all of its settings are put into force."""
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def test_a_first_file_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    write(PROJECT)
    main(["check", "--format", "json"])
    before = capsys.readouterr().out
    assert output(capsys, "init") == "ecslint.toml is written; nothing in it is in force yet\n"
    main(["check", "--format", "json"])
    assert capsys.readouterr().out == before
    assert json.loads(before)["findings"] != []
    assert tomllib.loads(Path("ecslint.toml").read_text(encoding="utf-8")) == {}


def test_a_first_file_describes_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    write(PROJECT)
    said = tomllib.loads(in_force(output(capsys, "init", "--stdout")))
    assert not Path("ecslint.toml").exists()
    assert said.pop("stack") == [
        {
            "path": "infra",
            "environments": {
                "dev": {"var-files": ["infra/dev.tfvars"]},
                "prod": {"var-files": ["infra/env/prod.tfvars"]},
            },
        },
        {
            "path": "stack/service.yaml",
            "environments": {"live": {"parameters": ["stack/parameters/live.json"]}},
        },
    ]
    assert said.pop("suppress")[0]["path"] == "deploy/task.json"
    assert {key.key for key in keys()} | {"severity", "per-path-ignores"} == said.keys()


def test_a_first_file_is_valid_with_all_of_it_in_force(
    validator: jsonschema.Draft202012Validator, capsys: pytest.CaptureFixture[str]
) -> None:
    write(PROJECT)
    text = in_force(output(capsys, "init", "--stdout"))
    assert list(validator.iter_errors(as_json(text))) == []
    write({"ecslint.toml": text})
    assert main(["config", "show"]) == 0
    stacks = re.findall(r"^stack = .*?  #", capsys.readouterr().out, re.MULTILINE)
    assert len(stacks) == 2


def test_plans_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {},
        "resource_changes": [],
    }
    write({"plan.json": json.dumps(plan)})
    assert "# Plans, which count in place of the root modules they were made of: plan.json.\n" in output(
        capsys, "init", "--stdout"
    )


def test_a_first_file_below_another_keeps_what_counted(capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": 'ignore = ["ECS102"]\n', **PROJECT})
    output(capsys, "init", "infra")
    text = Path("infra/ecslint.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"extend": "../ecslint.toml"}
    assert 'ignore = ["ECS102"]' in output(capsys, "config", "show", "infra")


@pytest.mark.parametrize("text", ["", "wrong = 1\n"])
def test_nothing_is_ever_overwritten(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": text})
    assert "ecslint.toml" in refused(capsys, "init")
    assert Path("ecslint.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "error: there is no directory 'nowhere'\n"),
        ([".", "."], "error: init takes one directory\n"),
    ],
)
def test_what_init_cannot_mean_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "init", *arguments) == message


def test_a_table_in_a_pyproject_is_a_configuration_already(capsys: pytest.CaptureFixture[str]) -> None:
    write({"pyproject.toml": '[tool.ecslint]\nfail-on = "never"\n'})
    assert refused(capsys, "init") == (
        "error: there is a configuration already: pyproject.toml\nhelp: edit it by hand\n"
    )
