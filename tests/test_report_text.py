"""The text report."""

from __future__ import annotations

import re

import pytest
from findings import ALB, SERVICE, finding, mismatch, outcome, place, span

from ecslint.engine.finding import ADVICE, WARNING, Finding, Outcome, Summary
from ecslint.place import Place
from ecslint.report import text
from ecslint.source import Source, Span

SAID_OF_PLACES = [
    ("port        = 80", "the one"),
    ("port        = 80", "the other"),
    ("name        ", "twice"),
    ("name        ", "twice"),
]


def block(found: Finding, width: int = 120) -> str:
    """The report of one finding without its notes and the summary."""
    report, _, _ = text.render(Outcome([found]), width=width).partition("\n\n")
    return "\n".join(line for line in report.splitlines() if not re.match(" += ", line))


def excerpt(line: str, start: int, end: int, width: int = 120) -> list[str]:
    """What is shown of a file of one line with a mark from one character to another."""
    report = text.render(Outcome([finding(Place(Span(Source("a.tf", line), start, end)))]), width=width)
    return report.splitlines()[3:5]


def test_a_finding_shows_every_place_and_everything_there_is_to_say() -> None:
    assert (
        text.render(outcome(mismatch()))
        == """\
error[ECS201]: aws_lb_target_group.app registers instances, but its tasks run in awsvpc mode
 --> alb.tf:5:3
  |
3 |   port        = 80
  |   ---------------- the port
4 |
5 |   target_type = var.target_type
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: modules/service/main.tf:2:3
  |
2 |   network_mode = "awsvpc"
  |   ----------------------- each task has its own address
  |
  = via: default of var.target_type at variables.tf:2:13
  = when: var.create is true or var.launch_type == "EC2"
  = aws: "The provided target group has target type instance"
  = help: write target_type = "ip"
  = also: 7 more instances: aws_lb_target_group.app[1], aws_lb_target_group.app[2], \
aws_lb_target_group.app[3], aws_lb_target_group.app[4], aws_lb_target_group.app[5] and 2 more
  = page: ecslint explain ECS201

42 files, 1 service, 7 task definitions: 1 error (1 value unknown; see --show-undetermined)
"""
    )


def test_a_clean_run_is_one_line() -> None:
    assert text.render(Outcome(summary=Summary(files=42, services=9, task_definitions=1))) == (
        "42 files, 9 services, 1 task definition: no problems\n"
    )


def test_the_summary_counts_each_severity() -> None:
    at = place(ALB, "port")
    report = text.render(
        Outcome([finding(at), finding(at), finding(at, severity=WARNING), finding(at, severity=ADVICE)])
    )
    assert report.splitlines()[-1] == "0 files, 0 services, 0 task definitions: 2 errors, 1 warning, 1 advice"


def test_lines_between_distant_places_are_left_out_and_numbers_are_aligned() -> None:
    found = finding(place(SERVICE, "# the end"), because=[place(SERVICE, "resource", "here")])
    assert block(found).splitlines()[1:] == [
        "  --> modules/service/main.tf:24:1",
        "   |",
        ' 1 | resource "aws_ecs_task_definition" "app" {',
        "   | -------- here",
        "...",
        "24 | # the end",
        "   | ^^^^^^^^^",
        "   |",
    ]


def test_two_places_on_one_line_are_marked_below_each_other_the_primary_first() -> None:
    found = finding(place(ALB, '"app" {'), because=[place(ALB, "resource", "this one")])
    assert block(found).splitlines()[3:6] == [
        '1 | resource "aws_lb_target_group" "app" {',
        "  |                                ^^^^^^^",
        "  | -------- this one",
    ]


def test_a_span_is_marked_once_with_all_that_is_said_of_it() -> None:
    at = place(ALB, "port        = 80")
    because = [place(ALB, at_text, message) for at_text, message in SAID_OF_PLACES]
    assert block(finding(at, because=because)).splitlines()[3:7] == [
        '2 |   name        = "app"',
        "  |   ------------ twice",
        "3 |   port        = 80",
        "  |   ^^^^^^^^^^^^^^^^ the one; the other",
    ]


