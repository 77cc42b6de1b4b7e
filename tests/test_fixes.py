"""Fixes: what is edited, how it is written, and where nothing is certain enough to be."""

from __future__ import annotations

import errno
import json
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from projects import write

from ecslint.cli import main

Edited = dict[str, str]
HERE = Path(__file__).parent
REPORT = json.loads(files("ecslint.report").joinpath("schema.json").read_text(encoding="utf-8"))
SARIF = json.loads((HERE / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.usefixtures("repository")


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """What a check of some files reports: its JSON, or that of another format."""

    def run(given: Edited, *arguments: str, format: str = "json") -> Any:
        write(given)
        main(["check", "--no-cache", "--exit-zero", "--format", format, *arguments])
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def fixes(check: Callable[..., Any]) -> Callable[..., list[str]]:
    """The fixes of the findings of a rule, each with its safety; "none" for a finding without one."""

    def run(given: Edited, code: str, *arguments: str) -> list[str]:
        report = check(given, "--select", code, *arguments)
        assert report["findings"]
        found = [each["fix"] for each in report["findings"]]
        return ["none" if fix is None else f"{fix['title']} ({fix['safety']})" for fix in found]

    return run


@pytest.fixture
def mended(check: Callable[..., Any]) -> Callable[..., str]:
    """The text of a file once the only finding of a rule in it is mended; nothing is found then."""

    def run(name: str, text: str, code: str) -> str:
        report = check({name: text}, "--select", code)
        (fix,) = [each["fix"] for each in report["findings"]]
        assert fix is not None
        edited = _by_lines(Path(name).read_bytes().decode(), fix["edits"])
        assert check({name: edited}, "--select", f"{code},ECS001")["findings"] == []
        return edited

    return run


def _by_lines(text: str, edits: list[dict[str, Any]]) -> str:
    """A text edited as the lines and columns of a JSON report say, by nothing of ecslint."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda each: (each["line"], each["column"]), reverse=True):
        before = "\n".join([*lines[: edit["line"] - 1], lines[edit["line"] - 1][: edit["column"] - 1]])
        after = "\n".join([lines[edit["end_line"] - 1][edit["end_column"] - 1 :], *lines[edit["end_line"] :]])
        lines = (before + edit["replacement"] + after).split("\n")
    return "\n".join(lines)


def task(mapping: str, more: str = "", before: str = "", body: str = "") -> str:
    """A task definition of Terraform with one port mapping."""
    return f"""\
{before}
resource "aws_ecs_task_definition" "web" {{
  family       = "web"
  network_mode = "awsvpc"
  {more}
  container_definitions = jsonencode([{{
    name   = "web"
    image  = "nginx:1.27"
    memory = 64
    {body or f"portMappings = [{mapping}]"}
  }}])
}}
"""


# -- how it is written ----------------------------------------------------------------------------

IN_HCL = {
    "in one line": (
        "portMappings = [{ containerPort = 80, hostPort = 8080 }]\n",
        "portMappings = [{ containerPort = 80, hostPort = 80 }]\n",
    ),
    "aligned, with a comment": (
        "portMappings = [{\n      containerPort = 80\n      hostPort      = 8080 # why\n    }]\n",
        "portMappings = [{\n      containerPort = 80\n      hostPort      = 80 # why\n    }]\n",
    ),
    "as in JSON": (
        'portMappings = [{ "containerPort" : 80, "hostPort" : 8080 }]\n',
        'portMappings = [{ "containerPort" : 80, "hostPort" : 80 }]\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), IN_HCL.values(), ids=IN_HCL)
def test_a_value_is_set_where_it_is_written(before: str, after: str, mended: Callable[..., str]) -> None:
    assert mended("main.tf", task("", body=before), "ECS101") == task("", body=after)


REMOVED = {
    "its line with its comment": (
        "[{\n      containerPort = 80\n      hostPort      = 0 # any\n    }]",
        "[{\n      containerPort = 80\n    }]",
    ),
    "no blank line stays at the end": (
        "[{\n      containerPort = 80\n\n      hostPort = 0\n    }]",
        "[{\n      containerPort = 80\n    }]",
    ),
    "no blank line stays at the beginning": (
        "[{\n      hostPort = 0\n\n      containerPort = 80\n    }]",
        "[{\n      containerPort = 80\n    }]",
    ),
    "one blank line of two": (
        '[{\n      name = "a"\n\n      hostPort = 0\n\n      containerPort = 80\n    }]',
        '[{\n      name = "a"\n\n      containerPort = 80\n    }]',
    ),
    "first in a line": ("[{ hostPort = 0, containerPort = 80 }]", "[{ containerPort = 80 }]"),
    "last in a line": ("[{ containerPort = 80, hostPort = 0 }]", "[{ containerPort = 80 }]"),
    "in the middle of a line": (
        '[{ containerPort = 80, hostPort = 0, name = "a" }]',
        '[{ containerPort = 80, name = "a" }]',
    ),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED)
def test_an_entry_is_removed_with_what_goes_with_it(
    before: str, after: str, mended: Callable[..., str]
) -> None:
    given, wanted = (task("", body=f"portMappings = {text}") for text in (before, after))
    assert mended("main.tf", given, "ECS103") == wanted


TEMPLATE = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.27
          Memory: 64
          PortMappings:
{}
"""
IN_YAML = {
    "a block": (
        "            - ContainerPort: 80\n              HostPort: 0 # any",
        "            - ContainerPort: 80",
    ),
    "behind the dash": (
        "            - HostPort: 0\n              ContainerPort: 80",
        "            - ContainerPort: 80",
    ),
    "in flow": ("            - { ContainerPort: 80, HostPort: 0 }", "            - { ContainerPort: 80 }"),
    "in quotes": (
        "            - { 'ContainerPort': '80', 'HostPort': '0' }",
        "            - { 'ContainerPort': '80' }",
    ),
}


@pytest.mark.parametrize(("before", "after"), IN_YAML.values(), ids=IN_YAML)
def test_yaml_is_edited_in_the_style_that_it_has(before: str, after: str, mended: Callable[..., str]) -> None:
    assert mended("t.yaml", TEMPLATE.format(before), "ECS103") == TEMPLATE.format(after)


def test_quotes_and_line_endings_are_kept(mended: Callable[..., str]) -> None:
    given = TEMPLATE.format("            - ContainerPort: 80\n              HostPort: '8080'")
    found = mended("t.yaml", given.replace("\n", "\r\n"), "ECS101")
    assert found == given.replace("8080", "80").replace("\n", "\r\n")


DOCUMENT = """\
{{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {{"name": "web", "image": "nginx:1.27", "memory": 64, "portMappings": [{}]}}
  ]
}}
"""
IN_JSON = {
    "last of the lines": (
        '{\n      "containerPort": 80,\n      "hostPort": 0\n    }',
        '{\n      "containerPort": 80\n    }',
    ),
    "first of the lines": (
        '{\n      "hostPort": 0,\n      "containerPort": 80\n    }',
        '{\n      "containerPort": 80\n    }',
    ),
    "last of a line": ('{"containerPort": 80, "hostPort": 0}', '{"containerPort": 80}'),
    "before the brace": ('{"containerPort": 80,\n      "hostPort": 0}', '{"containerPort": 80}'),
}


@pytest.mark.parametrize(("before", "after"), IN_JSON.values(), ids=IN_JSON)
def test_json_keeps_its_commas_right(before: str, after: str, mended: Callable[..., str]) -> None:
    assert mended("task.json", DOCUMENT.format(before), "ECS103") == DOCUMENT.format(after)


@pytest.mark.parametrize(("before", "after"), IN_JSON.values(), ids=IN_JSON)
def test_json_in_a_heredoc_is_edited_at_its_place(
    before: str, after: str, mended: Callable[..., str]
) -> None:
    resource = """\
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = <<-EOT
    [{{"name": "web", "image": "nginx:1.27", "memory": 64, "portMappings": [{}]}}]
  EOT
}}
"""
    assert mended("main.tf", resource.format(before), "ECS103") == resource.format(after)


ADDED = {
    "aligned with the last": (
        'volume {\n    name = "v"\n    efs_volume_configuration {\n'
        '      file_system_id       = "fs-1"\n'
        '      authorization_config {\n        iam = "ENABLED"\n      }\n    }\n  }',
        'volume {\n    name = "v"\n    efs_volume_configuration {\n'
        '      file_system_id       = "fs-1"\n      transit_encryption   = "ENABLED"\n'
        '      authorization_config {\n        iam = "ENABLED"\n      }\n    }\n  }',
    ),
}


@pytest.mark.parametrize(("before", "after"), ADDED.values(), ids=ADDED)
def test_an_entry_is_added_as_those_beside_it_are(
    before: str, after: str, mended: Callable[..., str]
) -> None:
    plain = "{ containerPort = 80 }"
    assert mended("main.tf", task(plain, before), "ECS704") == task(plain, after)


def test_a_key_is_renamed_as_it_is_written(mended: Callable[..., str]) -> None:
    given = TEMPLATE.format("            - { containerPort: 80 }")
    assert mended("t.yaml", given, "ECS517") == given.replace("containerPort", "ContainerPort")


# -- where nothing is certain ---------------------------------------------------------------------

PORT = "{ containerPort = 80, hostPort = %s }"
UNCERTAIN = {
    "a default": task(PORT % "var.port", before='variable "port" {\n  default = 8080\n}'),
    "a local": task(PORT % "local.port", before="locals {\n  port = 8080\n}"),
    "a local around it": task(
        "",
        body="portMappings = local.ports",
        before="locals {\n  ports = [{ containerPort = 80, hostPort = 8080 }]\n}",
    ),
    "an expression": task(PORT % "8000 + 80"),
    "a function": task(PORT % 'tonumber("8080")'),
    "parentheses": task(PORT % "(8080)"),
    "a template": task(PORT % '"${8080}"'),
    "a condition": task(PORT % "var.a ? 8080 : 8081", before='variable "a" {\n  type = bool\n}'),
    "a condition that is met": task(PORT % "true ? 8080 : 80"),
    "each of several": task(
        "", body="portMappings = [for p in [80, 81] : { containerPort = p, hostPort = 8080 }]"
    ),
    "an escape": task(PORT % '"\\u0038080"'),
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN)
def test_what_does_not_stand_there_as_a_literal_is_not_edited(
    text: str, fixes: Callable[..., list[str]]
) -> None:
    assert set(fixes({"main.tf": text}, "ECS101")) == {"none"}


def test_a_finding_under_a_condition_has_no_fix(fixes: Callable[..., list[str]]) -> None:
    text = task(PORT % 8080, before='variable "vpc" {\n  type = bool\n}').replace(
        '= "awsvpc"', '= var.vpc ? "awsvpc" : "bridge"'
    )
    assert fixes({"main.tf": text}, "ECS101") == ["none"]


BOTH = "set hostPort to 80: the port of the container (safe)"
OTHER = 'network_mode = count.index == 0 ? "awsvpc" : "bridge"\n  count        = 2'


def test_all_instances_have_to_want_what_is_edited(fixes: Callable[..., list[str]]) -> None:
    text = task(PORT % 8080, more="count = 2")
    assert fixes({"main.tf": text}, "ECS101") == [BOTH]
    some = task(PORT % 8080).replace('network_mode = "awsvpc"', OTHER)
    assert fixes({"main.tf": some}, "ECS101") == ["none"]


def test_a_module_is_edited_where_all_its_callers_want_it_and_never_safely(
    fixes: Callable[..., list[str]],
) -> None:
    module = task(PORT % 8080, before='variable "mode" {}').replace('= "awsvpc"', "= var.mode")
    calls = (
        'module "a" {\n  source = "./m"\n  mode = "awsvpc"\n}\n'
        'module "b" {\n  source = "./m"\n  mode = "%s"\n}\n'
    )
    unsafe = BOTH.replace("(safe)", "(unsafe)")
    assert fixes({"main.tf": calls % "awsvpc", "m/main.tf": module}, "ECS101") == [unsafe]
    assert fixes({"main.tf": calls % "bridge", "m/main.tf": module}, "ECS101") == ["none"]


def test_a_module_of_several_stacks_is_edited_where_all_of_them_want_it(
    fixes: Callable[..., list[str]],
) -> None:
    module = task(PORT % 8080, before='variable "mode" {}').replace('= "awsvpc"', "= var.mode")
    call = 'module "a" {\n  source = "../m"\n  mode = "%s"\n}\n'
    given = {"m/main.tf": module, "a/main.tf": call % "awsvpc", "b/main.tf": call % "awsvpc"}
    assert fixes(given, "ECS101") == [BOTH.replace("(safe)", "(unsafe)")]
    assert fixes({"b/main.tf": call % "bridge"}, "ECS101") == ["none"]


def test_all_environments_have_to_want_what_is_edited(fixes: Callable[..., list[str]]) -> None:
    text = task(PORT % 8080, before='variable "mode" {}').replace('= "awsvpc"', "= var.mode")
    environments = (
        '[[stack]]\npath = "infra"\n[stack.environments.a]\nvars = { mode = "awsvpc" }\n'
        '[stack.environments.b]\nvars = { mode = "%s" }\n'
    )
    given = {"infra/main.tf": text, "ecslint.toml": environments % "awsvpc"}
    assert fixes(given, "ECS101") == [BOTH]
    assert fixes({"ecslint.toml": environments % "bridge"}, "ECS101") == ["none"]


def test_what_an_alias_of_yaml_puts_elsewhere_is_not_edited(fixes: Callable[..., list[str]]) -> None:
    mapping = "            - &port { ContainerPort: 80, HostPort: 8080 }"
    assert fixes({"t.yaml": TEMPLATE.format(mapping)}, "ECS101") == ["none"]


def test_what_a_program_makes_is_not_edited(fixes: Callable[..., list[str]]) -> None:
    mapping = "            - { ContainerPort: 80, HostPort: 8080 }"
    made = TEMPLATE.format(mapping).replace(
        "    Type:", "    Metadata:\n      aws:cdk:path: App/Web/Task\n    Type:"
    )
    assert fixes({"t.yaml": made}, "ECS101") == ["none"]


def test_a_plan_is_not_edited(check: Callable[..., Any]) -> None:
    containers = (
        '[{"name":"web","image":"nginx","memory":64,"portMappings":[{"containerPort":80,"hostPort":0}]}]'
    )
    values = {"family": "web", "network_mode": "awsvpc", "container_definitions": containers}
    address = "aws_ecs_task_definition.web"
    resource = {"address": address, "mode": "managed", "type": "aws_ecs_task_definition", "name": "web"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**resource, "values": values}]}},
    }
    (found,) = check({"plan.json": json.dumps(plan, indent=1)}, "--select", "ECS103", "plan.json")["findings"]
    assert found["fix"] is None


