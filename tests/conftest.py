"""Fixtures that all tests share."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, however slow it is.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# What is tested is what people see: in a pipeline ecslint would say more, in a narrow terminal less.
for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "COLUMNS"):
    os.environ.pop(name, None)

# No test leaves results where those of a person are.
os.environ["XDG_CACHE_HOME"] = os.devnull

ACCEPT = os.environ.get("ECSLINT_ACCEPT") == "1"

Golden = Callable[[Path, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under `make accept` only the tests that have something to accept are run."""
    if ACCEPT:
        items[:] = [item for item in items if "golden" in getattr(item, "fixturenames", ())]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture(scope="session")
def golden() -> Golden:
    """Compare a text with the file that holds what is expected, or rewrite it under `make accept`."""

    def compare(path: Path, text: str) -> None:
        if ACCEPT:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != expected:
            changes = difflib.unified_diff(
                expected.splitlines(), text.splitlines(), str(path), "what came out", lineterm=""
            )
            pytest.fail("\n".join([*changes, "", "make accept rewrites it, if this is right"]), pytrace=False)

    return compare
