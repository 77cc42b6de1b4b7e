"""The templates of a scope, joined to stacks: by nesting, and by what some export and others import."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ecslint import facts
from ecslint.parsers.cloudformation.constructs import Construct
from ecslint.parsers.cloudformation.export_names import Names, Pattern, holes, shown
from ecslint.parsers.cloudformation.export_table import Export, ExportTable
from ecslint.parsers.cloudformation.files import Files, names, nearest
from ecslint.parsers.cloudformation.nesting import Tree
from ecslint.parsers.cloudformation.template import Template, scenarios_of
from ecslint.resource import CLOUDFORMATION, MINOR, Stack
from ecslint.source import Span
from ecslint.value import Mapping, Step, Unknown, Value, passed

_OURS = ("AWS::ECS::", "AWS::ElasticLoadBalancingV2::")


Imported = dict[Pattern, Export | str]
"""What each import of a stack means, or why that is not known."""


Arguments = dict[str, Callable[[], Value]]
"""Values of parameters, by their names, each made when it is first read."""


class Joined(NamedTuple):
    """What is to be one stack: the file of a template, its tree, and those from which that imports."""

    path: str
    parts: list[Tree]


class Scope:
    """Templates that are looked at together. `arguments` gives what each of them is deployed with."""

    def __init__(self, files: Files, arguments: Callable[[str], Arguments] = lambda path: {}) -> None:
        self.files = files
        self.arguments = arguments
        self._trees: dict[str, Tree] = {}
        self._imported: dict[tuple[str, int], Imported] = {}
        self._under_way: set[tuple[str, int, str]] = set()

    def add(self, path: str) -> Tree | None:
        """The tree of a template; None when the file is none."""
        path = os.path.abspath(path)
        if path not in self._trees:
            root = self.files.root(path)
            if root is None:
                return None
            self._trees[path] = self._tree(path, root)
        return self._trees[path]

    def _tree(self, path: str, root: Mapping, prefix: str = "") -> Tree:
        with facts.collected() as seen:
            tree = Tree(self.files, path, root, self, prefix)
        tree.facts |= seen
        return tree

    @property
    def paths(self) -> set[str]:
        """The files of all templates, of those that they nest, and of what they include."""
        return {path for tree in self._trees.values() for path in tree.paths}

    @property
    def imports(self) -> bool:
        """Whether any template imports something."""
        return any(each.names.imports for tree in self._trees.values() for each in tree.instances)

    # -- stacks --------------------------------------------------------------------------------

    def joined(self, own: Iterable[str]) -> list[Joined]:
        """What is to be a stack: each of some templates that no other one nests or imports from.

        The other templates matter for what they export. What several stacks import from is a part of
        each.
        """
        for path in self._nested():
            del self._trees[path]
        if self.imports:
            self._resolve()
        needs = {path: self._needs(path) for path in self._trees}
        self._rebuild({path for needed in needs.values() for path in needed})
        roots = _roots([path for path in own if path in self._trees], needs)
        return [Joined(path, [self._trees[part] for part in _all_needed(path, needs)]) for path in roots]

    def meant(self, joined: Joined) -> list[object]:
        """What decides about a stack besides its files: what its imports mean, how its parts are called."""
        return [
            (
                part.path,
                part.prefix,
                [self._imported.get((part.path, number)) for number in range(len(part.instances))],
            )
            for part in joined.parts
        ]

    def _nested(self) -> list[str]:
        """The templates that another one nests, but for one of those that nest each other in a circle."""
        nested: set[str] = set()
        for path, tree in self._trees.items():
            if path not in nested:
                nested |= tree.paths - {path}
        return [path for path in self._trees if path in nested]

    def _needs(self, path: str) -> dict[str, None]:
        """The trees from which one imports."""
        count = len(self._trees[path].instances)
        found = (each for number in range(count) for each in self._imported.get((path, number), {}).values())
        return {export.tree: None for export in found if isinstance(export, Export) and export.tree != path}

    def _rebuild(self, exporting: set[str]) -> None:
        """Give the trees that others import from names of their own for their inputs and resources."""
        taken = [os.path.basename(path) for path in exporting]
        for path in exporting:
            name = os.path.basename(path)
            prefix = name if taken.count(name) == 1 else self.files.workspace.shown(path)
            root = self.files.root(path)
            assert root is not None
            self._trees[path] = self._tree(path, root, f"{prefix}:")

    def stack(self, joined: Joined) -> Stack | None:
        """The stack of some trees; None when nothing in them has to do with ECS."""
        path, parts = joined
        stack = Stack(self.files.workspace.shown(path), CLOUDFORMATION)
        templates: list[Template] = []
        for tree in reversed(parts):  # what others import from first, so that it sees its files itself
            tree.resources()
            facts.again(tree.facts)
        for tree in parts:
            stack.resources += tree.resources()
            stack.exports += tree.exports
            stack.sources += (source for source in tree.sources if source not in stack.sources)
            stack.problems += tree.problems
            stack.unknowns += tree.unknowns()
            templates += (instance.template for instance in tree.instances)
        stack.scenarios = scenarios_of(templates)
        stack.complete = not stack.unknowns
        matters = any(resource.type.startswith(_OURS) for resource in stack.resources)
        lost = any(fault.severity != MINOR for fault in self.files.faults(path))
        return stack if matters or lost else None

    # -- imports -------------------------------------------------------------------------------

    def imported(self, tree: Tree, number: int, own: Names, argument: Value, span: Span) -> Value:
        """The value of an import in a stack of a tree."""
        wanted = own.pattern(argument)
        found = self._imported.get((tree.path, number), {}).get(wanted, "")
        name = shown(wanted)
        if isinstance(found, str):
            whole = all(isinstance(part, str) or part.default is not None for part in wanted)
            reason = f"imported from another stack as {name}" + (f", {found}" if found else "")
            return Unknown(reason, span, identity=f"import {name}" if whole else "")
        key = found.tree, found.number, found.output
        if key in self._under_way:
            return Unknown(f"what is imported as {name} depends on itself", span)
        template = self._trees[found.tree].instances[found.number].template
        self._under_way.add(key)
        try:
            value = template.output(found.output)
        finally:
            self._under_way.discard(key)
        if value is None:
            return Unknown(f"what is imported as {name} has no value", span)
        place = template.output_span(found.output)
        return passed(passed(value, Step(place, f"exported as {name}")), Step(span, f"imported as {name}"))

    def _resolve(self) -> None:
        """Find out which export each import means."""
        exports = ExportTable()
        for path, tree in self._trees.items():
            for number, instance in enumerate(tree.instances):
                for pattern, output in instance.names.exports:
                    exports.add(pattern, Export(path, number, output))
        for path, tree in self._trees.items():
            for number, instance in enumerate(tree.instances):
                if instance.names.imports:
                    self._imported[path, number] = self._meant(
                        instance.path, (path, number), instance.names, exports
                    )

    def _meant(self, file: str, own: tuple[str, int], names_: Names, exports: ExportTable) -> Imported:
        """The imports of a stack: each means the one export that it matches, the nearest by path.

        All that is imported from a stack of one name comes from one template.
        """
        found: dict[Pattern, dict[Export, str]] = {}
        for wanted in names_.imports:
            met = exports.meeting(wanted)
            found[wanted] = {each: stack for each, stack in met if (each.tree, each.number) != own}
        sharing = _sharing(found)
        meant: Imported = {}
        for wanted, candidates in found.items():
            left = [
                each
                for each, stack in candidates.items()
                if not stack or (each.tree, each.number) in sharing[stack]
            ]
            if candidates and not left:
                meant[wanted] = "but no template exports all that is imported from that stack"
            else:
                meant[wanted] = self._one_of(left, file)
        return meant

    def _one_of(self, candidates: list[Export], file: str) -> Export | str:
        """The one export of several that is meant, or why that cannot be told."""
        workspace = self.files.workspace
        if not candidates:
            return ""
        near = nearest([each.tree for each in candidates], file)
        left = [each for each in candidates if each.tree in near]
        if len(left) == 1:
            return left[0]
        if len(near) == 1:
            return f"which several stacks in {workspace.shown(near[0])} export"
        return f"which several templates export: {names(workspace, near)}"

    # -- what the CDK tells --------------------------------------------------------------------

    def constructs(self, stack: str, root: Mapping) -> dict[str, Construct]:
        """The constructs that have made the resources of a template in a stack, by logical id."""
        return self.files.assemblies.constructs(stack, root)

    def asset(self, directory: str, url: str) -> str | None:
        """The file that a CDK app has published under a URL."""
        assembly = self.files.assemblies.of(directory)
        return None if assembly is None else assembly.asset(url)


def _sharing(found: dict[Pattern, dict[Export, str]]) -> dict[str, set[tuple[str, int]]]:
    """For each name of a stack, the trees that export all that is imported from it."""
    sharing: dict[str, set[tuple[str, int]]] = {}
    for candidates in found.values():
        by_stack: dict[str, set[tuple[str, int]]] = {}
        for each, stack in candidates.items():
            if stack:
                by_stack.setdefault(stack, set()).add((each.tree, each.number))
        for stack, trees in by_stack.items():
            sharing[stack] = sharing.get(stack, trees) & trees
    for wanted, candidates in found.items():
        for stack in holes(wanted) if not candidates else ():
            sharing[stack] = set()
    return sharing


def _roots(own: list[str], needs: dict[str, dict[str, None]]) -> list[str]:
    """The trees that no other one imports from, and one of those that import from each other."""
    needed = {path for each in needs.values() for path in each}
    roots = [path for path in own if path not in needed]
    reached = {path for root in roots for path in _all_needed(root, needs)}
    for path in own:
        if path not in reached:
            roots.append(path)
            reached.update(_all_needed(path, needs))
    return roots


def _all_needed(path: str, needs: dict[str, dict[str, None]]) -> dict[str, None]:
    """A tree, and all from which it imports, directly or not."""
    reached, waiting = {path: None}, [path]
    while waiting:
        for needed in needs[waiting.pop()]:
            if needed not in reached:
                reached[needed] = None
                waiting.append(needed)
    return reached
