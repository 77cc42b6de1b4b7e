"""What is made for continuous integration, run as runners run it: the action, the GitLab job, the image."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecslint import __version__

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs bash")

ROOT = Path(__file__).resolve().parent.parent
TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": %d}]}
  ]
}
"""
EVIL = "it's $(touch owned) `touch owned` \"; touch owned; ${{ github.token }} & | > owned"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one sound and one broken task definition, and with modules that must not be run."""
    workspace = tmp_path / "workspace"
    for name, port in (("sound", 80), ("broken one", 8080)):
        (workspace / name).mkdir(parents=True)
        (workspace / name / "task.json").write_text(TASK % port, encoding="utf-8")
    for module in ("pip", "venv", "typing", "ecslint"):
        (workspace / f"{module}.py").write_text("open('owned', 'w')\n", encoding="utf-8")
    return workspace


def bash(script: str, directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as `shell: bash` does, in the environment of a runner and in no other."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith("PIP_")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=directory,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


KEPT = (
    "HOME",
    "LANG",
    "PATH",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
)


# -- GitHub ----------------------------------------------------------------------------------------

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
DEFAULTS = {name: str(declared["default"]) for name, declared in ACTION["inputs"].items()}


def test_no_script_of_the_action_holds_an_expression_and_nothing_else_is_run() -> None:
    assert [sorted(step.keys() & {"uses", "run"}) for step in STEPS] == [["run"]] * len(STEPS)
    assert [step["shell"] for step in STEPS] == ["bash"] * len(STEPS)
    assert [step["name"] for step in STEPS if "${{" in step["run"]] == []


def test_each_input_of_the_action_is_described_and_used() -> None:
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", yaml.safe_dump(STEPS, width=1000))
    assert set(used) == DEFAULTS.keys()
    assert [name for name, declared in ACTION["inputs"].items() if not declared["description"]] == []


def step(
    step: dict[str, Any], inputs: dict[str, str], workspace: Path, runner: Path
) -> subprocess.CompletedProcess[str]:
    """Run one step of the action with some inputs; what is not given has its default."""

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda name: (DEFAULTS | inputs)[name[1]], text)

    directory = workspace / filled(step.get("working-directory", "."))
    return bash(
        step["run"],
        directory,
        **{name: filled(value) for name, value in step["env"].items()},
        GITHUB_ACTIONS="true",
        GITHUB_ACTION_PATH=str(ROOT),
        GITHUB_WORKSPACE=str(workspace),
        GITHUB_OUTPUT=str(runner / "output"),
        GITHUB_STEP_SUMMARY=str(runner / "summary"),
        RUNNER_TEMP=str(runner),
    )


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine on which the first step of the action has installed ecslint, in a hostile checkout."""
    machine, workspace = tmp_path_factory.mktemp("runner"), tmp_path_factory.mktemp("checkout")
    for module in ("pip", "venv", "typing"):
        (workspace / f"{module}.py").write_text("open('owned', 'w')\n", encoding="utf-8")
    installed = step(STEPS[0], {"python": sys.executable}, workspace, machine)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    assert not (workspace / "owned").exists()
    return machine


@pytest.fixture
def machine(runner: Path) -> Iterator[Path]:
    """That machine, on which no step has said anything yet."""
    yield runner
    for name in ("output", "summary"):
        (runner / name).unlink(missing_ok=True)


def outputs(machine: Path) -> dict[str, str]:
    lines = (machine / "output").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_action_annotates_and_fails(repository: Path, machine: Path) -> None:
    done = step(STEPS[1], {}, repository, machine)
    assert (done.returncode, outputs(machine)) == (1, {"exit-status": "1"})
    assert "error[ECS101]" in done.stdout
    assert "::error " in done.stdout + done.stderr
    assert "ECS101" in (machine / "summary").read_text(encoding="utf-8")
    assert not (repository / "owned").exists()


