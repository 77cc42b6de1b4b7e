"""`ecslint remove-ignores` in metadata and configuration: the file says all else as before, and looks so."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ecslint.cli import main

SERVICE = """\
  Task:
    Type: AWS::ECS::TaskDefinition{metadata}
    Properties:
      Family: web # ours
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.27
          Memory: 256
          PortMappings: [{{ContainerPort: 80, HostPort: 8080}}]
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository, which is the working directory, on a certain day."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ecslint.commands.policy.today", lambda: "2026-11-23")
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).write_bytes(text.encode())


def read(name: str) -> str:
    return Path(name).read_bytes().decode()


def template(of_all: str = "", of_task: str = "") -> str:
    """A template in which only ECS101 is found, with metadata."""
    metadata = "".join(f"\n    {line}".rstrip(" ") for line in of_task.splitlines())
    return f"{of_all}Resources:\n{SERVICE.format(metadata=metadata)}"


def remove(name: str, text: str) -> str:
    """The text after suppressions of no use have been removed; a second run has nothing to do."""
    write(name, text)
    assert main(["remove-ignores"]) == 0
    left = read(name)
    assert main(["remove-ignores"]) == 0
    assert read(name) == left
    return left


METADATA = [
    pytest.param("Metadata:\n  ecslint:\n    ignore:\n      - ECS109\n", "", id="alone"),
    pytest.param("Metadata:\n  ecslint:\n    ignore: ECS109\n", "", id="a word"),
    pytest.param("Metadata: {ecslint: {ignore: [ECS109]}}\n", "", id="flow"),
    pytest.param(
        "Metadata:\n  Owner: us\n  ecslint: {ignore: [ECS109]}\n", "Metadata:\n  Owner: us\n", id="kin"
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore:\n      # moves\n      - ECS109 # one\n      - ECS101 # two\n",
        "Metadata:\n  ecslint:\n    ignore:\n      # moves\n      - ECS101 # two\n",
        id="one of two",
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore:\n    - code: ECS101\n      reason: x\n"
        "    - code: ECS109 # no\n      reason: |\n        long\n        one\n      until: 2027-01-01\n",
        "Metadata:\n  ecslint:\n    ignore:\n    - code: ECS101\n      reason: x\n",
        id="long form",
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore:\n      - { code: [ECS109, ECS101, ECS102], reason: x }\n",
        "Metadata:\n  ecslint:\n    ignore:\n      - { code: [ECS101], reason: x }\n",
        id="codes of an entry",
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore:\n      - reason: x\n"
        "        code:\n          - ECS101\n          - ECS109\n",
        "Metadata:\n  ecslint:\n    ignore:\n      - reason: x\n        code:\n          - ECS101\n",
        id="codes in lines",
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore: [ECS101, # a\n      ECS109] # b\n",
        "Metadata:\n  ecslint:\n    ignore: [ECS101 # a\n      ] # b\n",
        id="flow with comments",
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore: [\n"
        "      ECS109, # a\n      ECS101, # b\n      ECS102 # c\n    ]\n",
        "Metadata:\n  ecslint:\n    ignore: [\n      ECS101 # b\n    ]\n",
        id="flow in lines",
    ),
    pytest.param(
        "Metadata:\n  cfn-lint:\n    config:\n      ignore_checks:\n        - E9109\n        - E3012\n",
        "Metadata:\n  cfn-lint:\n    config:\n      ignore_checks:\n        - E3012\n",
        id="cfn-lint",
    ),
    pytest.param(
        "Metadata:\n  cfn-lint: {config: {ignore_checks: [ECS109]}}\n  ecslint: {ignore: [ECS101]}\n",
        "Metadata:\n  ecslint: {ignore: [ECS101]}\n",
        id="both linters",
    ),
    pytest.param(
        "Description: x\n\nMetadata:\n  ecslint:\n    ignore: [ECS109]\n\n",
        "Description: x\n\n",
        id="blank lines",
    ),
    pytest.param(
        "Metadata:\n  ecslint:\n    ignore:\n      - # none\n        ECS109\n      - ECS101\n",
        None,
        id="odd dash",
    ),
    pytest.param(
        "Metadata:\n  ecslint: &a\n    ignore: [ECS109]\n  other: *a\n", None, id="an anchor that is used"
    ),
]


@pytest.mark.parametrize(("metadata", "left"), METADATA)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_metadata_of_no_use_is_removed(
    metadata: str, left: str | None, newline: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = template(metadata).replace("\n", newline)
    if left is None:
        write("template.yaml", whole)
        assert main(["remove-ignores"]) == 1
        assert read("template.yaml") == whole
        assert "left as it is: the suppression of ECS109 silences nothing" in capsys.readouterr().out
        return
    assert remove("template.yaml", whole) == template(left).replace("\n", newline)


def test_metadata_of_a_resource_is_removed_and_its_type_stays(capsys: pytest.CaptureFixture[str]) -> None:
    metadata = "Metadata:\n  ecslint:\n    ignore:\n      - {code: ECS109, reason: x}"
    assert remove("template.yaml", template(of_task=metadata)) == template()
    assert capsys.readouterr().out == "template.yaml:7: removed ECS109\n".replace(
        "ECS109", "{code: ECS109, reason: x}"
    )


def test_a_comment_in_metadata_that_goes_is_no_obstacle() -> None:
    metadata = "Metadata:\n  ecslint:\n    ignore:\n      - ECS109 # ecslint: ignore[ECS111] x\n"
    assert remove("template.yaml", template(metadata)) == template()


def test_entries_that_cannot_be_moved_leave_the_others_to_be_removed() -> None:
    odd = (
        "Metadata:\n  ecslint:\n    ignore:\n      - # none\n        ECS109\n      - ECS102\n      - ECS101\n"
    )
    write("template.yaml", template(odd))
    assert main(["remove-ignores"]) == 1
    assert read("template.yaml") == template(odd.replace("      - ECS102\n", ""))


def in_json(indent: int | None, metadata: Any) -> str:
    loaded = yaml.safe_load(template())
    loaded["Resources"]["Task"]["Metadata"] = metadata
    loaded["Resources"]["Task"]["Metadata"], loaded["Metadata"] = metadata, metadata
    return json.dumps(loaded, indent=indent) + "\n" * (indent is not None)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("metadata", "left"),
    [
        ({"ecslint": {"ignore": ["ECS109"]}}, None),
        ({"ecslint": {"ignore": ["ECS109"]}, "Owner": "x"}, {"Owner": "x"}),
        ({"Owner": "x", "ecslint": {"ignore": "ECS109"}}, {"Owner": "x"}),
        (
            {"ecslint": {"ignore": [{"code": ["ECS101", "ECS109"], "reason": "x"}, "ECS102"]}},
            {"ecslint": {"ignore": [{"code": ["ECS101"], "reason": "x"}]}},
        ),
        (
            {"cfn-lint": {"config": {"ignore_checks": ["E9109", "E3012", "W9109"]}}},
            {"cfn-lint": {"config": {"ignore_checks": ["E3012"]}}},
        ),
    ],
)
def test_metadata_in_json_is_removed_with_its_commas(indent: int | None, metadata: Any, left: Any) -> None:
    removed = remove("template.json", in_json(indent, metadata))
    wanted = json.loads(in_json(indent, left))
    if left is None:
        del wanted["Metadata"], wanted["Resources"]["Task"]["Metadata"]
    if removed.count("ECS101") == 2:  # of two suppressions of one finding both are of use
        assert json.loads(removed) == wanted
    assert removed == json.dumps(wanted, indent=indent) + "\n" * (indent is not None)


WORDS = st.sampled_from(["ECS109", "ECS102", "ECS101", "E3012"])
ENTRY = st.one_of(
    WORDS,
    st.builds(
        lambda codes, reason: {"code": codes, **reason},
        st.one_of(WORDS, st.lists(WORDS, min_size=1, max_size=3, unique=True)),
        st.sampled_from([{}, {"reason": "why: because"}, {"reason": "two\nlines", "until": "2027-01-01"}]),
    ),
)


@st.composite
def metadata_of_all_kinds(draw: Callable[[Any], Any]) -> dict[str, Any]:
    parts = {
        "Owner": "us",
        "ecslint": {"ignore": draw(st.lists(ENTRY, min_size=1, max_size=4))},
        "cfn-lint": {"config": {"ignore_checks": draw(st.lists(WORDS, min_size=1, max_size=3))}},
    }
    names = draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3, unique=True))
    return {name: parts[name] for name in names}