GROUP = """\
resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-1"
  target_type = "instance"
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1"
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"""
SERVICE = """\
resource "aws_ecs_service" "NAME" {
  name            = "NAME"
  desired_count   = 1
  task_definition = aws_ecs_task_definition.NAME.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
ATTACHED = """\
resource "aws_lb_target_group_attachment" "by_hand" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = "i-1"
}
"""


def test_a_target_group_is_changed_for_all_that_is_registered_in_it(fixes: Callable[..., list[str]]) -> None:
    web = task("{ containerPort = 80 }") + SERVICE.replace("NAME", "web") + GROUP
    changed = 'set target_type to "ip": all its tasks run in awsvpc mode; it is replaced (unsafe)'
    assert fixes({"main.tf": web}, "ECS201") == [changed]
    assert fixes({"more.tf": ATTACHED}, "ECS201") == ["none"]
    old = (task("{ containerPort = 80 }") + SERVICE).replace('"web" {', '"NAME" {', 1).replace("NAME", "old")
    assert fixes({"more.tf": old}, "ECS201") == [changed, changed]
    assert fixes({"more.tf": old.replace("awsvpc", "bridge")}, "ECS201") == ["none"]
    assert fixes({"more.tf": old.replace('"awsvpc"', "var.mode") + 'variable "mode" {}\n'}, "ECS201") == [
        "none"
    ]


# -- in reports -----------------------------------------------------------------------------------

SEVERAL = {
    "infra/é/main.tf": task(PORT % 8080, before="# é 日本 \U0001f980"),
    "t.yaml": TEMPLATE.format("            - ContainerPort: 80\n              HostPort: 8080"),
    "task.json": DOCUMENT.format('{"containerPort": 80, "hostPort": 8080}'),
}


def test_the_json_report_says_how_to_edit_the_files(check: Callable[..., Any]) -> None:
    report = check(SEVERAL, "--select", "ECS101")
    jsonschema.validate(report, REPORT)
    assert len(report["findings"]) == 3
    for found in report["findings"]:
        (edit,) = found["fix"]["edits"]
        text = Path(edit["path"]).read_text(encoding="utf-8")
        write({edit["path"]: _by_lines(text, [edit])})
    assert check({}, "--select", "ECS101,ECS001")["findings"] == []


def test_the_sarif_report_has_fixes_that_another_program_can_make(check: Callable[..., Any]) -> None:
    report = check(SEVERAL, "--select", "ECS101", format="sarif")
    jsonschema.validate(report, SARIF)
    results = report["runs"][0]["results"]
    assert len(results) == 3
    for result in results:
        (fix,) = result["fixes"]
        assert fix["description"]["text"].lower() == BOTH.lower()
        for change in fix["artifactChanges"]:
            path = unquote(change["artifactLocation"]["uri"])
            edits = [_of_sarif(each) for each in change["replacements"]]
            write({path: _by_lines(Path(path).read_text(encoding="utf-8"), edits)})
    assert check({}, "--select", "ECS101,ECS001")["findings"] == []


def _of_sarif(replacement: dict[str, Any]) -> dict[str, Any]:
    region = replacement["deletedRegion"]
    return {
        "line": region["startLine"],
        "column": region["startColumn"],
        "end_line": region["endLine"],
        "end_column": region["endColumn"],
        "replacement": replacement.get("insertedContent", {}).get("text", ""),
    }


def test_the_text_report_has_a_line_for_a_fix(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": task(PORT % 8080)})
    main(["check", "--no-cache", "--select", "ECS101"])
    assert f"  = fix: {BOTH}\n" in capsys.readouterr().out


def test_what_is_kept_of_a_run_has_its_fixes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write({f"s{number}/main.tf": task(PORT % 8080) for number in range(3)})
    asked = ["check", "--exit-zero", "--format", "json", "--cache-dir", str(tmp_path / "cache")]
    reports = []
    for _ in range(2):
        main(asked)
        reports.append(json.loads(capsys.readouterr().out))
    assert reports[0] == reports[1]
    assert [each["fix"]["title"] for each in reports[1]["findings"]] == [BOTH.removesuffix(" (safe)")] * 3


# -- made -----------------------------------------------------------------------------------------

LINES = (
    'links    = ["db"]\n    hostname = "web"\n    portMappings = [{ containerPort = 80, hostPort = 8080 }]'
)
MIXED = task(PORT % 8080, body=LINES)
SAFELY = MIXED.replace("hostPort = 8080", "hostPort = 80")
WHOLLY = SAFELY.replace('    links    = ["db"]\n    hostname = "web"\n', "")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, list[str]]:
    """The exit status of a check, its report with a line for each finding, and what it says of its fixes."""
    status = main(["check", "--no-cache", *arguments])
    out, err = capsys.readouterr()
    return status, out, err.splitlines()


def content(name: str = "main.tf") -> str:
    return Path(name).read_bytes().decode()


def test_what_is_safe_is_mended_and_what_is_left_reported(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": MIXED})
    status, out, err = run(capsys, "--fix", "--format", "concise")
    assert content() == SAFELY
    assert status == 1
    assert [line.split()[2] for line in out.splitlines()] == ["ECS109", "ECS110"]
    assert err == [
        "main.tf:12: ECS101 set hostPort to 80: the port of the container",
        "ecslint: 1 finding mended",
    ]
    assert run(capsys, "--fix", "--format", "concise") == (1, out, [])


def test_unsafe_fixes_are_made_when_asked_for_also_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": MIXED})
    status, out, err = run(capsys, "--fix", "--unsafe-fixes", "--format", "concise")
    assert (status, out, err[-1]) == (0, "", "ecslint: 3 findings mended")
    assert content() == WHOLLY


def test_what_is_one_of_several_ways_is_never_done(capsys: pytest.CaptureFixture[str]) -> None:
    text = task("{ containerPort = 80 }").replace('"awsvpc"', '"awsvpcc"')
    write({"main.tf": text})
    assert run(capsys, "--fix", "--unsafe-fixes", "--format", "concise")[0] == 1
    assert content() == text


def test_a_diff_is_a_patch_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"main.tf": MIXED, "a b/t.yaml": SEVERAL["t.yaml"].rstrip("\n"), "fine.tf": "# nothing\n"}
    write(given)
    status, patch, err = run(capsys, "--diff")
    assert (status, err) == (1, [])
    assert {name: content(name) for name in given} == given
    subprocess.run(["git", "apply"], input=patch.encode(), check=True)
    assert content() == SAFELY
    assert run(capsys, "--diff") == (0, "", [])


def test_what_is_suppressed_or_in_the_baseline_is_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = task(PORT % 8080).replace("}]\n", "}] # ecslint: ignore[ECS101] later\n", 1)
    write({"main.tf": text})
    assert run(capsys, "--diff") == (0, "", [])
    write({"main.tf": MIXED})
    main(["baseline"])
    capsys.readouterr()
    assert run(capsys, "--diff", "--unsafe-fixes") == (0, "", [])
    assert run(capsys, "--diff", "--no-baseline")[0] == 1


def test_a_file_stays_what_it_is_but_for_what_is_mended(capsys: pytest.CaptureFixture[str]) -> None:
    data = b"\xef\xbb\xbf" + MIXED.replace("\n", "\r\n").encode()
    write({"real/main.tf": data})
    Path("infra").mkdir()
    Path("infra/main.tf").symlink_to("../real/main.tf")
    Path("real/main.tf").chmod(0o640)
    run(capsys, "--fix", "infra")
    assert Path("real/main.tf").read_bytes() == data.replace(b"hostPort = 8080", b"hostPort = 80")
    assert Path("infra/main.tf").is_symlink()
    assert Path("real/main.tf").stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_is_an_error_of_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write({"main.tf": MIXED})
    monkeypatch.setattr("ecslint.commands.rewriting.replace", full)
    status, out, err = run(capsys, "--fix")
    assert (status, out, err) == (2, "", ["error: main.tf cannot be written: No space left on device"])
    assert content() == MIXED
