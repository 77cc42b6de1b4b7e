"""Ignore files that are read without git mean what they mean to git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecslint.ignore_files import IgnoreFiles

PATHS = [
    "a.json",
    "b.json",
    "#a",
    "!a",
    "a b.json",
    "a ",
    "sub/a.json",
    "sub/b.json",
    "sub/a/b.json",
    "sub/a/c/a.json",
    "a/a/a.json",
    "a/b/sub/a.json",
    "keep/a.log",
    "keep/sub/b.log",
    "out/keep/a.json",
    "out/a.json",
    "ä/ö.json",
    "[x]/a.json",
]


def by_git(top: Path) -> set[str]:
    """The files that git ignores, by what it says of each."""
    empty = ("-c", f"core.excludesFile={os.devnull}")
    done = subprocess.run(
        ["git", *empty, "check-ignore", "-z", "--stdin", "--no-index"],
        cwd=top,
        input="\0".join(PATHS).encode(),
        stdout=subprocess.PIPE,
        check=False,
    )
    assert done.returncode in (0, 1)
    return set(done.stdout.decode().split("\0")) - {""}


def by_reading(top: Path) -> set[str]:
    files = IgnoreFiles(str(top), ".gitignore", str(top / ".git" / "info" / "exclude"))
    return {path for path in PATHS if files.ignore(str(top / path))}


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with all the files."""
    top = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet", str(top)], check=True)
    for path in PATHS:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text("", encoding="utf-8")
    return top


def compare(top: Path, ignoring: dict[str, str]) -> None:
    """Write ignore files, ask both, and take them away again."""
    exclude = top / ".git" / "info" / "exclude"
    exclude.write_text("", encoding="utf-8")
    files = [top / directory / ".gitignore" for directory in ignoring if directory != ".git"]
    for directory, text in ignoring.items():
        file = exclude if directory == ".git" else top / directory / ".gitignore"
        file.write_bytes(text.encode())
    try:
        assert by_reading(top) == by_git(top), ignoring
    finally:
        for file in files:
            file.unlink()


TABLE = [
    {"": "*.json\n!a.json\n"},
    {"": "sub/\n!sub/a.json\n"},
    {"": "sub/*\n!sub/a\nsub/a/b.json\n"},
    {"": "/a.json\n"},
    {"": "/sub/a.json\n"},
    {"": "a\n"},
    {"": "a/\n"},
    {"": "a/a\n"},
    {"": "**/a/\n"},
    {"": "**/b.json\n"},
    {"": "sub/**\n"},
    {"": "sub/**/a.json\n"},
    {"": "a/**/a.json\n"},
    {"": "*\n!*/\n!a.json\n"},
    {"": "/*\n!/sub\n"},
    {"": "*.log\n!keep\n"},
    {"": "*.log\n!keep/\n"},
    {"": "*.log\n", "keep": "!sub\n"},
    {"": "*.log\n", "keep": "!*.log\n"},
    {"": "keep\n", "keep": "!*\n"},
    {"": "!a.json\n", ".git": "*.json\n"},
    {".git": "sub\n", "sub": "!a.json\n"},
    {"sub": "*\n!/a.json\n"},
    {"sub": "/a\n"},
    {"sub": "a/b.json\n!b.json\n"},
    {"": "# a\n\\#a\n\\!a\n"},
    {"": "a b.json\n"},
    {"": "a\\ \n"},
    {"": "a   \n"},
    {"": "*.json\r\n!a.json\r\n"},
    {"": "\ufeffa.json\n"},
    {"": "?.json\n"},
    {"": "[ab].json\n"},
    {"": "[!a].json\n"},
    {"": "[^a].json\n"},
    {"": "\\[x\\]\n"},
    {"": "[x\n"},
    {"": "ä\n"},
    {"": "ä/*.json\n"},
    {"": "!\n/\n//\n\n***\n"},
    {"": "a**\n"},
    {"": "s*b\n"},
    {"": "out\n!out/keep\n"},
    {"": "out/*\n!out/keep\n"},
    {"": "/out/**\n!/out/**/\n!/out/keep/a.json\n"},
]


@pytest.mark.parametrize("ignoring", TABLE, ids=repr)
def test_patterns_mean_what_they_mean_to_git(top: Path, ignoring: dict[str, str]) -> None:
    compare(top, ignoring)


PIECE = st.sampled_from(
    ["a", "b", "sub", "keep", "out", "*", "**", "*.json", "a.json", "b.json", "?.json", "*.log"]
)
PATTERN = st.builds(
    lambda negated, rooted, pieces, directory: (
        "!" * negated + "/" * rooted + "/".join(pieces) + "/" * directory
    ),
    st.booleans(),
    st.booleans(),
    st.lists(PIECE, min_size=1, max_size=3),
    st.booleans(),
)
FILE = st.lists(PATTERN, min_size=1, max_size=5).map(lambda lines: "\n".join(lines) + "\n")
IGNORING = st.dictionaries(
    st.sampled_from(["", "sub", "sub/a", "keep", "out", ".git"]), FILE, min_size=1, max_size=3
)


@given(IGNORING)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_generated_ignore_files_mean_what_they_mean_to_git(top: Path, ignoring: dict[str, Any]) -> None:
    compare(top, ignoring)


def test_a_link_in_the_place_of_an_ignore_file_is_not_followed(top: Path, tmp_path: Path) -> None:
    (tmp_path / "patterns").write_text("*\n", encoding="utf-8")
    (top / ".gitignore").symlink_to(tmp_path / "patterns")
    try:
        assert by_reading(top) == by_git(top) == set()
    finally:
        (top / ".gitignore").unlink()
