"""What has changed since a commit: the lines of each file, as git tells them apart.

Asking git is the only time that a check runs another program, and only for --since. Git in turn runs
nothing that a repository has configured: no hook, no filter, no program that compares or converts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.commands import UsageError

_SAFE = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "diff.autoRefreshIndex=false",
    "diff.interHunkContext=0",
)
_KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH")
_SET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}
_DIFF = ("--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--find-renames")
_hunk = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@").match
_PROGRAMS = r"^filter\..*\.(clean|smudge|process)$"


class Hunk(NamedTuple):
    """Changed lines of a file as it is now, from the first to the last.

    `lost` when more lines went than came: what is missing now may be missing because of that. Where
    lines only went, the last is before the first: there is a gap between the two.
    """

    first: int
    last: int
    lost: bool = False


class Changes:
    """The hunks of all files that have changed, by their absolute path; None where all of a file counts."""

    def __init__(self, top: str, files: dict[str, list[Hunk] | None]) -> None:
        self.top = top
        self._files = {os.path.join(top, name): hunks for name, hunks in files.items()}

    def hunks(self, path: str) -> list[Hunk] | None:
        """What has changed in a file; None when that is all of it, or is not known."""
        directory, name = os.path.split(os.path.abspath(path))
        file = os.path.join(os.path.realpath(directory), name)
        if file not in self._files and os.path.islink(file):
            file = os.path.realpath(file)
        if file in self._files:
            return self._files[file]
        return [] if self._knows(os.path.dirname(file)) else None

    def _knows(self, directory: str) -> bool:
        """Whether git was asked about a directory: it lies in the repository, and in none inside of it."""
        while directory != self.top:
            if os.path.exists(os.path.join(directory, ".git")) or directory == os.path.dirname(directory):
                return False
            directory = os.path.dirname(directory)
        return True


def changes_since(reference: str, directory: str) -> Changes:
    """What has changed since the working tree left the history of a commit. Raises UsageError."""
    git = _Git(directory)
    base = git.base(reference)
    files: dict[str, list[Hunk] | None] = {}
    against = (*_DIFF, base, "--")
    files.update(_hunks(git.run("diff", "--unified=0", "--src-prefix=a/", "--dst-prefix=b/", *against)))
    files.update(dict.fromkeys(_binary(git.run("diff", "--numstat", "-z", *against))))
    untracked = git.run("ls-files", "--others", "--exclude-standard", "--full-name", "-z")
    files.update(dict.fromkeys(_names(untracked)))
    return Changes(git.top, files)


class _Git:
    """Git in one repository."""

    def __init__(self, directory: str) -> None:
        from shutil import which

        program = which("git")
        if program is None:
            raise UsageError("--since needs git, and there is none", "install git, or leave --since out")
        self._command = [program, "--no-pager", "--literal-pathspecs"]
        self.top = directory
        found = self._try("rev-parse", "--show-toplevel")
        if found is None:
            raise self._no_repository(directory)
        self.top = os.path.realpath(os.fsdecode(found.rstrip(b"\r\n")))
        self._command += list(self._without_filters())

    def base(self, reference: str) -> str:
        """The commit that the working tree and a reference have in common."""
        commit = None
        if not reference.startswith("-"):
            commit = self._try("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
        if commit is None:
            raise UsageError(
                f"git knows no commit '{reference}'",
                "fetch it first; in CI fetch the whole history, with fetch-depth: 0 or GIT_DEPTH: 0",
            )
        base = self._try("merge-base", commit.decode().strip(), "HEAD")
        if base is None:
            raise UsageError(
                f"'{reference}' and HEAD have no commit in common",
                "a shallow clone may lack it: fetch the whole history, with fetch-depth: 0 or GIT_DEPTH: 0",
            )
        return base.decode().split()[0]

    def run(self, *words: str) -> bytes:
        """What git prints. Raises UsageError when it fails."""
        found = self._try(*words)
        if found is None:
            missing = "not allowed" in self.complaint or "lazy fetching" in self.complaint
            help = "the clone is partial, and ecslint fetches nothing: git fetch --refetch --no-filter"
            raise UsageError(f"git {words[0]} failed: {self.complaint}", help if missing else "")
        return found

    def _try(self, *words: str) -> bytes | None:
        import subprocess

        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        settings = [word for setting in _SAFE for word in ("-c", setting)]
        done = subprocess.run(
            [*self._command, *settings, *words],
            cwd=self.top,
            env=environment | _SET,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        self.complaint = " ".join(os.fsdecode(done.stderr).split())
        return done.stdout if done.returncode == 0 else None

    def _no_repository(self, directory: str) -> UsageError:
        if "dubious ownership" in self.complaint:
            return UsageError(
                f"git refuses to read '{directory}', which belongs to somebody else",
                "if you trust it, name it in git config --global --add safe.directory PATH",
            )
        if "not a git repository" in self.complaint:
            return UsageError(f"--since needs a git repository, and '{directory}' lies in none")
        return UsageError(f"git cannot be asked about '{directory}': {self.complaint}")

    def _without_filters(self) -> Iterator[str]:
        """Settings that take the programs away through which git passes the contents of files."""
        keys = self._try("config", "--name-only", "-z", "--get-regexp", _PROGRAMS)
        for key in _names(keys or b""):
            if "=" in key:
                raise UsageError(f"git cannot be kept from running the program that '{key}' names")
            yield from ("-c", f"{key}=")
            yield from ("-c", f"{key.rpartition('.')[0]}.required=false")


def _names(listed: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _hunks(patch: bytes) -> dict[str, list[Hunk]]:
    """The changed lines of each file that a patch changes."""
    files: dict[str, list[Hunk]] = {}
    hunks: list[Hunk] = []
    lines = iter(patch.split(b"\n"))
    for line in lines:
        if line.startswith(b"+++ "):
            hunks = files.setdefault(_name(line[4:]), [])
        elif found := _hunk(line):
            gone, first, come = (1 if group is None else int(group) for group in found.groups())
            first += come == 0  # git names the line before the gap
            hunks.append(Hunk(first, first + come - 1, gone > come))
            for _ in range(gone + come):
                _skip(lines)
    return files


def _skip(lines: Iterator[bytes]) -> None:
    """Pass over a line of a file, and what git remarks about its end."""
    while next(lines, b"").startswith(b"\\"):
        continue


def _name(written: bytes) -> str:
    """The path after `+++`, without the prefix."""
    written = written.removesuffix(b"\t")
    if written.startswith(b'"'):
        written = written[1:-1].decode("latin-1").encode("latin-1").decode("unicode_escape").encode("latin-1")
    return os.fsdecode(written.removeprefix(b"b/"))


def _binary(listed: bytes) -> Iterator[str]:
    """The paths, as they are now, of the files that git does not take for text."""
    fields = iter(listed.split(b"\0"))
    for field in fields:
        counts, _, name = field.rpartition(b"\t")
        if counts and not name:  # renamed: the old path and the new one follow
            next(fields, b"")
            name = next(fields, b"")
        if counts == b"-\t-":
            yield os.fsdecode(name)
