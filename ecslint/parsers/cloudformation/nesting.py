"""Loading a template with the templates that are nested in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from ecslint.parsers.cloudformation.document import members, read, text
from ecslint.parsers.cloudformation.loops import Entry
from ecslint.parsers.cloudformation.template import Template
from ecslint.resource import CLOUDFORMATION, MINOR, Problem, Stack
from ecslint.source import Unreadable, Workspace
from ecslint.value import Mapping, Step, Text, Unknown, Value

_DEEPEST = 5
_MOST_TEMPLATES = 100
_OURS = ("AWS::ECS::", "AWS::ElasticLoadBalancingV2::")
_ASSET = "aws:asset:path"


def load(workspace: Workspace, path: str) -> Stack | None:
    """The stack of a template and of those nested in it; None when the file is no template."""
    return _Loader(workspace, path).load()


class _Loader:
    """Reads templates, each file once, and builds one Template for each stack made from them."""

    def __init__(self, workspace: Workspace, path: str) -> None:
        self.workspace = workspace
        self.path = os.path.abspath(path)
        self.stack = Stack(workspace.shown(path), CLOUDFORMATION)
        self.roots: dict[str, tuple[Mapping | None, list[Problem]]] = {}
        self.templates: list[Template] = []

    def load(self) -> Stack | None:
        root, faults = self.read(self.path)
        if root is None:
            self.stack.problems += faults
            return self.stack if faults else None
        self.adopt(self.path)
        try:
            template = Template(root)
            self.nest(template, self.path, 0)
            self.stack.resources += template.resources()
            self.stack.exports += template.outputs()
        except RecursionError:
            self.stack.unknowns.append(Unknown("the template refers to itself too deep", root.span))
        for each in self.templates:
            self.stack.problems += each.problems
            self.stack.unknowns += each.unknowns
        self.stack.complete = not self.stack.unknowns
        matters = any(resource.type.startswith(_OURS) for resource in self.stack.resources)
        lost = any(fault.severity != MINOR for fault in faults)
        return self.stack if matters or lost else None

    def read(self, path: str) -> tuple[Mapping | None, list[Problem]]:
        """The value of a template file, None when it is no template, and the faults in it."""
        if path not in self.roots:
            self.roots[path] = self._read(path)
        return self.roots[path]

    def _read(self, path: str) -> tuple[Mapping | None, list[Problem]]:
        try:
            value, faults = read(self.workspace.read(path))
        except Unreadable as problem:
            return None, [Problem("ECS001", problem.message, problem.span)]
        is_template = isinstance(value, Mapping) and isinstance(value.items.get("Resources"), Mapping)
        return value if is_template and isinstance(value, Mapping) else None, faults

    def adopt(self, path: str) -> None:
        """Count a template file as a part of the stack."""
        source = self.workspace.read(path)
        if source not in self.stack.sources:
            self.stack.sources.append(source)
            self.stack.problems += self.read(path)[1]

    def nest(self, template: Template, path: str, depth: int) -> None:
        """Find the templates of the stacks in a template, and what they are given."""
        self.templates.append(template)
        for entry in template.stacks():
            properties = members(members(entry.value).get("Properties"))
            arguments = members(properties.get("Parameters"))
            url = properties.get("TemplateURL")
            found = None
            if depth < _DEEPEST and len(self.templates) < _MOST_TEMPLATES and url is not None:
                found = self.found(template.evaluate(url, entry.locals), entry, path)
            root = self.read(found)[0] if found is not None else None
            nested = None
            if root is not None and found is not None:
                nested = Template(
                    root,
                    f"{template.prefix}{entry.name}.",
                    {
                        name: partial(template.evaluate, value, entry.locals)
                        for name, value in arguments.items()
                    },
                    template.existence(entry),
                    (Step(entry.span, f"nested stack {entry.name}"), *template.calls),
                )
            if nested is None or found is None or not nested.parameters.fit(arguments):
                reason = f"the template of the nested stack {entry.name} is not at hand"
                template.unknowns.append(Unknown(reason, entry.span))
                continue
            self.adopt(found)
            template.nested[entry.name] = nested
            self.nest(nested, found, depth + 1)

    def found(self, url: Value, entry: Entry, path: str) -> str | None:
        """The file of a nested template: where CDK or a relative path says, or where a URL ends."""
        directory = os.path.dirname(path)
        asset = text(members(members(entry.value).get("Metadata")).get(_ASSET))
        if asset is not None:
            candidates: Iterator[str] = iter([asset])
        else:
            last = url.parts[-1] if isinstance(url, Text) else url
            candidates = _endings(text(last) or "")
        for candidate in candidates:
            file = os.path.abspath(os.path.join(directory, candidate))
            if os.path.isfile(file) and self.workspace.contains(file) and file != path:
                return file
        return None


def _endings(url: str) -> Iterator[str]:
    """The paths that the end of a URL may be, the longest first."""
    names = url.split("?")[0].split("/")
    if "://" not in url and names[0]:
        yield url
        return
    for first in range(len(names)):
        yield "/".join(names[first:]).lstrip("/")
