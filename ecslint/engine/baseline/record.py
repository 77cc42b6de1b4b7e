"""The record of a baseline: the findings that a repository had, as a file that people read and merge."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ecslint.engine.baseline.places import shared_directory, shared_path
from ecslint.engine.finding import SEVERITIES, Finding
from ecslint.refusal import Refusal
from ecslint.source import Source, Span

VERSION = 1

_KEYS = {
    "code": str,
    "severity": str,
    "path": str,
    "resources": list,
    "stacks": list,
    "message": str,
    "times": int,
    "fingerprint": str,
}
_conflict = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE).search
_fingerprints = re.compile(r'"fingerprint"\s*:\s*"([^"]*)"').finditer
_AGAIN = "delete it, and write it again with ecslint baseline"


class Entry(NamedTuple):
    """Findings that are alike: one place in the structure of a file, for one rule.

    `resources` are the addresses of all instances that have it, `stacks` the directories of the stacks
    that bring it into a file outside of them, and `times` says how many findings there are.
    """

    code: str
    severity: str
    path: str
    resources: tuple[str, ...]
    stacks: tuple[str, ...]
    message: str
    times: int
    fingerprint: str

    @property
    def order(self) -> tuple[str, ...]:
        return self.path, self.code, *self.resources, self.fingerprint


class Named(NamedTuple):
    """How all who have the repository know a file, by its path, and the directory of a stack, by its name."""

    path: Callable[[str], str] = shared_path
    directory: Callable[[str], str] = shared_directory


HERE = Named()


def entries(findings: Iterable[Finding], named: Named = HERE) -> dict[str, Entry]:
    """Findings as entries, by their fingerprint."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.fingerprint, []).append(finding)
    return {fingerprint: _entry(fingerprint, alike, named) for fingerprint, alike in groups.items()}


def instances(findings: Iterable[Finding]) -> set[str]:
    """The addresses of everything that has one of some findings."""
    return {address for each in findings for address in (each.at.resource, *each.also) if address}


def _entry(fingerprint: str, alike: list[Finding], known: Named) -> Entry:
    first = alike[0]
    path = first.at.span.source.path
    shared = known.path(path)
    # The address of a document is its path, and that depends on where ecslint is run.
    named = sorted({address.replace(path, shared) for address in instances(alike)})
    return Entry(
        first.code,
        min((each.severity for each in alike), key=SEVERITIES.index),
        shared,
        tuple(named),
        tuple(sorted(_bringing(alike, shared, known))),
        first.message.replace(path, shared),
        len(alike),
        fingerprint,
    )


def _bringing(alike: list[Finding], path: str, known: Named) -> set[str]:
    """The directories of the stacks that have some findings in a file, as far as it is not their own."""
    names = {name for each in alike for name in each.stacks}
    return {each for each in map(known.directory, names) if each != "." and not path.startswith(f"{each}/")}


def to_text(found: Iterable[Entry]) -> str:
    """The file: an entry on each line, in the order of their paths."""
    ordered = sorted(found, key=lambda entry: entry.order)
    lines = ",\n".join(f"    {json.dumps(entry._asdict(), ensure_ascii=False)}" for entry in ordered)
    listed = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "schema_version": {VERSION},\n  "findings": {listed}\n}}\n'


def read(source: Source) -> list[tuple[Entry, Span]]:
    """The entries of a file, each with its line. Raises Refusal for what is no baseline."""
    conflict = _conflict(source.text)
    if conflict is not None:
        line, _ = source.position(conflict.start())
        raise Refusal(
            f"{source.path}:{line}: the baseline has the marks of a merge conflict",
            "keep the lines of both sides; ecslint baseline --prune then removes what is gone",
        )
    try:
        content = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{source.path} is no baseline: it is not valid JSON: {error}", _AGAIN) from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version is None or not isinstance(content.get("findings"), list):
        raise Refusal(f"{source.path} is no baseline of ecslint", "ecslint baseline writes one")
    if version != VERSION:
        other = f"{source.path} has the schema version {json.dumps(version)}"
        raise Refusal(f"{other}, and this ecslint reads {VERSION}", _AGAIN)
    found = [_checked(source, number, item) for number, item in enumerate(content["findings"], start=1)]
    starts = {each[1]: each.start() for each in _fingerprints(source.text)}
    return [(entry, _line(source, starts.get(entry.fingerprint, 0))) for entry in found]


def _checked(source: Source, number: int, item: Any) -> Entry:
    """An entry as a file has it. Raises Refusal."""
    if isinstance(item, dict) and item.keys() == _KEYS.keys() and all(_is(item, key) for key in _KEYS):
        held: dict[str, Any] = {
            key: tuple(each) if type(each) is list else each for key, each in item.items()
        }
        entry = Entry(**held)
        if all(isinstance(each, str) for each in (*entry.resources, *entry.stacks)) and entry.times > 0:
            return entry
    raise Refusal(f"{source.path}: entry {number} of the baseline is not as ecslint writes it", _AGAIN)


def _is(item: dict[str, Any], key: str) -> bool:
    return type(item[key]) is _KEYS[key]


def _line(source: Source, at: int) -> Span:
    start = source.text.rfind("\n", 0, at) + 1
    end = source.text.find("\n", at)
    line = source.text[start : len(source.text) if end < 0 else end]
    return Span(source, start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
