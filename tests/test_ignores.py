"""`ecslint add-ignores` and `ecslint remove-ignores`: what they write, and what a check says after it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from projects import write

from ecslint.cli import main
from ecslint.engine.page import Example, examples
from ecslint.engine.registry import load_rules

MAIN = """\
resource "aws_ecs_task_definition" "web" {
\tfamily       = "web"
\tnetwork_mode = "awsvpc"
\tcontainer_definitions = jsonencode([{
\t\tname         = "web"
\t\timage        = "nginx:1.27"
\t\tmemory       = 256
\t\tlinks        = ["other"]
\t\tportMappings = [{ containerPort = 80, hostPort = 8080 }]
\t}])
}
"""
FOUND = ["main.tf:8:3:", "main.tf:9:41:"]
FIXTURES = sorted(path for path in (Path(__file__).parent / "fixtures").iterdir() if path.is_dir())
BAD = [
    pytest.param(example, id=f"{rule.code}-line{example.line}")
    for rule in load_rules()
    for example in examples(Path(rule.page).read_text(encoding="utf-8") if Path(rule.page).exists() else "")
    if example.section == "Bad"
]


@pytest.fixture(autouse=True)
def repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository, which is the working directory, on a certain day."""
    monkeypatch.setattr("ecslint.commands.policy.today", lambda: "2026-11-23")
    return repository


def read(name: str) -> str:
    return Path(name).read_bytes().decode()


