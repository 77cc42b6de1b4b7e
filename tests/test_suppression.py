"""Suppressions: where they may stand, what they silence, and which of them are of no use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from projects import write

from ecslint.cli import main

TASK = """\
variable "port" {
  default = 8080
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "nginx:1.27"
      memory       = 256
      portMappings = [{ containerPort = 80, hostPort = var.port }]
    },
  ])
}
"""
"""One finding, ECS101 on line 13: it rests on the lines 2, 7 and 13."""

TEMPLATE = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.27
          Memory: 256
          PortMappings:
            - ContainerPort: 80
              HostPort: 8080
"""
"""One finding, ECS101 on line 12: it rests on the lines 5 and 12."""

DOCUMENT = {
    "family": "web",
    "networkMode": "awsvpc",
    "containerDefinitions": [
        {
            "name": name,
            "image": "nginx:1.27",
            "memory": 256,
            "portMappings": [{"containerPort": port, "hostPort": 9000 + port}],
        }
        for name, port in (("web", 80), ("api", 81))
    ],
}
"""Two findings, both ECS101."""

IGNORE = "ecslint: ignore[ECS101] a reason"


@pytest.fixture(autouse=True)
def repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository, which is the working directory, on a certain day."""
    monkeypatch.setattr("ecslint.commands.policy.today", lambda: "2026-11-23")
    return repository


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["check", "--exit-zero", "--format", "json", *arguments]) == 0
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, int, str]]:
    """Path, line and code of each finding."""
    findings = report(capsys, *arguments)["findings"]
    return [(finding["path"], finding["line"], finding["code"]) for finding in findings]


def messages(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What is said of suppressions."""
    findings = report(capsys, *arguments)["findings"]
    return [f["message"] for f in findings if f["code"] in ("ECS002", "ECS003")]


def with_line(text: str, number: int, line: str) -> str:
    """The text with a line put before one of its lines, which are counted from 1."""
    lines = text.splitlines(keepends=True)
    indentation = lines[number - 1][: len(lines[number - 1]) - len(lines[number - 1].lstrip())]
    return "".join([*lines[: number - 1], f"{indentation}{line}\n", *lines[number - 1 :]])


def with_end(text: str, number: int, ending: str) -> str:
    """The text with something put at the end of one of its lines."""
    lines = text.splitlines()
    lines[number - 1] += ending
    return "\n".join(lines) + "\n"


# -- comments ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [1, 2, 5, 7, 8, 9, 13])
def test_a_comment_stands_for_all_of_what_it_stands_above(
    line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"main.tf": with_line(TASK, line, f"# {IGNORE}")})
    assert found(capsys) == []


@pytest.mark.parametrize("line", [1, 2, 5, 7, 8, 9, 13])
def test_a_comment_behind_something_stands_for_the_line_and_what_opens_on_it(
    line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"main.tf": with_end(TASK, line, f" # {IGNORE}")})
    assert found(capsys) == []


@pytest.mark.parametrize("line", [6, 10, 11, 12])
def test_a_comment_does_not_reach_beyond_what_it_stands_at(
    line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    unused = "the suppression of ECS101 silences nothing"
    write({"main.tf": with_line(TASK, line, f"# {IGNORE}")})
    assert [code for *_, code in found(capsys)] == ["ECS002", "ECS101"]
    assert messages(capsys) == [unused]
    write({"main.tf": with_end(TASK, line, f" # {IGNORE}")})
    assert [code for *_, code in found(capsys)] == ["ECS002", "ECS101"]


@pytest.mark.parametrize("line", [1, 2, 4, 5, 6, 7, 10, 11, 12])
def test_comments_in_yaml_stand_for_entries_and_items(line: int, capsys: pytest.CaptureFixture[str]) -> None:
    write({"template.yaml": with_line(TEMPLATE, line, f"# {IGNORE}")})
    assert found(capsys) == []


@pytest.mark.parametrize("line", [3, 8, 9])
def test_comments_in_yaml_do_not_reach_beyond_an_entry(line: int, capsys: pytest.CaptureFixture[str]) -> None:
    write({"template.yaml": with_line(TEMPLATE, line, f"# {IGNORE}")})
    assert found(capsys) == [("template.yaml", line, "ECS002"), ("template.yaml", 13, "ECS101")]


@pytest.mark.parametrize("line", [1, 2, 4, 5, 6, 10, 12])
def test_comments_behind_keys_in_yaml_stand_for_their_values(
    line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"template.yaml": with_end(TEMPLATE, line, f" # {IGNORE}")})
    assert found(capsys) == []


