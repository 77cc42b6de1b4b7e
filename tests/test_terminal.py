"""What only a terminal has: pages of rules in colour and through a pager, and completion by the shell."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint.cli import main
from ecslint.engine.registry import load_rules

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")

ROOT = Path(__file__).resolve().parent.parent
ECSLINT = f"{shlex.quote(sys.executable)} -m ecslint"
KEEP = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read()); print('paged')"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


# -- explain ---------------------------------------------------------------------------------------


def test_colours_add_nothing_to_a_page_but_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, "explain", "ECS201")
    colored = printed(capsys, "explain", "ECS201", "--color", "always")
    assert "\x1b" not in page
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == page
    for part in (
        "\x1b[1mECS201 awsvpc-instance-target\x1b[0m",
        "\x1b[36mawsvpc\x1b[0m",
        "\x1b[1;31m# ECS201\x1b[0m",
    ):
        assert part in colored


def test_several_rules_are_explained_one_below_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [printed(capsys, "explain", code) for code in ("ECS201", "ECS101")]
    assert printed(capsys, "explain", "ECS201", "awsvpc-host-port-mismatch") == "\n\n".join(pages)


def in_terminal(command: str, **environment: str) -> tuple[int, str]:
    """Run something at a terminal of 24 lines: the status, and what stands on the screen."""
    terminal, inside = os.openpty()
    process = subprocess.Popen(
        ["sh", "-c", f"stty rows 24 cols 120; exec {command}"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"} | environment,
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    )
    os.close(inside)
    shown = b""
    try:
        while data := os.read(terminal, 4096):
            shown += data
    except OSError:  # how Linux says that nobody is at the other end any more
        pass
    finally:
        os.close(terminal)
    return process.wait(), shown.decode().replace("\r\n", "\n")


def test_a_page_that_is_longer_than_the_terminal_goes_through_the_pager(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.txt"
    pager = shlex.join([sys.executable, "-c", KEEP, str(kept)])
    assert in_terminal(f"{ECSLINT} explain ECS201", PAGER=pager) == (0, "paged\n")
    assert kept.read_text(encoding="utf-8") == printed(capsys, "explain", "ECS201", "--color", "always")
    assert in_terminal(f"{ECSLINT} explain ECS201 --color never", PAGER=pager) == (0, "paged\n")
    assert kept.read_text(encoding="utf-8") == printed(capsys, "explain", "ECS201")


@pytest.mark.parametrize(
    ("options", "pager"),
    [("--no-pager", "false"), ("", ""), ("", "no-such-program --at-all"), ("", "'unbalanced")],
)
def test_without_a_pager_it_is_printed(options: str, pager: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, "explain", "ECS201", "--color", "always")
    assert in_terminal(f"{ECSLINT} explain ECS201 {options}", PAGER=pager) == (0, page)


def test_what_is_piped_is_neither_coloured_nor_paged(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, "explain", "ECS201")
    assert in_terminal(f"sh -c '{ECSLINT} explain ECS201 | cat'", PAGER="false") == (0, page)


# -- watching --------------------------------------------------------------------------------------


def test_watching_clears_the_screen_before_each_report(tmp_path: Path) -> None:
    (tmp_path / "task.json").write_text('{"containerDefinitions": [', encoding="utf-8")
    terminal, inside = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ecslint", "check", "--watch", "--format", "concise"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdin=inside,
        stdout=inside,
        stderr=inside,
    )
    os.close(inside)
    shown = b""
    while b"watching for changes" not in shown:
        shown += os.read(terminal, 4096)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    os.close(terminal)
    assert shown.startswith(b"\x1b[H\x1b[2Jtask.json:1:")


# -- completion ------------------------------------------------------------------------------------


def shell(script: str, home: Path) -> str:
    """What a script of bash prints, with ecslint at hand."""
    program = home / "bin" / "ecslint"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {ECSLINT} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=home,
        env=os.environ
        | {"HOME": str(home), "PYTHONPATH": str(ROOT), "PATH": f"{program.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def offered(words: str, home: Path) -> list[str]:
    """What bash offers at the end of some words, after the completion was installed."""
    typed = shlex.split(words) + [""] * words.endswith(" ")
    line = f"COMP_WORDS=({shlex.join(typed)}); COMP_CWORD={len(typed) - 1}"
    steps = [
        "ecslint --install-completion > /dev/null",
        ". ~/.bashrc",
        line,
        '$(complete -p ecslint | sed "s/.*-F \\([^ ]*\\).*/\\1/") ecslint',
        'printf "%s\\n" "${COMPREPLY[@]}"',
    ]
    return shell("; ".join(steps), home).split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("ecslint exp", ["explain"]),
        ("ecslint check --stdin", ["--stdin-name"]),
        ("ecslint check --fail-on w", ["warning"]),
        ("ecslint explain ECS20", sorted(r.code for r in load_rules() if r.code.startswith("ECS20"))),
        ("ecslint explain awsvpc-inst", ["awsvpc-instance-target"]),
        ("ecslint check --select ECS201,ECS10", ["ECS201,ECS101", "ECS201,ECS102", "ECS201,ECS103"]),
        ("ecslint check --ignore ", sorted(rule.code for rule in load_rules())),
    ],
)
def test_bash_completes_commands_options_choices_and_rules(
    words: str, wanted: list[str], tmp_path: Path
) -> None:
    found = offered(words, tmp_path)
    assert found[: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("zsh", {"_TYPER_COMPLETE_ARGS": "ecslint explain ECS201"}),
        (
            "fish",
            {"_TYPER_COMPLETE_ARGS": "ecslint explain ECS201", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        ),
    ],
)
def test_other_shells_say_what_a_rule_finds(name: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ecslint"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "_ECSLINT_COMPLETE": f"complete_{name}"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ECS201" in done.stdout
    assert "A target group of instances serves tasks that have their own network interface" in done.stdout


def test_completion_can_be_shown_instead_of_installed(tmp_path: Path) -> None:
    assert "complete -o default -F" in shell("ecslint --show-completion; true", tmp_path)
    assert not (tmp_path / ".bashrc").exists()