def without_useless(metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata without what ecslint can know to be of no use; E3012 is no rule of its own list's."""
    left: dict[str, Any] = {}
    for name, part in metadata.items():
        if name == "ecslint":
            entries = [entry for entry in map(_useful, part["ignore"]) if entry is not None]
            if entries:
                left[name] = {"ignore": entries}
        elif name == "cfn-lint":
            words = [word for word in part["config"]["ignore_checks"] if word in ("ECS101", "E3012")]
            if words:
                left[name] = {"config": {"ignore_checks": words}}
        else:
            left[name] = part
    return left


def _useful(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry if entry == "ECS101" else None
    if isinstance(entry["code"], str):
        return entry if entry["code"] == "ECS101" else None
    codes = [code for code in entry["code"] if code == "ECS101"]
    return {**entry, "code": codes} if codes else None


@given(metadata_of_all_kinds(), st.sampled_from(["block", "flow", "json", "mixed"]))
@example({"ecslint": {"ignore": ["ECS109"]}}, "mixed")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_left_is_the_same_document_without_what_was_of_no_use(
    metadata: dict[str, Any], form: str
) -> None:
    document = {"Metadata": metadata, **yaml.safe_load(template())}
    document["Resources"]["Task"]["Metadata"] = metadata
    name = "template.json" if form == "json" else "template.yaml"
    if form == "json":
        text = json.dumps(document, indent=1)
    else:
        styles = {"block": False, "flow": True, "mixed": None}
        part = yaml.dump({"Metadata": metadata}, default_flow_style=styles[form], width=1000, sort_keys=False)
        part = part.strip()[1:-1] + "\n" if form == "flow" else part
        text = template(part, part)
    left = yaml.safe_load(remove(name, text))
    os.remove(name)
    useful = without_useless(metadata)
    wanted = yaml.safe_load(json.dumps(document))
    for owner in (wanted, wanted["Resources"]["Task"]):
        owner["Metadata"] = useful
        if not useful:
            del owner["Metadata"]
    assert left == wanted


# -- configuration -----------------------------------------------------------------------------------

TASK = {
    "family": "web",
    "networkMode": "awsvpc",
    "containerDefinitions": [
        {"name": "web", "image": "n", "memory": 256, "portMappings": [{"containerPort": 80, "hostPort": 81}]}
    ],
}
TABLES = [
    pytest.param(
        "ecslint.toml",
        '[[suppress]] # a\npath = "task.json"\ncode = ["ECS109", "ECS101"] # b\nreason = "x"\n',
        '[[suppress]] # a\npath = "task.json"\ncode = ["ECS101"] # b\nreason = "x"\n',
        id="one code",
    ),
    pytest.param(
        "ecslint.toml",
        "[[suppress]]\npath = 'task.json'\ncode = [\n  'ECS101', # a\n  \"ECS109\", # b\n]\nreason = 'x'\n",
        "[[suppress]]\npath = 'task.json'\ncode = [\n  'ECS101', # a\n]\nreason = 'x'\n",
        id="codes in lines",
    ),
    pytest.param(
        "ecslint.toml",
        '# top\n\n[[suppress]]\npath = "task.json"\ncode = "ECS109"\nreason = """\n[[suppress]]\n"""\n\n'
        '# about this\n[[suppress]]\npath = "task.json"\ncode = "ECS101"\nreason = "x"\n',
        '# top\n\n# about this\n[[suppress]]\npath = "task.json"\ncode = "ECS101"\nreason = "x"\n',
        id="an entry before another",
    ),
    pytest.param(
        "ecslint.toml",
        'fail-on = "warning"\n\n'
        '[[suppress]]\npath = "task.json"\ncode = ["ECS109", "ECS102"]\nreason = "x"\n',
        'fail-on = "warning"\n',
        id="the last entry",
    ),
    pytest.param(
        "ecslint.toml",
        'suppress = [\n  { path = "task.json", code = ["ECS101", "ECS109"], reason = "a, b" },\n'
        '  { path = "task.json", code = "ECS109", reason = "]" },\n]\nfail-on = "error"\n',
        'suppress = [\n  { path = "task.json", code = ["ECS101"], reason = "a, b" },\n]\nfail-on = "error"\n',
        id="tables in brackets",
    ),
    pytest.param(
        "ecslint.toml",
        'suppress = [{ path = "task.json", code = "ECS109", reason = "x" }]\nfail-on = "error"\n',
        'fail-on = "error"\n',
        id="all tables in brackets",
    ),
    pytest.param(
        "pyproject.toml",
        '[project]\nname = "x"\n\n'
        '[[tool.ecslint.suppress]]\npath = "task.json"\ncode = "ECS109"\nreason = "x"\n\n'
        "[tool.ruff]\nline-length = 1\n",
        '[project]\nname = "x"\n\n[tool.ruff]\nline-length = 1\n',
        id="pyproject.toml",
    ),
    pytest.param(
        "pyproject.toml",
        "[tool.ecslint]\nsuppress = [\n"
        '  {path = "task.json", code = ["ECS109", "ECS101"], reason = "x"}\n]\n',
        '[tool.ecslint]\nsuppress = [\n  {path = "task.json", code = ["ECS101"], reason = "x"}\n]\n',
        id="pyproject.toml in brackets",
    ),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("name", "text", "left"), TABLES)
def test_entries_and_codes_of_no_use_are_removed(name: str, text: str, left: str, newline: str) -> None:
    write("task.json", json.dumps(TASK))
    assert remove(name, text.replace("\n", newline)) == left.replace("\n", newline)
    tomllib.loads(left)


def test_what_was_removed_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    write("task.json", json.dumps(TASK))
    write("ecslint.toml", '[[suppress]]\npath = "task.json"\ncode = ["ECS109", "ECS101"]\nreason = "x"\n')
    write(
        "main.tf",
        "# ecslint: ignore[ECS109, ECS111] x\n" + 'resource "aws_ecs_cluster" "a" {\n  name = "a"\n}\n',
    )
    assert main(["remove-ignores"]) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "ecslint.toml:1: removed ECS109",
        "main.tf:1: removed ecslint: ignore[ECS109, ECS111] x",
    ]


def test_a_rewritten_file_keeps_its_permissions_and_a_link_stays_one() -> None:
    write("task.json", json.dumps(TASK))
    write("real.toml", '[[suppress]]\npath = "task.json"\ncode = ["ECS109", "ECS101"]\nreason = "x"\n')
    os.chmod("real.toml", 0o640)
    os.symlink("real.toml", "ecslint.toml")
    assert main(["remove-ignores"]) == 0
    assert "ECS109" not in read("real.toml")
    assert os.path.islink("ecslint.toml")
    assert os.stat("real.toml").st_mode & 0o777 == 0o640
    assert sorted(os.listdir()) == [".git", "ecslint.toml", "real.toml", "task.json"]