@pytest.mark.parametrize("line", [7, 8, 11])
def test_a_comment_behind_the_first_entry_of_an_item_stands_for_that_entry(
    line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"template.yaml": with_end(TEMPLATE, line, f" # {IGNORE}")})
    assert found(capsys) == [("template.yaml", line, "ECS002"), ("template.yaml", 12, "ECS101")]


@pytest.mark.parametrize(
    "comment",
    [
        "# ecslint: ignore[ECS101] a reason",
        "// ecslint: ignore[ECS101] a reason",
        "/* ecslint: ignore[ECS101] a reason */",
        "/*\n * for now\n * ecslint: ignore[ECS101] a reason\n */",
        "# ecslint:ignore[ECS101]: a reason",
        "# ecslint: ignore[ECS202, ECS101] a reason",
        "# ecslint: ignore[ECS1] a reason",
        "# ecslint: ignore[awsvpc-host-port-mismatch] a reason",
        "# ecslint: ignore[all] a reason",
        "# ecslint: ignore[ECS101] a reason\n# and more of it",
        "# ecslint: ignore[ECS101] a reason\n# ecslint: ignore[ECS102] another",
        "# tflint-ignore: aws_x # ecslint: ignore[ECS101] a reason",
        "# ecslint: ignore[ECS101] until=2026-11-23 a reason",
        "# ecslint: ignore[ECS101] a reason until=2027-01-31",
    ],
)
def test_a_suppression_may_be_written_in_several_ways(
    comment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    resource = TASK[TASK.index("resource") :].replace("var.port", "8080")
    write({"main.tf": f"{comment}\n{resource}"})
    made = report(capsys)
    assert [finding["code"] for finding in made["suppressed"]] == ["ECS101"]
    assert [f["code"] for f in made["findings"] if f["code"] != "ECS002"] == []


def test_what_only_looks_like_a_comment_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    text = TASK.replace('"nginx:1.27"', f'"nginx:1.27 # {IGNORE}"')
    text = text.replace("8080", f"<<EOT\n# {IGNORE}\n8080\nEOT")
    write({"main.tf": text})
    assert [code for *_, code in found(capsys) if code in ("ECS002", "ECS003")] == []
    assert report(capsys)["suppressed"] == []


def test_ignore_file_stands_at_the_top_and_for_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": "# Our task.\n\n# ecslint: ignore-file[ECS101] a reason\n\n" + TASK})
    assert found(capsys) == []
    write({"main.tf": with_line(TASK, 5, "# ecslint: ignore-file[ECS101] a reason")})
    assert messages(capsys) == [
        "this suppression does not count: ignore-file counts only at the top of a file, before anything else"
    ]


def test_the_place_where_a_value_was_set_takes_part(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": TASK, "terraform.tfvars": f"# {IGNORE}\nport = 8081\n"})
    assert found(capsys) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_endings_do_not_matter(newline: str, capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": with_line(TASK, 13, f"# {IGNORE}").replace("\n", newline)})
    (suppressed,) = report(capsys)["suppressed"]
    assert suppressed["suppression"]["reason"] == "a reason"


# -- modules and environments ------------------------------------------------------------------------

CALLS = """\
module "a" {
  source = "./modules/service"
}

module "b" {
  source = "./modules/service"
}
"""
NESTED = {"main.tf": CALLS, "modules/service/main.tf": 'module "task" {\n  source = "../task"\n}\n'}


def test_a_finding_in_a_module_shows_the_chain_of_calls(capsys: pytest.CaptureFixture[str]) -> None:
    write({**NESTED, "modules/task/main.tf": TASK})
    (finding,) = report(capsys)["findings"]
    calls = [(step["path"], step["line"], step["message"]) for step in finding["via"]]
    assert calls[-2:] == [("modules/service/main.tf", 1, "module.a.module.task"), ("main.tf", 1, "module.a")]
    main(["check"])
    printed = capsys.readouterr().out
    assert "= via: module.a.module.task at modules/service/main.tf:1:1\n" in printed
    assert "= via: module.a at main.tf:1:1\n" in printed


def test_a_suppression_at_one_call_silences_only_that_instance(capsys: pytest.CaptureFixture[str]) -> None:
    write({**NESTED, "modules/task/main.tf": TASK, "main.tf": with_line(CALLS, 5, f"# {IGNORE}")})
    made = report(capsys)
    assert [finding["resource"] for finding in made["findings"]] == [
        "module.a.module.task.aws_ecs_task_definition.web"
    ]
    assert [finding["resource"] for finding in made["suppressed"]] == [
        "module.b.module.task.aws_ecs_task_definition.web"
    ]
    both = with_line(with_line(CALLS, 5, f"# {IGNORE}"), 1, f"# {IGNORE}")
    write({"main.tf": both})
    assert found(capsys) == []


@pytest.mark.parametrize("file", ["modules/service/main.tf", "modules/task/main.tf"])
def test_a_suppression_inside_a_module_silences_all_that_call_it(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {**NESTED, "modules/task/main.tf": TASK}
    files[file] = f"# ecslint: ignore-file[ECS101] a reason\n{files[file]}"
    write(files)
    assert found(capsys) == []


@pytest.mark.parametrize(
    ("mistake", "code"),
    [("var.prot", "ECS004"), ("[80, 81][2]", "ECS005")],
)
def test_what_is_wrong_with_the_input_can_be_silenced_at_the_call_too(
    mistake: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    task = TASK.replace("var.port", mistake)
    write({**NESTED, "modules/task/main.tf": task})
    assert [each for *_, each in found(capsys)] == [code]
    ignored = with_line(CALLS, 5, f"# ecslint: ignore[{code}] a reason")
    write({"main.tf": ignored})
    assert [len(report(capsys)[key]) for key in ("findings", "suppressed")] == [1, 1]
    write({"main.tf": with_line(ignored, 1, f"# ecslint: ignore[{code}] a reason")})
    assert found(capsys) == []


def test_a_suppression_in_the_variables_of_one_environment_leaves_the_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tables = "".join(
        f'[stack.environments.{name}]\nvar-files = ["{name}.tfvars"]\n' for name in ("prod", "dev")
    )
    write(
        {
            "main.tf": TASK,
            "ecslint.toml": f'[[stack]]\npath = "."\n{tables}',
            "prod.tfvars": f"port = 8081 # {IGNORE}\n",
            "dev.tfvars": "port = 8082\n",
        }
    )
    made = report(capsys)
    assert [finding["when"] for finding in made["findings"]] == [["environment dev"]]
    assert [finding["when"] for finding in made["suppressed"]] == [["environment prod"]]


# -- templates ---------------------------------------------------------------------------------------

ITEM = "{code: ECS101, reason: a reason}"


def test_metadata_of_a_resource_and_of_the_template_count(capsys: pytest.CaptureFixture[str]) -> None:
    own = f"Metadata:\n      ecslint:\n        ignore:\n          - {ITEM}"
    write({"template.yaml": with_line(TEMPLATE, 4, own)})
    (suppressed,) = report(capsys)["suppressed"]
    assert suppressed["suppression"] == {
        "path": "template.yaml",
        "line": 7,
        "column": 13,
        "kind": "inSource",
        "reason": "a reason",
        "until": None,
    }
    write({"template.yaml": f"Metadata: {{ecslint: {{ignore: [{ITEM}]}}}}\n{TEMPLATE}"})
    assert found(capsys) == []


def test_metadata_of_another_resource_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    other = "  Other:\n    Type: AWS::ECS::Cluster\n    Metadata:\n      ecslint:\n        ignore:\n"
    other += f"          - {ITEM}\n"
    write({"template.yaml": TEMPLATE + other})
    assert [code for *_, code in found(capsys)] == ["ECS101", "ECS002"]


@pytest.mark.parametrize("check", ["ECS101", "ECS1", "E9101"])
def test_what_cfn_lint_is_told_to_ignore_is_ignored(check: str, capsys: pytest.CaptureFixture[str]) -> None:
    ignored = f"cfn-lint: {{config: {{ignore_checks: [{check}, E3012, W]}}}}"
    write({"template.yaml": f"Metadata: {{{ignored}}}\n{TEMPLATE}"})
    assert found(capsys) == []


def test_metadata_counts_in_json_templates_too(capsys: pytest.CaptureFixture[str]) -> None:
    ports = [{"ContainerPort": 80, "HostPort": 8080}]
    container = {"Name": "web", "Image": "nginx:1.27", "Memory": 256, "PortMappings": ports}
    task = {
        "Type": "AWS::ECS::TaskDefinition",
        "Metadata": {"ecslint": {"ignore": ["ECS101"]}},
        "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [container]},
    }
    write({"template.json": json.dumps({"Resources": {"Task": task}})})
    made = report(capsys)
    assert [finding["code"] for finding in made["findings"]] == ["ECS003"]
    assert [finding["code"] for finding in made["suppressed"]] == ["ECS101"]


# -- configuration entries ---------------------------------------------------------------------------


def entry(**settings: str) -> str:
    given = {"path": "web.json", "code": "ECS101", "reason": "a reason", **settings}
    return "[[suppress]]\n" + "".join(
        f"{key} = {json.dumps(value)}\n" for key, value in given.items() if value
    )


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        ({}, []),
        ({"path": "*.json"}, []),
        ({"path": "**"}, []),
        ({"where": "containerDefinitions[name=web]"}, ["api"]),
        ({"where": "containerDefinitions[1].portMappings"}, ["web"]),
        ({"where": "containerDefinitions"}, []),
        ({"where": "web"}, []),
    ],
)
def test_an_entry_silences_what_is_found_where_it_says(
    settings: dict[str, str], left: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"web.json": json.dumps(DOCUMENT), "ecslint.toml": entry(**settings)})
    assert [finding["message"].split('"')[1] for finding in report(capsys)["findings"]] == left


def test_an_entry_reaches_one_instance_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    task = TASK.replace(
        '  family       = "web"\n', '  for_each     = toset(["a", "b"])\n  family       = each.key\n'
    )
    where = 'aws_ecs_task_definition.web["a"]'
    write({"main.tf": task, "ecslint.toml": entry(path="main.tf", where=where)})
    made = report(capsys)
    assert [finding["resource"] for finding in made["suppressed"]] == [where]
    assert [finding["resource"] for finding in made["findings"]] == ['aws_ecs_task_definition.web["b"]']


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"reason": ""}, "there is no reason"),
        ({"path": ""}, "there is no path"),
        ({"code": ""}, "there is no code"),
        ({"until": "soon"}, "'soon' is no day"),
        ({"wehre": "x"}, "there is no key 'wehre'"),
        ({"code": "ECS10l"}, "there is no rule 'ECS10l'"),
    ],
)
def test_an_entry_that_cannot_be_meant_is_refused(
    settings: dict[str, str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"web.json": json.dumps(DOCUMENT), "ecslint.toml": entry(**settings)})
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_an_entry_that_silences_nothing_is_reported_in_the_configuration_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"web.json": json.dumps(DOCUMENT), "ecslint.toml": f"{entry()}\n{entry(path='other.json')}"})
    assert found(capsys) == [("ecslint.toml", 6, "ECS002")]