def test_the_action_without_annotations_says_nothing_to_github(repository: Path, machine: Path) -> None:
    done = step(STEPS[1], {"annotations": "false"}, repository, machine)
    assert done.returncode == 1
    assert "::error " not in done.stdout + done.stderr
    assert not (machine / "summary").exists()


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"paths": "sound"}, 0),
        ({"paths": "sound\nbroken one\n"}, 1),
        ({"working-directory": "sound"}, 0),
        ({"working-directory": "broken one", "paths": "task.json"}, 1),
        ({"fail-on": "never"}, 0),
        ({"fail-on": "sometimes"}, 2),
        ({"args": "--ignore ECS101 --format\n  concise"}, 0),
        ({"args": "--exit-zer"}, 2),
    ],
)
def test_the_inputs_of_the_action_are_options(
    inputs: dict[str, str], status: int, repository: Path, machine: Path
) -> None:
    done = step(STEPS[1], inputs, repository, machine)
    assert (done.returncode, outputs(machine)) == (status, {"exit-status": str(status)}), done.stderr


def test_the_action_writes_sarif_where_upload_sarif_finds_it(repository: Path, machine: Path) -> None:
    step(STEPS[1], {"sarif-file": "ecslint.sarif", "working-directory": "broken one"}, repository, machine)
    said = outputs(machine)
    assert (said["exit-status"], said["sarif-file"]) == ("1", "broken one/ecslint.sarif")
    report = json.loads((repository / said["sarif-file"]).read_text(encoding="utf-8"))
    (found,) = report["runs"][0]["results"]
    place = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (found["ruleId"], place) == ("ECS101", "broken%20one/task.json")


@pytest.mark.parametrize("name", sorted(DEFAULTS.keys() - {"working-directory", "python"}))
def test_no_input_of_the_action_can_inject_anything(name: str, repository: Path, machine: Path) -> None:
    for each in STEPS[:1] if name == "version" else STEPS[1:]:
        done = step(each, {name: f"{EVIL}\nexit-status=0", "python": sys.executable}, repository, machine)
        assert done.returncode in (1, 2)
    assert list(repository.rglob("owned")) == []
    if name != "version":
        assert outputs(machine)["exit-status"] == str(done.returncode)


# -- GitLab ----------------------------------------------------------------------------------------


