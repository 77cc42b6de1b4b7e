"""What ecslint finds in one template, told as a path in it and lines of it.

A template is known by its file, and read by ecslint's own parser for the exact places. One that came
through a pipe is known only as cfn-lint has decoded it: it is written out as JSON in memory, and only
paths lead from there to the lines that a person wrote.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from ecslint import inventory
from ecslint.commands.check_options import RunOptions
from ecslint.commands.configuration import keys as configurable
from ecslint.commands.configuration import of_directory
from ecslint.commands.policy import configuration_of, policy
from ecslint.commands.selection import Selection
from ecslint.configurations import Configurations
from ecslint.engine.finding import Finding, Outcome
from ecslint.engine.rule import Rule
from ecslint.engine.run import check
from ecslint.parsers import cloudformation
from ecslint.parsers.cloudformation.document import intrinsic, read
from ecslint.source import Source, Span, Workspace
from ecslint.stack import discover
from ecslint.value import Mapping, Sequence, Value
from ecslint.yaml_text import Tagged

Path = list[str | int]
Location = tuple[int, int, int, int]
_PIPED = "template.json"


class Found(NamedTuple):
    """A finding at a place in the template; lines and columns of the location are counted from 0."""

    code: str
    severity: str
    message: str
    path: Path
    location: Location | None


class Analysis:
    """All that is found in one template, and what went wrong."""

    def __init__(self, findings: list[Found], faults: dict[str, Exception]) -> None:
        self.findings = findings
        self._faults = faults

    def fault(self, code: str) -> Exception | None:
        """Why a rule failed, said once; under the empty code why all did."""
        return self._faults.pop(code, None) or self._faults.pop("", None)


def analyse(file: str | None, template: Any, rules: list[Rule]) -> Analysis:
    """Run the rules over a template: that in a file, or the decoded one."""
    try:
        if file is None:
            source, outcome = _decoded(template, rules)
        else:
            source, outcome = _written(file, rules)
    except Exception as fault:  # cfn-lint asks every rule, and is told once
        return Analysis([], {"": fault})
    faults = {code: fault for code, _, fault in outcome.faults}
    if not outcome.findings or source is None:
        return Analysis([], faults)
    tree, _ = read(source)
    found = (_found(finding, source, tree, exact=file is not None) for finding in outcome.findings)
    return Analysis([each for each in found if each is not None], faults)


def _written(file: str, rules: list[Rule]) -> tuple[Source | None, Outcome]:
    options, selection = _selection(rules)
    discovery = discover([file], configurations=options.configurations)
    outcome = check(
        discovery.stacks,
        lambda stack: selection.of(configuration_of(discovery, stack)),
        policy(discovery, rules),
    )
    wanted = os.path.realpath(file)
    for stack in discovery.stacks:
        for source in stack.sources:
            if os.path.realpath(source.path) == wanted:
                return source, outcome
    return None, outcome


def _selection(rules: list[Rule]) -> tuple[RunOptions, Selection]:
    """What chooses rules where nothing is said on a command line: the environment and configuration files."""
    options = RunOptions()
    options.configurations = Configurations(configurable())
    return options, Selection(options, rules, with_advice=True)


class _Given(Workspace):
    """A workspace in which one file is a text that no disk holds."""

    def __init__(self, root: str, path: str, text: str) -> None:
        super().__init__(root)
        self.path = path
        self.source = Source(self.shown(path), text)

    def read(self, path: str) -> Source:
        return self.source if path == self.path else super().read(path)


def _decoded(template: Any, rules: list[Rule]) -> tuple[Source | None, Outcome]:
    directory = os.getcwd()
    path = os.path.join(directory, _PIPED)
    workspace = _Given(inventory.boundary(directory), path, json.dumps(template, default=str))
    stack = cloudformation.load(workspace, path)
    options, selection = _selection(rules)
    choice = selection.of(of_directory(options, directory))
    return workspace.source, check([stack] if stack is not None else [], lambda stack: choice)


# -- places --------------------------------------------------------------------------------------


def _found(finding: Finding, source: Source, tree: Value, exact: bool) -> Found | None:
    """A finding at its place in this template, or where it touches it; None where it does not."""
    span = next((span for span in _spans(finding) if span.source is source), None)
    if span is None:
        return None
    message = finding.message
    if finding.when:
        message += f" (when {' or '.join(finding.when)})"
    if finding.at.span.source is not source:
        line, column, *_ = finding.at.span.bounds()
        message += f" (at {finding.at.span.source.path}:{line}:{column})"
    line, column, end_line, end_column = (number - 1 for number in span.bounds())
    location = (line, column, end_line, end_column) if exact else None
    return Found(finding.code, finding.severity, message, path_to(span, tree), location)


def _spans(finding: Finding) -> Iterator[Span]:
    """The places of a finding: its own, those that take part, and the ways by which values came there."""
    yield finding.at.span
    for place in (*finding.because, finding.at):
        yield place.span
        yield from (step.span for step in place.via)


def path_to(span: Span, tree: Value) -> Path:
    """The keys and indices that lead to a place in a template that has not been evaluated."""
    path: Path = []
    found: Value | None = tree
    while found is not None:
        found = _step(span, found, path)
    return path


def _step(span: Span, value: Value, path: Path) -> Value | None:
    """Go on by one key or index towards a place; None when there is nothing nearer to it."""
    match value:
        case Tagged(content=content):
            call = intrinsic(value)
            if call is not None and _within(span, content.span) and span.start > value.span.start:
                path.append(call[0])
                return content
        case Mapping(items=items, keys=keys):
            for key, member in items.items():
                if key in keys and keys[key].start <= span.start < keys[key].end:
                    path.append(key)
                    return None
                if _within(span, member.span):
                    path.append(key)
                    return member
        case Sequence(items=elements):
            for index, element in enumerate(elements):
                if _within(span, element.span):
                    path.append(index)
                    return element
    return None


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
