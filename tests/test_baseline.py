"""Baselines: an old repository whose findings are recorded, so that only what is new is reported."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import replace, write

from ecslint.cli import main
from ecslint.engine.baseline.outline import Outline, outline
from ecslint.engine.baseline.record import entries
from ecslint.engine.finding import Finding
from ecslint.place import Place
from ecslint.source import Source, Span

BASELINE = ".ecslint-baseline.json"

MAIN = """\
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "nginx:1.27"
      memory       = 256
      portMappings = [{ containerPort = 80, hostPort = 8080 }]
    },
    {
      name         = "side"
      image        = "envoy:1"
      memory       = 128
      portMappings = [{ containerPort = 90, hostPort = 90 }]
    },
  ])
}
"""
TASK = {
    "family": "api",
    "networkMode": "awsvpc",
    "containerDefinitions": [
        {
            "name": "api",
            "image": "api:1",
            "memory": 64,
            "portMappings": [{"containerPort": 80, "hostPort": 81}],
        }
    ],
}
SIDE = "containerPort = 90, hostPort = 90"


@pytest.fixture(autouse=True)
def repository(repository: Path) -> Path:
    """An old repository with three findings, which is the working directory."""
    write({"infra/main.tf": MAIN})
    write({"deploy/task.json": json.dumps(TASK, indent=2)})
    write(
        {
            "deploy/links.json": json.dumps(TASK | {"family": "links"}, indent=2).replace(
                '"hostPort": 81', '"hostPort": 82'
            )
        },
    )
    return repository


def record(*options: str) -> list[dict[str, Any]]:
    """Write the baseline, and what it has then."""
    assert main(["baseline", *options]) == 0
    found: list[dict[str, Any]] = json.loads(Path(BASELINE).read_text(encoding="utf-8"))["findings"]
    return found


def check(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    """The exit status of a check, and what it says."""
    capsys.readouterr()
    status = main(["check", *options])
    return status, capsys.readouterr().out


def fingerprints(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, str]:
    """The fingerprints of all findings, each with its code."""
    _, out = check(capsys, "--format", "json", "--no-baseline", *options)
    return {each["fingerprint"]: each["code"] for each in json.loads(out)["findings"]}


# -- an old repository -------------------------------------------------------------------------------


def test_a_baseline_lists_what_is_found_a_line_each_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    capsys.readouterr()
    assert main(["baseline"]) == 0
    assert capsys.readouterr().out == f"{BASELINE}: 3 findings (3 added, 0 removed)\n"
    lines = Path(BASELINE).read_text(encoding="utf-8").splitlines()
    listed = [json.loads(line.rstrip(",")) for line in lines[3:-2]]
    assert [(each["code"], each["path"], each["resources"], each["times"]) for each in listed] == [
        ("ECS101", "deploy/links.json", ["links"], 1),
        ("ECS101", "deploy/task.json", ["api"], 1),
        ("ECS101", "infra/main.tf", ["aws_ecs_task_definition.web"], 1),
    ]
    assert "8080" in listed[2]["message"]


def test_what_the_baseline_has_does_not_fail_and_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    status, out = check(capsys)
    assert (status, out) == (0, "3 files, 0 services, 3 task definitions: no problems (3 in the baseline)\n")
    assert main(["check", "infra", "--fail-on", "advice"]) == 0
    assert main(["check", "infra/main.tf"]) == 0
    assert main(["check", "--no-baseline"]) == 1
    assert main(["check", "--no-suppressions"]) == 1


def test_a_new_finding_fails_and_is_the_only_one_reported(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    replace("infra/main.tf", SIDE, "containerPort = 90, hostPort = 91")
    status, out = check(capsys, "--format", "concise")
    assert (status, [line.split(":")[:2] for line in out.splitlines()]) == (1, [["infra/main.tf", "15"]])


def test_a_swapped_finding_is_not_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    replace("infra/main.tf", "hostPort = 8080", "hostPort = 80")
    replace("infra/main.tf", SIDE, "containerPort = 90, hostPort = 91")
    status, out = check(capsys, "--format", "concise")
    assert (status, [line.split(":")[:2] for line in out.splitlines()]) == (1, [["infra/main.tf", "15"]])


def test_moved_lines_and_items_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    before, main_tf = fingerprints(capsys), Path("infra/main.tf").read_text(encoding="utf-8")
    replace("infra/main.tf", "  container_definitions", "\n  # moved\n\n  container_definitions")
    replace(
        "infra/main.tf", "jsonencode([\n", 'jsonencode([\n    { name = "new", image = "n", memory = 9 },\n'
    )
    replace("deploy/task.json", '"family"', '\n\n"cpu": "256",\n"family"')
    assert Path("infra/main.tf").read_text(encoding="utf-8") != main_tf
    assert fingerprints(capsys) == before
    assert check(capsys)[0] == 0


def test_what_is_gone_is_counted_and_pruned_but_nothing_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    replace("infra/main.tf", "hostPort = 8080", "hostPort = 80")
    Path("deploy/links.json").unlink()
    status, out = check(capsys)
    assert status == 0
    assert out.endswith(
        "no problems (1 in the baseline, 2 of the baseline gone; see ecslint baseline --prune)\n"
    )
    assert json.loads(check(capsys, "--format", "json")[1])["summary"]["baseline_gone"] == 2
    replace("infra/main.tf", SIDE, "containerPort = 90, hostPort = 91")
    capsys.readouterr()
    assert [each["path"] for each in record("--prune")] == ["deploy/task.json"]
    assert capsys.readouterr().out == f"{BASELINE}: 1 finding (0 added, 2 removed)\n"
    assert check(capsys, "--format", "concise")[0] == 1


def test_what_a_run_did_not_look_at_is_not_gone(capsys: pytest.CaptureFixture[str]) -> None:
    recorded = record()
    assert " gone" not in check(capsys, "deploy")[1]
    assert " gone" not in check(capsys, "--select", "ECS201")[1]
    assert " gone" not in check(capsys, "infra/main.tf")[1]
    assert record("--prune", "deploy") == record("--prune", "--select", "ECS201") == recorded
    assert record("deploy") == record("--ignore", "ECS101") == recorded


def test_a_shard_cannot_say_what_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    replace("infra/main.tf", "hostPort = 8080", "hostPort = 80")
    counts = [
        json.loads(check(capsys, "--format", "json", *options)[1])["summary"]["baseline_gone"]
        for options in (["--shard", "1/2"], ["--shard", "2/2"], [])
    ]
    assert counts == [0, 0, 1]


def test_what_a_run_could_not_decide_is_not_gone(capsys: pytest.CaptureFixture[str]) -> None:
    recorded = record()
    replace("infra/main.tf", '"awsvpc"', "var.mode")
    write({"infra/variables.tf": 'variable "mode" {}\n'})
    assert " gone" not in check(capsys)[1]
    assert record("--prune") == recorded


def test_advice_that_was_selected_once_is_not_gone(capsys: pytest.CaptureFixture[str]) -> None:
    replace("infra/main.tf", "  family ", '  volume { name = "unused" }\n  family ')
    recorded = record("--select", "all")
    assert "advice" in {each["severity"] for each in recorded}
    assert " gone" not in check(capsys)[1]
    assert record("--prune") == recorded


def test_writing_a_baseline_again_adds_what_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    replace("infra/main.tf", SIDE, "containerPort = 90, hostPort = 91")
    replace("infra/main.tf", "hostPort = 8080", "hostPort = 80")
    capsys.readouterr()
    assert len(record()) == 3
    assert capsys.readouterr().out == f"{BASELINE}: 3 findings (1 added, 1 removed)\n"
    assert check(capsys)[0] == 0


def test_ignores_are_added_only_for_what_the_baseline_does_not_have() -> None:
    record()
    replace("infra/main.tf", SIDE, "containerPort = 90, hostPort = 91")
    assert main(["add-ignores", "--reason", "later"]) == 0
    assert Path("infra/main.tf").read_text(encoding="utf-8").count("# ecslint: ignore[ECS101] later") == 1
    assert not Path("ecslint.toml").exists()


# -- where it stands ----------------------------------------------------------------------------------


def test_the_baseline_of_the_repository_counts_from_everywhere(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = fingerprints(capsys)
    record()
    monkeypatch.chdir("deploy")
    assert check(capsys)[0] == 0
    assert check(capsys, "..")[0] == 0
    assert fingerprints(capsys, str(repository)) == expected
    before = (repository / BASELINE).read_text(encoding="utf-8")
    assert main(["baseline", ".."]) == 0
    assert (repository / BASELINE).read_text(encoding="utf-8") == before
    monkeypatch.chdir(repository.parent)
    assert check(capsys, str(repository))[0] == 0
    assert fingerprints(capsys, repository.name) == expected


def test_a_copy_without_git_has_the_same_baseline(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record()
    (repository / ".git").rmdir()
    assert check(capsys)[0] == 0
    monkeypatch.chdir("infra")
    assert check(capsys)[0] == 0


def test_the_baseline_can_stand_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--baseline", "deploy/known.json"]) == 0
    assert not Path(BASELINE).exists()
    assert check(capsys)[0] == 1
    assert check(capsys, "--baseline", "deploy/known.json")[0] == 0
    write({"ecslint.toml": 'baseline = "deploy/known.json"\n'})
    os.chdir("infra")
    assert check(capsys)[0] == 0


def test_every_report_has_what_the_baseline_silences(capsys: pytest.CaptureFixture[str]) -> None:
    record()
    report = json.loads(check(capsys, "--format", "json")[1])
    assert (report["summary"]["baselined"], report["summary"]["suppressed"]) == (3, 0)
    assert [each["suppression"] for each in report["suppressed"]] == [
        {
            "path": BASELINE,
            "line": line,
            "column": 5,
            "kind": "external",
            "reason": "in the baseline",
            "until": None,
        }
        for line in (4, 5, 6)
    ]
    sarif = json.loads(check(capsys, "--format", "sarif")[1])
    kinds = [each["suppressions"][0]["kind"] for each in sarif["runs"][0]["results"]]
    assert kinds == ["external"] * 3
    shown = check(capsys, "--format", "concise", "--show-suppressed")[1]
    assert f"(suppressed at {BASELINE}:4: in the baseline)" in shown


# -- what cannot be a baseline -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", " is no baseline: it is not valid JSON: "),
        ("[" * 100_000, " is no baseline: it is not valid JSON: "),
        ("[]", " is no baseline of ecslint"),
        ('{"findings": []}', " is no baseline of ecslint"),
        ('{"schema_version": 1}', " is no baseline of ecslint"),
        ('{"schema_version": 2, "findings": []}', " has the schema version 2, and this ecslint reads 1"),
        ('{"schema_version": 1, "findings": [{"code": "ECS101"}]}', ": entry 1 of the baseline is not as"),
        (
            '{\n<<<<<<< ours\n"schema_version": 1\n=======\n}\n>>>>>>> theirs\n',
            ":2: the baseline has the marks of a merge conflict",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(
    text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write({BASELINE: text})
    for command in (["check"], ["baseline"], ["baseline", "--prune"]):
        assert main(command) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"error: {BASELINE}{message}")
        assert "\nhelp: " in err
    assert Path(BASELINE).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "key", ["code", "severity", "path", "resources", "stacks", "message", "times", "fingerprint"]
)
def test_an_entry_of_another_shape_is_refused(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, *rest = record()
    for wrong in ({**first, key: {}}, {k: v for k, v in first.items() if k != key}):
        write({BASELINE: json.dumps({"schema_version": 1, "findings": [*rest, wrong]})})
        capsys.readouterr()
        assert main(["check"]) == 2
        assert "entry 3 of the baseline is not as ecslint writes it" in capsys.readouterr().err


def test_both_sides_of_a_merge_count(capsys: pytest.CaptureFixture[str]) -> None:
    found = record()
    write({BASELINE: json.dumps({"schema_version": 1, "findings": [*found, *found]})})
    assert check(capsys)[0] == 0
    assert record("--prune") == found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--baseline", "none.json"], "there is no baseline 'none.json'"),
        (["baseline", "--prune"], f"there is no baseline '{BASELINE}' to prune"),
        (["check", "--baseline", "x", "--no-baseline"], "--baseline and --no-baseline contradict each other"),
        (["check", "--baseline", "x", "--no-suppressions"], "--no-suppressions reports everything, so"),
        (["check", "--baseline", "none.json", "--since", "none"], "there is no baseline 'none.json'"),
        (["add-ignores", "--reason", "x", "--baseline", "none.json"], "there is no baseline 'none.json'"),
        (["check", "--no-baseline", "--no-suppressions"], "--no-suppressions leaves out the baseline too"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")


# -- twins and instances --------------------------------------------------------------------------------

MANY = """\
variable "ports" { default = [%s] }
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { name = "web", image = "n", memory = 9, portMappings = [
      for port in var.ports : { containerPort = port, hostPort = 1 }
    ] }
  ])
}
"""
EACH = """\
resource "aws_ecs_task_definition" "web" {
  for_each     = { %s }
  family       = each.key
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { name = "web", image = "n", memory = 9, portMappings = [{ containerPort = 80, hostPort = each.value }] }
  ])
}
"""


def test_twins_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/main.tf": MANY % "80, 90"})
    recorded = [each["times"] for each in record("infra")]
    assert recorded == [2]
    write({"infra/main.tf": MANY % "80, 90, 100"})
    assert len(check(capsys, "infra", "--format", "concise")[1].splitlines()) == 3
    write({"infra/main.tf": MANY % "90"})
    status, out = check(capsys, "infra")
    assert (status, "1 in the baseline, 1 of the baseline gone" in out) == (0, True)
    assert [each["times"] for each in record("--prune", "infra")] == [1]


def test_an_instance_that_the_baseline_does_not_have_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/main.tf": EACH % "a = 1, c = 1, d = 80"})
    (entry,) = record("infra")
    assert entry["resources"] == ['aws_ecs_task_definition.web["a"]', 'aws_ecs_task_definition.web["c"]']
    write({"infra/main.tf": EACH % "a = 1, d = 1, c = 80"})
    assert check(capsys, "infra")[0] == 1
    write({"infra/main.tf": EACH % "c = 1"})
    assert check(capsys, "infra")[0] == 0
    (entry,) = record("--prune", "infra")
    assert entry["resources"] == ['aws_ecs_task_definition.web["c"]']


def test_calls_of_one_module_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/main.tf": ""})
    calls = 'module "%s" {\n  source = "../module"\n  port   = %d\n}\n'
    body = MAIN.replace("8080", "var.port").replace(SIDE, "containerPort = 90")
    write({"module/main.tf": 'variable "port" {}\n' + body})
    write({"infra/main.tf": calls % ("a", 1) + calls % ("b", 80)})
    (entry,) = record("infra")
    assert entry["resources"] == ["module.a.aws_ecs_task_definition.web"]
    write({"infra/main.tf": calls % ("a", 80) + calls % ("b", 1)})
    assert check(capsys, "infra")[0] == 1


def test_a_stack_that_brings_a_finding_into_a_shared_module_is_new(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = 'module "web" {\n  source = "../module"\n  port   = %d\n}\n'
    body = MAIN.replace("8080", "var.port").replace(SIDE, "containerPort = 90")
    write({"module/main.tf": 'variable "port" {}\n' + body})
    write({"infra/main.tf": call % 1})
    write({"other/main.tf": call % 80})
    (entry,) = record("infra", "other")
    assert (entry["path"], entry["stacks"]) == ("module/main.tf", ["infra"])
    assert check(capsys, "infra", "other")[0] == 0
    write({"other/main.tf": call % 1})
    assert check(capsys, "infra", "other")[0] == 1
    assert check(capsys, "infra")[0] == 0


def test_environments_and_conditions_do_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/main.tf": 'variable "mode" {}\n' + MAIN.replace('"awsvpc"', "var.mode")})
    write({"infra/dev.tfvars": 'mode = "awsvpc"\n'})
    before = fingerprints(capsys, "infra")
    write({"infra/prod.tfvars": 'mode = "bridge"\n'})
    write({"infra/stage.tfvars": 'mode = "awsvpc"\n'})
    assert "when: environment" in check(capsys, "infra", "--no-baseline")[1]
    assert fingerprints(capsys, "infra") == before != {}


# -- fingerprints ----------------------------------------------------------------------------------------

FIXTURES = Path(__file__).parent / "fixtures"
KINDS = (".tf", ".json", ".yaml", ".yml", ".tfvars", ".template", ".hcl", ".tpl")


@pytest.mark.parametrize(
    "project", sorted(each.name for each in FIXTURES.iterdir() if each.is_dir() and "plan" not in each.name)
)
def test_fingerprints_of_the_fixtures_survive_inserted_lines(
    project: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = repository / "copy"
    shutil.copytree(FIXTURES / project, copy, ignore=shutil.ignore_patterns("expected.txt"))
    before = fingerprints(capsys, "copy")
    for path in copy.rglob("*"):
        if path.is_file() and path.suffix in KINDS:
            comment = "\n\n" if path.suffix in (".json", ".tpl") else "\n# a line more\n\n"
            path.write_bytes(comment.encode() + path.read_bytes())
    assert fingerprints(capsys, "copy") == before


@given(
    st.lists(
        st.sampled_from(["\n", "# note\n", "  \n"]), min_size=MAIN.count("\n"), max_size=MAIN.count("\n")
    )
)
def test_the_address_of_a_place_survives_lines_inserted_anywhere(more: list[str]) -> None:
    moved = "".join(line + extra for line, extra in zip(MAIN.splitlines(keepends=True), more, strict=True))
    for word in ("8080", "family", "hostPort = 90", '"envoy:1"'):
        assert at(moved, word) == at(MAIN, word)


@given(st.text(), st.text(), st.booleans())
def test_the_fingerprint_survives_other_words(message: str, note: str, conditional: bool) -> None:
    source = Source("main.tf", MAIN)
    span = Span(source, MAIN.index("8080"), MAIN.index("8080") + 4)
    at = Place(span, resource="aws_x.y", attribute="port")
    plain = Finding(at, "m", [Place(span, "note")], severity="error", code="ECS1")
    other = Finding(
        Place(span, resource="aws_x.y", attribute="port"),
        message,
        [Place(span, note)],
        severity="warning",
        code="ECS1",
        when=("var.x",) * conditional,
    )
    assert other.fingerprint == plain.fingerprint
    assert entries([plain, other])[plain.fingerprint].times == 2


def at(text: str, word: str, name: str = "main.tf") -> str:
    return outline(Source(name, text)).address(text.index(word))


@pytest.mark.parametrize(
    ("name", "text", "word", "address"),
    [
        (
            "a.tf",
            MAIN,
            "8080",
            "resource.aws_ecs_task_definition.web.container_definitions.[name=web]."
            "portMappings.[containerport=80].hostPort",
        ),
        ("a.tf", 'a "b" {\n  c {\n    x = 1\n  }\n  c {\n    x = 2\n  }\n}\n', "2", "a.b.c#2.x"),
        ("a.tf", 'a "b" {\n  c {\n    name = "n"\n    x = 2\n  }\n}\n', "2", "a.b.c[name=n].x"),
        ("a.tf", "a = x ? [1] : [2]\n", "2", "a.:.[]"),
        ("a.tf", "a = concat([1], [2])\n", "2", "a.()#2.[]"),
        ("a.tf", 'a = <<EOF\n[{"name": "n", "b": ${x}, "c": "${y}-1"}]\nEOF\n', '1"', "a.[name=n].c"),
        ("a.tf", 'a = "no JSON"\n', "JSON", "a"),
        ("a.tf", "a = [for x in y : { b = 1 }]\n", "1", "a.b"),
        ("a.json", '{"a": [{"b": 1}, {"b": 2}]}', "2", "a.[]#2.b"),
        ("a.json", '{"image": "<IMAGE>", "a": {{ x }}, "b": 7}', "7", "b"),
        ("a.yaml", "a:\n  - Key: k\n    Value: !Sub v\n", "!Sub", "a.[key=k].Value"),
        ("a.yaml", 'a: |\n  {"b":\n    [1]}\n', "1", "a.b.[]"),
        ("a.json.tpl", '[{"name": "n", "b": ${x}, "c": 5}]', "5", "[name=n].c"),
        ("a.jsonnet", "local x = 1; {}", "1", ""),
        ("a.json", "{", "{", ""),
    ],
)
def test_a_place_is_named_by_the_structure_around_it(name: str, text: str, word: str, address: str) -> None:
    assert at(text, word, name) == address


def test_a_place_behind_a_part_lies_in_what_holds_it() -> None:
    text = MAIN.replace("family", "family = 1 # note\n  x")
    assert at(text, "note") == "resource.aws_ecs_task_definition.web"
    assert Outline([]).extent(0) is None