# -- what is said of suppressions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# ecslint: ignore[ECS101]", "this suppression does not say why"),
        ("# ecslint: ignore[ECS102] x", "the suppression of ECS102 silences nothing"),
        ("# ecslint: ignore[ECS10l] x", "there is no rule 'ECS10l' to suppress"),
        (
            "# ecslint: ignore[ECS101] until=2026-11-22 x",
            "this suppression ended with 2026-11-22, so what it silenced is reported again",
        ),
        (
            "# ecslint: ignore[ECS101] until= x",
            "this suppression does not count: its 'until=' names no day; write until=2027-01-31",
        ),
        (
            "# ecslint: ignore[ECS101] until=2026-13-01 x",
            "this suppression does not count: '2026-13-01' is no day; write until=2027-01-31",
        ),
        (
            "# ecslint: ignroe[ECS101] x",
            "this suppression does not count: ecslint knows no 'ignroe'; write ignore[ECS101] and the reason",
        ),
        (
            "# ecslint: ignore ECS101",
            "this suppression does not count: it names no rule; write ignore[ECS101] and the reason",
        ),
        (
            "# ecslint: ignore[ECS101] x\n",
            "this suppression does not count: nothing stands directly below it",
        ),
    ],
)
def test_a_suppression_that_is_not_right_is_reported(
    comment: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"main.tf": with_line(TASK, 5, comment)})
    made = report(capsys)
    assert [f["message"].replace("ECS201", "ECS101") for f in made["findings"] if f["code"] != "ECS101"] == [
        message
    ]
    assert len(made["suppressed"]) == ("say why" in message)