def places(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    main(["check", "--format", "concise"])
    return [line.split()[0] for line in capsys.readouterr().out.splitlines()]


def contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def confirm_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Suppress all that is found: then nothing is, and doing it again changes nothing."""
    assert main(["add-ignores", "--reason", "as it was", "--fail-on", "advice"]) == 0
    assert places(capsys) == []
    before = contents()
    assert main(["add-ignores", "--reason", "again", "--fail-on", "advice"]) == 0
    assert contents() == before


# -- adding ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_comment_is_put_above_each_finding(
    newline: str, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"main.tf": mark + MAIN.replace("\n", newline)})
    assert places(capsys) == FOUND
    assert main(["add-ignores", "--reason", "until the move"]) == 0
    lines = MAIN.splitlines(keepends=True)
    lines.insert(8, "\t\t# ecslint: ignore[ECS101] until the move\n")
    lines.insert(7, "\t\t# ecslint: ignore[ECS109] until the move\n")
    assert read("main.tf") == mark + "".join(lines).replace("\n", newline)
    assert capsys.readouterr().out == (
        "main.tf:8: # ecslint: ignore[ECS109] until the move\n"
        "main.tf:9: # ecslint: ignore[ECS101] until the move\n"
    )
    confirm_silent(capsys)


def test_codes_at_one_line_share_a_comment(capsys: pytest.CaptureFixture[str]) -> None:
    ports = "portMappings = [{ containerPort = 80, hostPort = 81 }]"
    container = '{ name = "web", image = "n", memory = 256, links = ["o"], ' + ports + " }"
    start, end = MAIN.index("[{"), MAIN.index("}])")
    write({"main.tf": MAIN[: start + 1] + container + MAIN[end + 1 :]})
    assert main(["add-ignores", "--reason", "x"]) == 0
    assert capsys.readouterr().out == "main.tf:4: # ecslint: ignore[ECS101, ECS109] x\n"
    confirm_silent(capsys)


def test_json_gets_entries_in_the_configuration_file(capsys: pytest.CaptureFixture[str]) -> None:
    ports = [{"containerPort": 80, "hostPort": 8080}]
    container = {"name": "web", "image": "nginx:1.27", "memory": 256, "portMappings": ports}
    document = {"family": "web", "networkMode": "awsvpc", "containerDefinitions": [container]}
    write({"ecs/task.json": json.dumps(document)})
    write({"ecslint.toml": "# ours"})
    assert main(["add-ignores", "--reason", 'a "reason"']) == 0
    entry = (
        '[[suppress]]\npath = "ecs/task.json"\ncode = "ECS101"\nwhere = "web"\nreason = "a \\"reason\\""\n'
    )
    assert read("ecslint.toml") == f"# ours\n\n{entry}"
    confirm_silent(capsys)


def test_only_what_fails_is_suppressed(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": "# ecslint: ignore[ECS101]\n" + MAIN})
    assert main(["add-ignores", "--reason", "x"]) == 0
    assert capsys.readouterr().out == "main.tf:9: # ecslint: ignore[ECS109] x\n"


def test_a_reason_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": MAIN})
    assert main(["add-ignores"]) == 2
    assert main(["add-ignores", "--reason", " "]) == 2
    assert read("main.tf") == MAIN


@pytest.mark.parametrize("example", BAD)
def test_every_finding_of_the_pages_can_be_suppressed(
    example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in example.files.items():
        write({name: text})
    confirm_silent(capsys)


@pytest.mark.parametrize("project", FIXTURES, ids=lambda path: path.name)
def test_every_finding_of_the_fixtures_can_be_suppressed(
    project: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(project, repository, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.txt"))
    confirm_silent(capsys)


# -- removing ----------------------------------------------------------------------------------------

CLEAN = MAIN.replace(", hostPort = 8080", "").replace('\t\tlinks        = ["other"]\n', "")


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# ecslint: ignore[ECS101] x\n", ""),
        ("# ecslint: ignore[ECS101, ECS109] x\n", ""),
        ("# ecslint: ignore[ECS101] x\n# ecslint: ignore[ECS109] y\n", ""),
        ("/* ecslint: ignore[ECS101] x */\n", ""),
        ("# ecslint: ignore[ECS101] until=2020-01-01 x\n", ""),
        ("# ecslint: ignore-file[ECS101] x\n\n", "\n"),
        ("# about it\n# ecslint: ignore[ECS101] x\n# more\n", "# about it\n# more\n"),
        ("# tfsec:ignore:X # ecslint: ignore[ECS101] x\n", "# tfsec:ignore:X\n"),
    ],
)
def test_a_comment_of_no_use_is_removed(comment: str, left: str, capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": comment + CLEAN})
    assert main(["remove-ignores"]) == 0
    assert read("main.tf") == left + CLEAN
    assert capsys.readouterr().out.startswith("main.tf:")
    assert places(capsys) == []


def test_a_comment_behind_something_is_removed_with_the_space_before_it() -> None:
    text = CLEAN.replace('"awsvpc"\n', '"awsvpc"  # ecslint: ignore[ECS101] x\r\n')
    write({"main.tf": text})
    assert main(["remove-ignores"]) == 0
    assert read("main.tf") == CLEAN.replace('"awsvpc"\n', '"awsvpc"\r\n')


def test_only_the_codes_of_no_use_are_removed(capsys: pytest.CaptureFixture[str]) -> None:
    text = MAIN.replace('\t\tlinks        = ["other"]\n', "")
    write({"main.tf": "# ecslint: ignore[ECS109, ECS101, ECS10l] until=2027-01-31 x\n" + text})
    assert main(["remove-ignores"]) == 0
    assert read("main.tf") == "# ecslint: ignore[ECS101] until=2027-01-31 x\n" + text
    assert places(capsys) == []


def test_entries_of_no_use_are_removed_from_the_configuration_file() -> None:
    write({"main.tf": MAIN})
    used, unused = (
        f'[[suppress]]\npath = "main.tf"\ncode = "{code}"\nreason = "x"\n' for code in ("ECS101", "ECS102")
    )
    write({"ecslint.toml": f"# ours\n{unused}\n{used}\n{unused}"})
    assert main(["remove-ignores"]) == 0
    assert read("ecslint.toml") == f"# ours\n\n{used}"


def test_what_was_added_can_be_removed_again(capsys: pytest.CaptureFixture[str]) -> None:
    write({"main.tf": MAIN})
    main(["add-ignores", "--reason", "x"])
    write({"main.tf": read("main.tf").replace(", hostPort = 8080", "").replace('["other"]', "[]")})
    assert main(["remove-ignores"]) == 0
    assert read("main.tf") == MAIN.replace(", hostPort = 8080", "").replace('["other"]', "[]")


def test_what_is_needed_or_cannot_be_judged_stays(capsys: pytest.CaptureFixture[str]) -> None:
    text = "# ecslint: ignore[ECS101, ECS109] x\n" + MAIN
    write({"main.tf": text})
    assert main(["remove-ignores"]) == 0
    assert read("main.tf") == text
    assert capsys.readouterr().out == ""


def test_what_has_to_be_mended_by_hand_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    text = "# ecslint: ignroe[ECS101] x\n" + CLEAN
    write({"main.tf": text})
    assert main(["remove-ignores"]) == 1
    assert read("main.tf") == text
    assert capsys.readouterr().out.startswith("main.tf:1: left as it is: this suppression does not count")
