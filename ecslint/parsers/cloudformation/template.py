"""One template: its sections, what names mean in it, and its resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.condition import BOOLEAN, Atom, Condition, conjunction
from ecslint.parsers.cloudformation.conditions import Conditions
from ecslint.parsers.cloudformation.document import elements, members, text
from ecslint.parsers.cloudformation.evaluator import Evaluator
from ecslint.parsers.cloudformation.loops import Entry, entries
from ecslint.parsers.cloudformation.parameters import Parameters
from ecslint.parsers.cloudformation.texts import dynamic
from ecslint.resource import CLOUDFORMATION, Problem, Resource
from ecslint.source import Span
from ecslint.value import Absent, Known, Mapping, Reference, Unknown, Value, Via

STACK = "AWS::CloudFormation::Stack"
_METADATA = "AWS::CDK::Metadata"
_NO_VALUE = "AWS::NoValue"
_OF_ONE_STACK = ("AWS::StackName", "AWS::StackId", "AWS::NotificationARNs")
_OUTPUTS = "Outputs."
_LANGUAGE = "AWS::LanguageExtensions"
_KNOWN_TRANSFORMS = (
    _LANGUAGE,
    "AWS::Serverless",
    "AWS::CodeDeploy",
    "AWS::SecretsManager",
    "AWS::Include",
)


class Template:
    """A template with the arguments of its parent stack, if it is nested in one.

    `prefix` begins the addresses of its resources and the names of its inputs.
    """

    def __init__(
        self,
        root: Mapping,
        prefix: str = "",
        arguments: dict[str, Callable[[], Value]] | None = None,
        exists: Condition = True,
        calls: Via = (),
    ) -> None:
        sections = root.items
        self.prefix = prefix
        self.exists = exists
        self.calls = calls
        self.problems: list[Problem] = []
        self.unknowns: list[Unknown] = []
        self.nested: dict[str, Template] = {}
        self.parameters = Parameters(
            sections.get("Parameters"), sections.get("Conditions"), prefix, arguments or {}
        )
        self.mappings = sections.get("Mappings")
        self.conditions = Conditions(self, sections.get("Conditions"), prefix)
        self.evaluator = Evaluator(self)
        self._outputs = members(sections.get("Outputs"))
        transforms = list(self._transforms(sections.get("Transform")))
        self._resources: dict[str, Entry] = {}
        self._under_way: set[str] = set()
        self._closed = root.open is None and all(name.startswith(_LANGUAGE) for name in transforms)
        self._gather(sections.get("Resources"))

    def _transforms(self, section: Value | None) -> Iterator[str]:
        for transform in elements(section):
            name = text(transform) or text(members(transform).get("Name")) or ""
            if not name.startswith(_KNOWN_TRANSFORMS):
                reason = f"the macro {name or 'of the template'} may change everything at the deployment"
                self.unknowns.append(Unknown(reason, transform.span))
            yield name

    def _gather(self, section: Value | None) -> None:
        if not isinstance(section, Mapping):
            return
        if section.open is not None:
            self.unknowns.append(section.open)
        for entry in entries(self.evaluator, section):
            if isinstance(entry, Unknown):
                self.unknowns.append(entry)
            elif isinstance(entry.value, Mapping) and entry.value.open is None:
                self._resources[entry.name] = entry
                # A module brings resources that only the deployment shows.
                self._closed &= not (self.type_of(entry) or "").endswith("::MODULE")
        self._closed &= not self.unknowns

    @staticmethod
    def type_of(entry: Entry) -> str | None:
        """The type of a resource."""
        return text(members(entry.value).get("Type"))

    def undeclared(self, message: str, span: Span) -> None:
        """Note a name that nothing declares, where all declarations are in sight."""
        problem = Problem("ECS004", message, span)
        if self._closed and all(problem.span != other.span for other in self.problems):
            self.problems.append(problem)

    # -- names ---------------------------------------------------------------------------------

    def reference(self, name: str, span: Span) -> Value:
        """What `Ref` gives for a name."""
        if name in self.parameters:
            value = self.parameters.read(name, span)
            return dynamic(value) if isinstance(value, Known) else value
        if name in self._resources:
            return Reference(self.prefix + name, "", span)
        if name == _NO_VALUE:
            return Absent(span)
        if name.startswith("AWS::"):
            type_ = "list" if name == "AWS::NotificationARNs" else "string"
            identity = self.prefix + name if name in _OF_ONE_STACK else name
            return Unknown(f"{name} is known only at the deployment", span, identity=identity, type=type_)
        self.undeclared(f"{name} is neither a parameter nor a resource of this template", span)
        return Unknown(f"{name} is not declared", span)

    def attribute(self, path: str, span: Span) -> Value:
        """What `Fn::GetAtt` gives for a resource and an attribute of it."""
        name, _, attribute = path.partition(".")
        if name not in self._resources:
            self.undeclared(f"{name} is not a resource of this template", span)
            return Unknown(f"{name} is not declared", span)
        return Reference(self.prefix + name, attribute, span, (), self._configured(name, attribute, path))

    def _configured(self, name: str, attribute: str, path: str) -> Value | None:
        """The output of a nested stack, or the property that has the name of the attribute."""
        if path in self._under_way:
            return None
        self._under_way.add(path)
        try:
            if attribute.startswith(_OUTPUTS):
                nested = self.nested.get(name)
                return nested.output(attribute.removeprefix(_OUTPUTS)) if nested else None
            entry = self._resources[name]
            given = members(members(entry.value).get("Properties")).get(attribute)
            return self.evaluate(given, entry.locals) if given is not None else None
        finally:
            self._under_way.discard(path)

    def evaluate(self, value: Value, variables: dict[str, Value] | None = None) -> Value:
        """A value of this template evaluated, with the loop variables of its place."""
        outer, self.evaluator.locals = self.evaluator.locals, variables or {}
        try:
            return self.evaluator.evaluate(value)
        except RecursionError:
            return Unknown("values are nested too deep", value.span)
        finally:
            self.evaluator.locals = outer

    def output(self, name: str) -> Value | None:
        """The value of an output; None when the template has none of that name."""
        value = members(self._outputs.get(name)).get("Value")
        return self.evaluate(value) if value is not None else None

    def outputs(self) -> Iterator[Value]:
        """What the template gives to the outside."""
        for declaration in self._outputs.values():
            value = members(declaration).get("Value")
            if value is not None:
                yield self.evaluate(value)

    # -- resources -----------------------------------------------------------------------------

    def stacks(self) -> Iterator[Entry]:
        """The resources of this template that are stacks themselves."""
        for entry in self._resources.values():
            if self.type_of(entry) == STACK:
                yield entry

    def resources(self) -> Iterator[Resource]:
        """The resources of this template and of those nested in it."""
        for name, entry in self._resources.items():
            type_ = self.type_of(entry)
            if type_ is not None and type_ != _METADATA:
                yield self._resource(name, type_, entry)
        for nested in self.nested.values():
            yield from nested.resources()

    def _resource(self, name: str, type_: str, entry: Entry) -> Resource:
        declaration = members(entry.value)
        properties = declaration.get("Properties")
        body = self.evaluate(properties, entry.locals) if properties is not None else None
        if not isinstance(body, Mapping):
            place = properties.span if properties is not None else entry.span
            unknown = Unknown("the properties are not known", place) if properties is not None else None
            body = Mapping({}, place, open=unknown)
        return Resource(
            CLOUDFORMATION,
            type_,
            self.prefix + name,
            body,
            entry.span,
            self.existence(entry),
            self.calls,
            tuple(self._dependencies(declaration.get("DependsOn"))),
        )

    def _dependencies(self, names: Value | None) -> Iterator[Reference]:
        for value in elements(names):
            name = text(value)
            if name is None:
                continue
            if name not in self._resources:
                self.undeclared(f"{name} is not a resource of this template", value.span)
            yield Reference(self.prefix + name, "", value.span)

    def existence(self, entry: Entry) -> Condition:
        """The condition under which a resource is created."""
        condition = members(entry.value).get("Condition")
        name = text(condition)
        if name is None or condition is None:
            return self.exists
        tree = self.conditions.named(name, condition.span)
        if tree is None:
            tree = Atom(self.prefix + name, True, BOOLEAN)
        return conjunction(self.exists, tree)