def test_prose_about_ecslint_is_no_instruction(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": "# ecslint: see docs/lint.md for how we use it\n" + TASK})
    assert messages(capsys) == []


def test_one_code_of_several_may_be_of_no_use(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": with_line(TASK, 5, "# ecslint: ignore[ECS101, ECS102] x")})
    (finding,) = report(capsys)["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("ECS002", 5, 27)


UNUSED = with_line(TASK, 13, "# ecslint: ignore[ECS102] a reason")


@pytest.mark.parametrize(
    "arguments",
    [("--ignore", "ECS102"), ("--select", "ECS002,ECS101"), ("--var", "port=80"), ("--workspace", "x")],
)
def test_nothing_is_called_unused_that_another_run_may_use(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"main.tf": UNUSED})
    assert messages(capsys) == ["the suppression of ECS102 silences nothing"]
    assert messages(capsys, *arguments) == []


def test_a_module_checked_without_all_its_callers_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "modules/task/main.tf": with_line(TASK.replace("8080", "80"), 13, f"# {IGNORE}"),
            "live/main.tf": 'module "task" {\n  source = "../modules/task"\n  port   = 8080\n}\n',
            "test/main.tf": 'module "task" {\n  source = "../modules/task"\n}\n',
        }
    )
    assert messages(capsys) == []
    assert messages(capsys, "test") == []
    assert messages(capsys, "modules") == []
    assert messages(capsys, "modules/task/main.tf") == []
    write({"live/main.tf": ""})
    unused = ["the suppression of ECS101 silences nothing"]
    assert messages(capsys) == unused
    assert messages(capsys, "modules/task/main.tf") == unused


