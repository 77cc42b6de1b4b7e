"""A template with the templates that are nested in it, and where those are found."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ecslint import facts
from ecslint.files import is_file
from ecslint.parsers.cloudformation.document import members, text
from ecslint.parsers.cloudformation.export_names import Names, given_pattern
from ecslint.parsers.cloudformation.files import Files, endings, names
from ecslint.parsers.cloudformation.loops import Entry
from ecslint.parsers.cloudformation.stack_resources import inline, parameters_of, template_of
from ecslint.parsers.cloudformation.template import STACK_SET, Template
from ecslint.resource import Problem, Resource
from ecslint.source import Source, Span
from ecslint.value import Alternatives, Mapping, Step, Text, Unknown, Value

if TYPE_CHECKING:
    from ecslint.parsers.cloudformation.joining import Scope

_MOST_TEMPLATES = 100
_ASSET = "aws:asset:path"


class Found(NamedTuple):
    """The template of a nested stack: its value, its text, and the path of the file that it is in."""

    root: Mapping
    source: Source
    path: str


class Instance(NamedTuple):
    """One stack that is made of a template of a tree, and the names that it exports and imports."""

    template: Template
    names: Names
    path: str


class Tree:
    """A template file with those nested in it: an instance for each stack that is made of them.

    `prefix` begins the names of its inputs, and the addresses of its resources, where several trees
    are one stack. `facts` is what has been seen of files for it.
    """

    def __init__(self, files: Files, path: str, root: Mapping, scope: Scope, prefix: str = "") -> None:
        self.files = files
        self.path = path
        self.scope = scope
        self.prefix = prefix
        self.facts: facts.Facts = {}
        self.sources: list[Source] = []
        self.problems: list[Problem] = []
        self.instances: list[Instance] = []
        self.addresses: set[str] = set()
        self.exports: list[Value] = []
        self._loaded: list[Resource] | None = None
        self._unknowns: list[Unknown] = []
        self.paths: set[str] = set()
        self._adopt(files.source(path), path)
        given = scope.arguments(path)
        names = Names(root, {name: given_pattern(name, value()) for name, value in given.items()})
        within = (prefix.removesuffix(":"),) if prefix else ()
        self._includes: set[str] = set()
        template = Template(
            root,
            self._importer(names),
            prefix,
            given,
            within=within,
            include=partial(self._included, path),
        )
        try:
            self._grow(template, names, Found(root, self.sources[0], path), (path,))
        except RecursionError:
            self._unknowns.append(self._too_deep())

    def resources(self) -> list[Resource]:
        """All resources of the tree; they, and what it exports, are evaluated when this is first asked."""
        if self._loaded is None:
            self._loaded = []
            with facts.collected() as seen:
                self._evaluate(self._loaded)
            self.facts |= seen
        return self._loaded

    def _evaluate(self, resources: list[Resource]) -> None:
        try:
            for instance in self.instances:
                resources += instance.template.resources()
            self.exports += self.instances[0].template.outputs()
        except RecursionError:
            self._unknowns.append(self._too_deep())
        for instance in self.instances:
            self.problems += instance.template.problems
        if self.prefix:
            for resource in resources:
                resource.owner = self.files.workspace.shown(self.path)

    def unknowns(self) -> list[Unknown]:
        """Why the tree may have resources that it does not show."""
        own = [unknown for instance in self.instances for unknown in instance.template.unknowns]
        return self._unknowns + own

    def _too_deep(self) -> Unknown:
        return Unknown("the template refers to itself too deep", Span(self.sources[0], 0, 0))

    def _importer(self, names: Names) -> partial[Value]:
        return partial(self.scope.imported, self, len(self.instances), names)

    def _included(self, path: str, location: Value) -> Value | None:
        """The content of a file that a template includes; one that is included itself includes none."""
        end = text(location.parts[-1] if isinstance(location, Text) else location)
        if location.span.source.name in self._includes or end is None:
            return None
        beside = (os.path.join(os.path.dirname(path), each) for each in endings(end))
        inside = [each for each in beside if is_file(each) and self.files.workspace.contains(each)]
        found = (inside or self.files.ending(end, path))[:1]
        content = self.files.content(found[0]) if found else None
        if content is not None:
            self._includes.add(content.span.source.name)
            self._adopt(content.span.source, found[0])
        return content

    def _adopt(self, source: Source, path: str) -> None:
        """Count a template file as a part of the tree."""
        if source not in self.sources and source.quoted is None:
            self.sources.append(source)
            self.problems += self.files.faults(path)
        self.paths.add(path)

    # -- nested stacks -------------------------------------------------------------------------

    def _grow(self, template: Template, names: Names, made_of: Found, above: tuple[str, ...]) -> None:
        """Add a stack and those nested in it; `above` are the files of those around it."""
        template.name_resources(self.scope.constructs(self.path, made_of.root), self.addresses)
        self.instances.append(Instance(template, names, made_of.path))
        for entry in template.stacks():
            found = self._find(template, entry, made_of.path, above)
            if isinstance(found, Unknown):
                template.unknowns.append(found)
                continue
            arguments = parameters_of(entry)
            inner = Names(found.root, {name: names.pattern(value) for name, value in arguments.items()})
            nested = self._nested(template, entry, found, inner)
            if not nested.parameters.fit(arguments):
                what = f"the template of the nested stack {entry.name} takes other parameters"
                template.unknowns.append(Unknown(f"{what} than it is given", entry.span))
                continue
            self._adopt(found.source, found.path)
            template.nested[entry.name] = nested
            self._grow(nested, inner, found, (*above, found.path))

    def _nested(self, template: Template, entry: Entry, found: Found, names: Names) -> Template:
        """The stack that a resource of a template is."""
        return Template(
            found.root,
            self._importer(names),
            f"{template.prefix}{entry.name}.",
            {
                name: partial(template.evaluate, value, entry.locals)
                for name, value in parameters_of(entry).items()
            },
            template.existence(entry),
            (Step(entry.span, f"nested stack {entry.name}"), *template.calls),
            within=(*template.within, template.address(entry.name)),
            elsewhere=template.elsewhere or template.type_of(entry) == STACK_SET,
            include=partial(self._included, found.path),
            nested=True,
        )

    def _find(self, template: Template, entry: Entry, path: str, above: tuple[str, ...]) -> Found | Unknown:
        """The template of a nested stack, or why it is not known."""

        def unknown(reason: str) -> Unknown:
            return Unknown(reason, entry.span)

        what = f"the template of the nested stack {entry.name}"
        if len(self.instances) >= _MOST_TEMPLATES:
            return unknown(f"there are too many nested stacks to look at {entry.name}")
        body = inline(entry)
        if body is not None:
            root = body.root
            return Found(root, body.source, path) if root is not None else unknown(f"{what} is not known")
        url = template_of(entry)
        if url is None:
            return unknown(f"{what} is not at hand")
        file = self._located(template.evaluate(url, entry.locals), entry, path)
        if not isinstance(file, str):
            if len(file) > 1:
                several = names(self.files.workspace, file)
                return unknown(f"{what} may be any of several files: {several}")
            return unknown(f"{what} is not at hand")
        if file in above:
            return unknown(f"the nested stack {entry.name} is made of a template that contains it")
        root = self.files.root(file)
        return (
            unknown(f"{what} is not at hand") if root is None else Found(root, self.files.source(file), file)
        )

    def _located(self, url: Value, entry: Entry, path: str) -> str | list[str]:
        """The file of a nested template: what CDK wrote down, a relative path, or the end of a URL.

        Several files when it cannot be told which, none when there is none.
        """
        directory = os.path.dirname(path)
        asset = text(members(members(entry.value).get("Metadata")).get(_ASSET))
        if isinstance(url, Alternatives):
            then, otherwise = (self._located(each, entry, path) for each in (url.then, url.otherwise))
            return then if then == otherwise else [*_listed(then), *_listed(otherwise)]
        end = asset if asset is not None else _end(url)
        end = self.scope.asset(directory, end) or end
        for candidate in [end] if asset is not None else endings(end):
            file = os.path.abspath(os.path.join(directory, candidate))
            if is_file(file) and self.files.workspace.contains(file):
                return file
        if asset is not None or ("://" not in end and not isinstance(url, Text)):
            return []
        files = self.files.ending(end.split("?")[0], path)
        return files[0] if len(files) == 1 else files


def _end(url: Value) -> str:
    """The text with which a URL ends, behind all that is not known of it."""
    end = ""
    for part in reversed(url.parts) if isinstance(url, Text) else (url,):
        plain = text(part)
        if plain is None:
            break
        end = plain + end
    return end


def _listed(found: str | list[str]) -> list[str]:
    return [found] if isinstance(found, str) else found
