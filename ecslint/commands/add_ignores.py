"""`ecslint add-ignores`: suppress what is found now, so that only what is new is reported."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from ecslint.commands import CLEAN, UsageError, baselines
from ecslint.commands.check import Analysis, analyse, blame, failing
from ecslint.commands.check_options import FAIL_ON, KnownOptions
from ecslint.commands.options import choice, text
from ecslint.commands.output import write
from ecslint.engine.finding import Finding
from ecslint.report.characters import leading

_SHARED = "pyproject.toml"


class Options(KnownOptions):
    """What `ecslint add-ignores` can be told."""

    __slots__ = ()

    reason: str = text("TEXT", "Why the findings do not matter now; required.")
    fail_on: str = choice(FAIL_ON[:-1], "The least severity of what is suppressed.")


def run(options: Options) -> int:
    """Suppress each finding with a comment above its place, or an entry in ecslint.toml.

    JSON has no comments: what is found in it, and what no comment can stand above, goes to the
    configuration file nearest to it.
    """
    from ecslint.commands.rewriting import append, rewrite
    from ecslint.engine.suppression.insertion import Insertion

    reason = " ".join(options.reason.split())
    if not reason:
        raise UsageError("there is no reason", 'write --reason "why the findings do not matter now"')
    baseline = baselines.find(options)
    analysis = analyse(options)
    if analysis.outcome.faults:
        return blame(analysis.outcome)
    if baseline is not None:
        baselines.silence(analysis, baseline, options.paths)
    insertion = Insertion(failing(analysis.outcome.findings, options.fail_on), reason)
    for source, edits in insertion.edits():
        rewrite(source, edits)
        for edit in sorted(edits):
            line, _ = source.position(edit.start)
            write(leading(f"{source.path}:{line}: {edit.text.strip()}") + "\n")
    for path, entries in _entries(insertion.elsewhere, analysis, reason).items():
        append(path, "\n".join(entries))
        for entry in entries:
            write(leading(f"{os.path.relpath(path)}: {' '.join(entry.split())}") + "\n")
    return CLEAN


def _entries(findings: Iterable[Finding], analysis: Analysis, reason: str) -> dict[str, list[str]]:
    """Entries by configuration file, one for all codes of one resource."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for finding in findings:
        path, resource = finding.at.span.source.path, finding.at.resource
        file = os.path.relpath(analysis.discovery.configuration_file(path))
        relative = os.path.relpath(os.path.realpath(path), os.path.dirname(os.path.realpath(file)))
        codes = found.setdefault((file, relative.replace(os.sep, "/"), resource), [])
        codes += [finding.code] * (finding.code not in codes)
    entries: dict[str, list[str]] = {}
    for (file, path, resource), codes in sorted(found.items()):
        entries.setdefault(file, []).append(_entry(file, path, sorted(codes), resource, reason))
    return entries


def _entry(file: str, path: str, codes: list[str], where: str, reason: str) -> str:
    table = "tool.ecslint.suppress" if os.path.basename(file) == _SHARED else "suppress"
    named = json.dumps(codes[0] if len(codes) == 1 else codes)
    lines = [f"[[{table}]]", f"path = {_quoted(path)}", f"code = {named}"]
    lines += [f"where = {_quoted(where)}"] * bool(where)
    return "\n".join([*lines, f"reason = {_quoted(reason)}", ""])


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