def test_what_is_unknown_may_need_the_suppression(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": with_line(TASK, 13, f"# {IGNORE}").replace("  default = 8080\n", "  type = number\n")})
    assert messages(capsys) == []


def test_a_module_that_is_not_there_may_need_the_suppression(capsys: pytest.CaptureFixture[str]) -> None:
    call = 'module "x" {\n  source = "example.com/x/y/z"\n}\n'
    write({"main.tf": f"# {IGNORE}\n{call}\n{TASK}"})
    assert messages(capsys) == []


# -- options -----------------------------------------------------------------------------------------


def test_an_audit_reports_everything(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": with_line(TASK, 13, "# ecslint: ignore[ECS101, ECS102]")})
    made = report(capsys, "--no-suppressions")
    assert [finding["code"] for finding in made["findings"]] == ["ECS101"]
    assert made["suppressed"] == []


def test_the_summary_counts_what_is_suppressed(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": with_line(TASK, 13, f"# {IGNORE}")})
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "1 file, 0 services, 1 task definition: no problems (1 suppressed)\n"
    assert report(capsys)["summary"]["suppressed"] == 1


def test_what_is_suppressed_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": with_line(TASK, 13, f"# {IGNORE}")})
    assert main(["check", "--show-suppressed"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("suppressed error[ECS101]: ")
    assert "   = suppressed: a reason at main.tf:13:9" in lines
    assert main(["check", "--show-suppressed", "--format", "concise"]) == 0
    line = capsys.readouterr().out
    assert line.startswith("main.tf:14:45: error ECS101 ")
    assert line.endswith(" (suppressed at main.tf:13: a reason)\n")


@pytest.mark.parametrize("other", [("--no-suppressions",), ("--format", "json")])
def test_options_that_have_no_effect_together_are_refused(
    other: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"main.tf": TASK})
    assert main(["check", "--show-suppressed", *other]) == 2
    assert "--show-suppressed" in capsys.readouterr().err