def test_a_span_of_several_lines_is_marked_on_its_first() -> None:
    found = finding(Place(Span(ALB, 0, len(ALB.text))))
    assert block(found).splitlines()[3:5] == [
        '1 | resource "aws_lb_target_group" "app" {',
        "  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


def test_an_empty_span_at_the_end_of_a_file_has_one_caret() -> None:
    assert excerpt("port =", 6, 6) == ["1 | port =", "  |       ^"]


def test_a_file_that_could_not_be_read_has_no_excerpt() -> None:
    found = finding(Place(Span(Source("secret.tf", ""), 0, 0)), "the file cannot be read")
    assert text.render(Outcome([found])).splitlines()[:3] == [
        "error[ECS201]: the file cannot be read",
        " --> secret.tf",
        "  = page: ecslint explain ECS201",
    ]


@pytest.mark.parametrize(
    ("line", "marked", "shown", "under"),
    [
        ("\tport = 80", "80", "1 |     port = 80", "  |            ^^"),
        ('name = "日本", port', "port", '1 | name = "日本", port', "  |                ^^^^"),
        ("e\N{COMBINING ACUTE ACCENT}t = 1", "1", "1 | e\N{COMBINING ACUTE ACCENT}t = 1", "  |      ^"),
        ("日本", "本", "1 | 日本", "  |   ^^"),
    ],
)
def test_carets_stand_under_the_text_whatever_its_width(
    line: str, marked: str, shown: str, under: str
) -> None:
    start = line.index(marked)
    assert excerpt(line, start, start + len(marked)) == [shown, under]


def test_a_long_line_is_cut_around_the_mark() -> None:
    line = "a" * 100 + "bbb" + "c" * 100
    assert excerpt(line, 100, 103, width=44) == [
        "1 | …aaaaaaaaaaaaaaaaabbbcccccccccccccccccc…",
        "  |                   ^^^",
    ]


def test_a_long_line_whose_mark_is_near_the_start_is_cut_at_the_end() -> None:
    assert excerpt("port = " + "x" * 100, 0, 4, width=34) == [
        "1 | port = xxxxxxxxxxxxxxxxxxxxx…",
        "  | ^^^^",
    ]


def test_two_marks_on_a_long_line_each_have_their_part_of_it() -> None:
    source = Source("a.json", '{"first": 1, ' + " " * 300 + '"second": 2}')
    found = finding(place(source, '"second"'), because=[place(source, '"first"', "and this")])
    lines = block(found, width=60).splitlines()[3:7]
    assert [len(line) <= 60 for line in lines] == [True] * 4
    assert '"second"' in lines[0]
    assert lines[1].index("^") == lines[0].index('"second"')
    assert lines[2:] == ['1 | {"first": 1,…', "  |  ------- and this"]


def test_no_control_character_of_the_input_reaches_the_terminal() -> None:
    evil = 'x = "\x1b]0;owned\x07\x9b31m\u202e\u2066\r\x7f\ud800"'
    found = finding(
        place(Source(f"dir/\x1b[2J{evil}\n.tf", evil), evil, f"label {evil}", evil),
        f"message {evil}\nsecond line",
        help=f"help {evil}\nnext",
        aws_error=evil,
        when=(evil,),
        also=(evil,),
    )
    report = text.render(Outcome([found]), width=2000)
    assert re.findall(r"[^\n -~␛␇␡…�]", report) == []
    assert text.render(Outcome([found]), color=True).count("\x1b[0m") > 5


def test_colour_changes_nothing_but_colour() -> None:
    plain, colored = (text.render(outcome(mismatch()), color=color) for color in (False, True))
    assert plain != colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_several_lines_of_help_stand_below_each_other() -> None:
    report = text.render(Outcome([finding(Place(span(ALB, "port")), help="either this\nor that")]))
    assert report.splitlines()[6:8] == ["  = help: either this", "          or that"]