def gitlab(**inputs: str) -> dict[str, Any]:
    """The job of the component with some inputs, as GitLab interpolates them into the text."""
    header, _, body = (ROOT / "templates" / "ecslint.yml").read_text(encoding="utf-8").partition("\n---\n")
    declared = yaml.safe_load(header)["spec"]["inputs"]
    filled = {name: str(each["default"]) for name, each in declared.items()} | inputs

    def given(match: re.Match[str]) -> str:
        return json.dumps(filled[match[1]])

    job: dict[str, Any] = yaml.safe_load(re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", given, body))["ecslint"]
    return job


def run_job(
    job: dict[str, Any], part: str, directory: Path, machine: Path
) -> subprocess.CompletedProcess[str]:
    script = "\n".join(job[part]).replace("/tmp/ecslint", str(machine / "ecslint"))
    variables = {name: str(value) for name, value in job["variables"].items()}
    return bash(script, directory, GITLAB_CI="true", CI_PROJECT_DIR=str(directory), **variables)


@pytest.mark.parametrize(
    ("inputs", "status", "found"),
    [
        ({}, 1, ["broken one/task.json"]),
        ({"paths": "sound"}, 0, []),
        ({"args": "--fail-on=never --no-ci"}, 0, ["broken one/task.json"]),
        ({"paths": "sou*"}, 2, None),
    ],
)
def test_the_gitlab_job_leaves_a_code_quality_report(
    inputs: dict[str, str], status: int, found: list[str] | None, repository: Path, runner: Path
) -> None:
    job = gitlab(**inputs)
    done = run_job(job, "script", repository, runner)
    assert done.returncode == status, done.stdout + done.stderr
    report = repository / job["artifacts"]["reports"]["codequality"]
    assert report.exists() is (found is not None)
    if found is not None:
        listed = json.loads(report.read_text(encoding="utf-8"))
        assert [each["location"]["path"] for each in listed] == found


def test_no_input_of_the_gitlab_job_can_inject_anything(repository: Path, runner: Path) -> None:
    done = run_job(gitlab(paths=EVIL, args=EVIL), "script", repository, runner)
    assert done.returncode == 2
    assert list(repository.rglob("owned")) == []


def test_the_gitlab_job_installs_the_release_that_it_is_told(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = [
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path / "wheels"),
        str(ROOT),
    ]
    subprocess.run([sys.executable, *wheels], check=True)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    done = run_job(gitlab(version=__version__), "before_script", repository, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    said = subprocess.run(
        [tmp_path / "ecslint" / "bin" / "ecslint", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout == f"ecslint {__version__}\n"


# -- the image -------------------------------------------------------------------------------------


def instructions() -> list[tuple[int, str, str]]:
    """The instructions of the Dockerfile, each with the number of its stage."""
    found: list[tuple[int, str, str]] = []
    stage = -1
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(" ")
        if line and not line.startswith("#"):
            stage += name == "FROM"
            found.append((stage, name, rest))
    return found


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file system that the first stage of the image makes, below a directory."""
    prefix = tmp_path_factory.mktemp("image")
    for stage, name, rest in instructions():
        if stage == 0 and name == "COPY":
            *sources, target = rest.split()
            for source in sources:
                _copy(ROOT / source, prefix / target.strip("/"), into=target.endswith("/"))
        if stage == 0 and name == "RUN":
            command = re.sub(r"(?<![\w.])/(?=source|opt)", f"{prefix}/", rest)
            command = command.replace("python", shlex.quote(sys.executable), 1)
            done = bash(command, prefix)
            assert done.returncode == 0, done.stdout + done.stderr
    return prefix


def _copy(source: Path, target: Path, into: bool) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target / source.name if into else target)


def test_the_image_holds_ecslint_with_its_bytecode_and_no_installer(image: Path) -> None:
    (package,) = (image / "opt" / "ecslint").glob("lib/python*/site-packages/ecslint")
    sources = {path for path in package.rglob("*.py") if not path.stem.startswith("__")}
    compiled = {path.parent.parent / f"{path.name.split('.')[0]}.py" for path in package.rglob("*.pyc")}
    assert sources <= compiled
    assert any(path.parent.parent.name == "_rules" for path in sources)
    assert not list(package.parent.glob("pip*"))


def test_the_image_checks_what_is_mounted_and_writes_nothing(image: Path, repository: Path) -> None:
    _lock(image / "opt")
    _lock(repository)
    (entry,) = [json.loads(rest) for _, name, rest in instructions() if name == "ENTRYPOINT"]
    program = str(image / "opt" / "ecslint" / "bin" / entry[0])
    before = sorted(path for place in (image, repository) for path in place.rglob("*"))
    done = bash(
        shlex.join([program, *entry[1:], "check", "--format", "concise", "."]),
        repository,
        HOME="/nonexistent",
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("broken one/task.json:5:")
    assert sorted(path for place in (image, repository) for path in place.rglob("*")) == before


def _lock(directory: Path) -> None:
    for path in (directory, *directory.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def test_the_image_is_pinned_and_belongs_to_nobody() -> None:
    made = instructions()
    bases = [rest.split()[0] for _, name, rest in made if name == "FROM"]
    assert [base for base in bases if not re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base)] == []
    assert len(set(bases)) == 1
    last = {name: rest for stage, name, rest in made if stage == 1}
    user, _, group = last["USER"].partition(":")
    assert int(user) > 0 and int(group) > 0
    assert last["COPY"] == "--from=build /opt/ecslint /opt/ecslint"
    assert [name for name in ("ADD", "EXPOSE", "VOLUME", "CMD") if name in last] == []


def test_git_in_the_image_reads_a_repository_of_somebody_else(tmp_path: Path) -> None:
    (command,) = [
        rest for stage, name, rest in instructions() if stage == 1 and rest.startswith("git config")
    ]
    settings = tmp_path / "gitconfig"
    done = bash(command, tmp_path, GIT_CONFIG_SYSTEM=str(settings))
    assert (done.returncode, "directory = *" in settings.read_text(encoding="utf-8")) == (0, True), (
        done.stderr
    )


def test_only_what_the_image_is_built_of_is_sent_to_the_engine() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        s for stage, name, rest in instructions() if (stage, name) == (0, "COPY") for s in rest.split()[:-1]
    }
    assert ("*" in lines, kept) == (True, copied)
