"""The wheel: installed into an empty environment it works, away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MISMATCH = {
    "family": "web",
    "networkMode": "awsvpc",
    "containerDefinitions": [
        {
            "name": "web",
            "image": "nginx",
            "memory": 64,
            "portMappings": [{"containerPort": 80, "hostPort": 8080}],
        }
    ],
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(directory), str(ROOT)
    )
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ecslint command in an environment that has nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", str(environment))
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    _run(str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel))
    return programs / "ecslint"


def test_the_wheel_holds_every_rule_with_its_page_and_nothing_of_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rules = {name.removeprefix("ecslint/_rules/") for name in names if name.startswith("ecslint/_rules/")}
    assert rules == {
        path.relative_to(ROOT / "rules").as_posix()
        for path in (ROOT / "rules").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name.split("/")[0].split("-")[0] for name in names} == {"ecslint"}
    assert {"ecslint/py.typed", "ecslint/report/schema.json"} <= set(names)


def test_an_installed_ecslint_checks_and_explains(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "task-definition.json").write_text(json.dumps(MISMATCH), encoding="utf-8")
    checked = _ecslint(installed, tmp_path, "check", "--format", "json")
    assert (checked.returncode, checked.stderr) == (1, "")
    found = [(finding["code"], finding["path"]) for finding in json.loads(checked.stdout)["findings"]]
    assert ("ECS101", "task-definition.json") in found
    assert _ecslint(installed, tmp_path).returncode == 1
    assert _ecslint(installed, tmp_path, "explain", "ECS101").stdout.startswith("ECS101 ")


def _ecslint(program: Path, directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(program), *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
