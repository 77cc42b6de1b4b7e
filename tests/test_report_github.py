"""The GitHub report, read as the runner of GitHub Actions reads the output of a step."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

import pytest
from findings import ALB, HOSTILE, HOSTILE_PATH, finding, hostile, many, mismatch, outcome, place, suppressed
from hypothesis import given
from hypothesis import strategies as st

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding
from ecslint.place import Place
from ecslint.report import github
from ecslint.report.characters import visible
from ecslint.report.paths import Paths
from ecslint.source import Source, Span

COMMANDS = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "stop-commands"}


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def render(*findings: Finding) -> str:
    return github.render(outcome(*findings), Paths(os.getcwd()))


def read(output: str) -> list[Command]:
    """The commands in the output of a step; each line is one, or only text."""
    lines = re.split(r"\r\n|\r|\n", output)
    return [command for line in lines if (command := command_of(line)) is not None]


def command_of(line: str) -> Command | None:
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    assert name in COMMANDS
    pairs = [pair.split("=", 1) for pair in rest.strip().split(",") if pair]
    properties = {key: unescaped(value, "%3A%2C") for key, value in pairs}
    return Command(name, properties, unescaped(line[end + 2 :]))


def unescaped(text: str, more: str = "") -> str:
    for token in re.findall("%..", "%0D%0A" + more):
        text = text.replace(token, chr(int(token[1:], 16)))
    return text.replace("%25", "%")


def test_a_finding_is_an_annotation_that_names_every_place() -> None:
    assert read(render(mismatch())) == [
        Command(
            "error",
            {
                "title": "ECS201 awsvpc-instance-target",
                "file": "alb.tf",
                "line": "5",
                "endLine": "5",
                "col": "3",
                "endColumn": "32",
            },
            "aws_lb_target_group.app registers instances, but its tasks run in awsvpc mode\n"
            "modules/service/main.tf:2:3: each task has its own address\n"
            "alb.tf:3:3: the port\n"
            "via: default of var.target_type at variables.tf:2:13\n"
            'when: var.create is true or var.launch_type == "EC2"\n'
            'aws: "The provided target group has target type instance"\n'
            'help: write target_type = "ip"\n'
            "also: 7 more instances: aws_lb_target_group.app[1], aws_lb_target_group.app[2],"
            " aws_lb_target_group.app[3], aws_lb_target_group.app[4], aws_lb_target_group.app[5] and 2 more\n"
            "page: ecslint explain ECS201",
        )
    ]


@pytest.mark.parametrize(("severity", "level"), [(ERROR, "error"), (WARNING, "warning"), (ADVICE, "notice")])
def test_severities_are_the_levels_of_github(severity: str, level: str) -> None:
    (command,) = read(render(finding(place(ALB, "port"), severity=severity)))
    assert command.name == level


def test_a_place_of_several_lines_is_annotated_at_its_first() -> None:
    (command,) = read(render(finding(Place(Span(ALB, 0, len(ALB.text))))))
    assert command.properties == {"title": "ECS201 awsvpc-instance-target", "file": "alb.tf", "line": "1"}


def test_what_is_suppressed_and_a_clean_run_are_not_annotated() -> None:
    assert render() == render(suppressed()) == ""


def test_no_word_of_a_finding_is_obeyed() -> None:
    output = render(hostile())
    (command,) = read(output)
    assert output.count("\n") == 1
    assert (command.name, command.properties["file"]) == ("error", HOSTILE_PATH)
    assert command.message.split("\n")[0] == visible(HOSTILE)
    assert all(line.isprintable() for line in command.message.split("\n"))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_read_back(text: str) -> None:
    (command,) = read(render(finding(place(ALB, "port"), text)))
    assert command.message.split("\n")[0] == visible(text)


@given(st.text(st.characters(exclude_characters="/\0=", exclude_categories=["Cs", "Z"]), min_size=1))
def test_any_path_can_be_read_back(name: str) -> None:
    source = Source(f"a/{name}.tf", "x")
    (command,) = read(render(finding(Place(Span(source, 0, 1)))))
    assert command.properties["file"] == f"a/{name}.tf"


def test_there_are_ten_annotations_of_a_level_the_most_severe_first_and_the_rest_is_counted() -> None:
    output = render(*many(10_000, [ADVICE, WARNING, ADVICE, ERROR]))
    assert [command.name for command in read(output)] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert output.splitlines()[30:] == [
        "ecslint: without annotation, as GitHub keeps 10 of a level:"
        " 2490 more errors, 2490 more warnings, 4990 more advice"
    ]


def test_a_message_is_no_longer_than_the_runner_passes_on() -> None:
    (command,) = read(render(finding(place(ALB, "port"), "%" * 10_000)))
    assert command.message == "%" * 4_096
