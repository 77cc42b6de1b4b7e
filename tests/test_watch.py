"""`ecslint check --watch`, run as a person runs it: what is saved is checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from ecslint.cli import main

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
"""Seconds after which a run that says nothing has failed: far more than any takes."""
TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": %d}]}
  ]
}
"""
WATCHING = "ecslint: watching for changes; Ctrl-C ends it"


class Watch:
    """A run that watches, and what it has said line by line, the report and what stands beside it."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.directory = directory
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ecslint", "check", "--watch", "--format", "concise", *arguments],
            cwd=directory,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self.lines.put(line.rstrip("\n"))

    def end(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)

    def said(self) -> list[str]:
        """The lines until it watches again."""
        lines: list[str] = []
        while WATCHING not in lines:
            try:
                lines.append(self.lines.get(timeout=PATIENCE))
            except Empty:
                pytest.fail(f"nothing was said after {lines}")
        return [line.replace(os.sep, "/") for line in lines[:-1]]

    def write(self, name: str, text: str) -> None:
        """Write a file at once, as an editor does."""
        path = self.directory / name
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "task.json").write_text(TASK % 80, encoding="utf-8")
    return tmp_path


@pytest.fixture
def watch(workplace: Path) -> Iterator[Watch]:
    running = Watch(workplace)
    yield running
    running.end()


def codes(lines: list[str]) -> list[str]:
    """What happened in short: the place and code of each finding, and all else as it is."""
    return [f"{line.split(':')[0]} {line.split()[2]}" if ": error " in line else line for line in lines]


def test_each_change_is_checked_until_it_is_interrupted(watch: Watch) -> None:
    assert codes(watch.said()) == []
    watch.write("task.json", TASK % 8080)
    assert codes(watch.said()) == ["ecslint: task.json changed", "task.json ECS101"]
    watch.write("task.json", TASK[:-5])
    assert codes(watch.said()) == ["ecslint: task.json changed", "task.json ECS001"]
    watch.write("task.json", TASK % 80)
    assert codes(watch.said()) == ["ecslint: task.json changed"]
    watch.write("more/task.json", TASK % 9090)
    assert codes(watch.said()) == ["ecslint: more/task.json changed", "more/task.json ECS101"]
    (watch.directory / "more" / "task.json").unlink()
    assert codes(watch.said()) == ["ecslint: more/task.json changed"]
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(PATIENCE) == 130


@pytest.mark.parametrize("options", [[], ["--jobs", "2"], ["--cache-dir", ".cache"]])
def test_a_file_of_any_name_counts_that_was_read_or_looked_for(options: list[str], workplace: Path) -> None:
    running = Watch(workplace, *options)
    try:
        _watch_a_file_of_another_name(running)
    finally:
        running.end()


def _watch_a_file_of_another_name(watch: Watch) -> None:
    watch.said()
    reading = 'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n  network_mode = "awsvpc"\n'
    watch.write("main.tf", reading + '  container_definitions = file("web.containers")\n}\n')
    assert codes(watch.said()) == ["ecslint: main.tf changed"]
    containers = TASK.split('"containerDefinitions": ')[1].rsplit("}", 1)[0]
    watch.write("notes.txt", "nothing to see\n")
    watch.write("web.containers", containers % 8080)
    assert codes(watch.said()) == ["ecslint: web.containers changed", "web.containers ECS101"]
    watch.write("web.containers", containers % 80)
    assert codes(watch.said()) == ["ecslint: web.containers changed"]


def test_configuration_counts_and_a_mistake_in_it_ends_nothing(watch: Watch) -> None:
    watch.write("task.json", TASK % 8080)
    while not codes(watch.said()):
        pass
    watch.write("ecslint.toml", 'ignore = ["ECS110101"]\n')
    said = watch.said()
    assert said[0] == "ecslint: ecslint.toml changed"
    assert (said[1].startswith("error: "), "ECS110101" in said[1]) == (True, True)
    watch.write("ecslint.toml", 'ignore = ["ECS101"]\n')
    assert codes(watch.said()) == ["ecslint: ecslint.toml changed"]


def test_its_own_reports_are_no_changes(workplace: Path) -> None:
    (workplace / "task.json").write_text(TASK % 8080, encoding="utf-8")
    running = Watch(workplace, "--output", "json=report.json")
    try:
        assert codes(running.said()) == ["task.json ECS101"]
        running.write("task.json", TASK % 80)
        assert codes(running.said()) == ["ecslint: task.json changed"]
    finally:
        running.end()
    assert (workplace / "report.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--exit-zero"],
            "error: --exit-zero has no effect with --watch, which ends when it is interrupted\n",
        ),
        (
            ["--fail-on=warning"],
            "error: --fail-on has no effect with --watch, which ends when it is interrupted\n",
        ),
        (
            ["--format", "sarif"],
            "error: --watch is for people to read: it has no sarif\nhelp: leave --format out\n",
        ),
        (
            ["-", "--stdin-name", "task.json"],
            "error: standard input cannot be watched\nhelp: name the file itself\n",
        ),
        (["missing"], "error: there is no file or directory 'missing'\n"),
    ],
)
def test_what_has_no_effect_is_refused(
    arguments: list[str],
    message: str,
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(workplace)
    assert main(["check", "--watch", *arguments]) == 2
    assert capsys.readouterr() == ("", message)
