"""The Markdown report, read back by a parser of GitHub's Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from findings import (
    ALB,
    HOSTILE,
    HOSTILE_PATH,
    finding,
    hostile,
    many,
    mismatch,
    outcome,
    place,
    suppressed,
)
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding, Outcome, Summary
from ecslint.report import markdown_table
from ecslint.report.characters import visible
from ecslint.report.paths import Paths

PAGE = "https://github.com/ecslint/ecslint/blob/main/rules/load_balancing/ECS201.md"
JOINER = "\N{WORD JOINER}"


def render(*findings: Finding, **more: int) -> str:
    return markdown_table.render(outcome(*findings), Paths(os.getcwd()), {"ECS201": "load_balancing"}, **more)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def rows(text: str) -> list[list[Token]]:
    """The cells of the body of the table, by row."""
    found: list[list[Token]] = []
    body = False
    for token in parsed(text):
        body = token.type == "tbody_open" or body and token.type != "tbody_close"
        if body and token.type == "tr_open":
            found.append([])
        elif body and token.type == "inline":
            found[-1].append(token)
    return found


def shown(cell: Token) -> str:
    """What a reader sees of a cell."""
    words = {"html_inline": "\n"}
    return "".join(words.get(token.type, token.content) for token in cell.children or []).replace(JOINER, "")


def marks(cells: list[Token]) -> Iterator[str]:
    """The markup in cells, but for code."""
    for cell in cells:
        for token in cell.children or []:
            if token.type not in ("text", "text_special", "code_inline"):
                yield str(token.attrs.get("href") or token.content or token.type)


def test_a_finding_is_a_row_with_every_place() -> None:
    ((severity, rule, where, what),) = rows(render(mismatch()))
    assert (shown(severity), shown(rule), shown(where)) == ("error", "ECS201", "alb.tf:5:3")
    assert shown(what).split("\n") == [
        "aws_lb_target_group.app registers instances, but its tasks run in awsvpc mode",
        "modules/service/main.tf:2:3: each task has its own address",
        "alb.tf:3:3: the port",
        'when: var.create is true or var.launch_type == "EC2"',
        'aws: "The provided target group has target type instance"',
        'help: write target_type = "ip"',
    ]
    assert list(marks([rule])) == [PAGE, "link_close"]


def test_a_rule_of_ones_own_has_no_link() -> None:
    ((_, rule, *_),) = rows(render(finding(place(ALB, "port"), code="ACME001")))
    assert (shown(rule), list(marks([rule]))) == ("ACME001", [])


def test_the_head_says_what_was_found_and_marks_the_comment() -> None:
    text = render(mismatch(), suppressed())
    assert text.splitlines()[:4] == [
        "<!-- ecslint -->",
        "### ecslint",
        "",
        "42 files, 1 service, 7 task definitions: 1 error (1 suppressed, 1 value unknown)",
    ]


def test_a_clean_run_has_no_table() -> None:
    made = Outcome(summary=Summary(files=1, services=2))
    assert markdown_table.render(made, Paths(os.getcwd()), {}) == (
        "<!-- ecslint -->\n### ecslint\n\n1 file, 2 services, 0 task definitions: no problems\n"
    )


def test_the_most_severe_come_first() -> None:
    found = rows(render(*many(6, [ADVICE, WARNING, ERROR])))
    severities = [shown(severity) for severity, *_ in found]
    assert severities == ["error", "error", "warning", "warning", "advice", "advice"]


def test_a_hostile_finding_is_a_row_of_text() -> None:
    text = render(hostile())
    (cells,) = rows(text)
    assert len(cells) == 4
    assert shown(cells[2]) == f"{visible(HOSTILE_PATH)}:5:1"
    assert shown(cells[3]).split("\n")[0].split() == visible(HOSTILE).split()
    assert set(marks(cells)) == {PAGE, "link_close", "<br>"}
    words = "".join(token.content for token in cells[3].children or [])
    assert re.findall(r"[@#!$]\w", words) == []


@given(st.text())
def test_any_text_can_be_read_back(message: str) -> None:
    (cells,) = rows(render(finding(place(ALB, "port"), f"x{message}x")))
    assert shown(cells[3]).split() == visible(f"x{message}x").split()
    assert set(marks(cells)) == {PAGE, "link_close"}


def test_ten_thousand_findings_fit_into_a_comment_and_the_rest_is_counted() -> None:
    text = render(*many(10_000, [WARNING, ERROR]))
    assert len(text.encode()) <= 65_536
    found = rows(text)
    assert {shown(severity) for severity, *_ in found} == {"error"}
    assert text.endswith(f"\n\n{10_000 - len(found)} more are not shown here.\n")
    assert len(found) > 200


def test_there_is_no_more_than_there_is_room_for() -> None:
    whole = render(mismatch())
    assert render(mismatch(), most=len(whole.encode()) + 100) == whole
    short = render(mismatch(), most=len(whole.encode()) - 1)
    assert short.endswith("\n1 more is not shown here.\n")
    assert rows(short) == []
    assert render(mismatch(), most=10) == render(mismatch(), most=-5) == ""


def test_nobody_is_called_and_nothing_is_referred_to() -> None:
    text = markdown_table.escaped("@team !1 a#2 $3 ~bug &4 %5 a@b")
    assert text.replace(JOINER, "|") == "@|team !|1 a#|2 &#36;|3 \\~|bug &#38;|4 %|5 a@|b"
