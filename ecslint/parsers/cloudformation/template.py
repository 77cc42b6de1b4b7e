"""One template: its sections, what names mean in it, and its resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ecslint.condition import BOOLEAN, Atom, Condition, conjunction
from ecslint.parsers.cloudformation.assertions import Assertions
from ecslint.parsers.cloudformation.conditions import Conditions, intricate
from ecslint.parsers.cloudformation.constructs import Construct
from ecslint.parsers.cloudformation.document import elements, members, text
from ecslint.parsers.cloudformation.evaluator import Evaluator
from ecslint.parsers.cloudformation.loops import Entry, entries, members_of
from ecslint.parsers.cloudformation.macros import LANGUAGE, Include, Macros
from ecslint.parsers.cloudformation.parameters import Parameters
from ecslint.parsers.cloudformation.texts import dynamic
from ecslint.resource import CLOUDFORMATION, Problem, Resource
from ecslint.scenario import Scenarios
from ecslint.source import Span
from ecslint.value import Absent, Known, Mapping, Reference, Unknown, Value, Via

STACK_SET = "AWS::CloudFormation::StackSet"
_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application", STACK_SET)
_METADATA = "AWS::CDK::Metadata"
_NO_VALUE = "AWS::NoValue"
_OF_ONE_STACK = ("AWS::StackName", "AWS::StackId", "AWS::NotificationARNs")
_OF_ONE_PLACE = ("AWS::AccountId", "AWS::Region")
_OUTPUTS = "Outputs."


def scenarios_of(templates: Iterable[Template]) -> Scenarios:
    """What some templates say of their inputs, once their resources have been evaluated."""
    names: dict[Condition, str] = {}
    constraints: list[Condition] = []
    for template in templates:
        names = template.conditions.names() | names
        constraints += template.constraints()
    return Scenarios(names, tuple(constraints))


class Template:
    """A template with the arguments of its parent stack, if it is nested in one.

    `prefix` begins the addresses of its resources and the names of its inputs. `imported` gives the
    value of an export by its name. `within` are the stacks around its resources, the outermost
    first; `elsewhere` says that they are in accounts and regions of their own. `include` gives the
    files that it includes. What is `nested` is given all that it will ever be.
    """

    def __init__(
        self,
        root: Mapping,
        imported: Callable[[Value, Span], Value],
        prefix: str = "",
        arguments: dict[str, Callable[[], Value]] | None = None,
        exists: Condition = True,
        calls: Via = (),
        within: tuple[str, ...] = (),
        elsewhere: bool = False,
        include: Include | None = None,
        nested: bool = False,
    ) -> None:
        self.span = root.span
        self.prefix = prefix
        self.imported = imported
        self.within = within
        self.elsewhere = elsewhere
        self._constructs: dict[str, Construct] = {}
        self.exists = exists
        self.calls = calls
        self.problems: list[Problem] = []
        self.unknowns: list[Unknown] = []
        self.nested: dict[str, Template] = {}
        self.evaluator = Evaluator(self)
        self.macros = Macros(self.evaluator.evaluate, include)
        root, macros = self.macros.applied(root)
        sections = root.items
        self.parameters = Parameters(
            self.macros.merged(sections.get("Parameters")),
            sections.get("Conditions"),
            sections.get("Rules"),
            prefix,
            arguments or {},
            closed=nested and not elsewhere,
        )
        self.mappings = self.macros.merged(sections.get("Mappings"))
        self.conditions = Conditions(self, sections.get("Conditions"), prefix)
        self._assertions = Assertions(sections.get("Rules"), self.conditions.tree)
        self._outputs: dict[str, Entry] | None = None
        self._declared_outputs = sections.get("Outputs")
        self._resources: dict[str, Entry] = {}
        self._properties: dict[str, Value | None] = {}
        self._under_way: set[str] = set()
        self._closed = root.open is None and all(name.startswith(LANGUAGE) for name in macros)
        if self.macros.unheard is not None:
            self.unknowns.append(self.macros.unheard)
        self._gather(sections.get("Resources"))

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
        problem = Problem("ECS004", message, span, calls=self.calls)
        if self._closed and all(problem.span != other.span for other in self.problems):
            self.problems.append(problem)

    def refused(self, message: str, span: Span) -> None:
        """Note what CloudFormation refuses wherever it stands."""
        problem = Problem("ECS005", message, span, calls=self.calls)
        if self.macros.unheard is None and problem not in self.problems:
            self.problems.append(problem)

    # -- names ---------------------------------------------------------------------------------

    def name_resources(self, constructs: dict[str, Construct], taken: set[str]) -> None:
        """Give the resources that constructs have made the paths of those, where nothing else has them."""
        for name in self._resources:
            made = constructs.get(name)
            free = [path for path in (made.short, made.path) if path not in taken] if made else []
            if made is not None and free:
                taken.add(free[0])
                self._constructs[name] = made._replace(path=free[0])

    def address(self, name: str) -> str:
        """The address of a resource: its construct path, or its logical id."""
        made = self._constructs.get(name)
        return self.prefix + name if made is None else made.path

    def reference(self, name: str, span: Span) -> Value:
        """What `Ref` gives for a name."""
        if name in self.parameters:
            value = self.parameters.read(name, span)
            return dynamic(value) if isinstance(value, Known) else value
        if name in self._resources:
            return Reference(self.address(name), "", span)
        if name == _NO_VALUE:
            return Absent(span)
        if name.startswith("AWS::"):
            type_ = "list" if name == "AWS::NotificationARNs" else "string"
            own = name in _OF_ONE_STACK or (self.elsewhere and name in _OF_ONE_PLACE)
            identity = self.prefix + name if own else name
            return Unknown(f"{name} is known only at the deployment", span, identity=identity, type=type_)
        self.undeclared(f"{name} is neither a parameter nor a resource of this template", span)
        return Unknown(f"{name} is not declared", span)

    def attribute(self, path: str, span: Span) -> Value:
        """What `Fn::GetAtt` gives for a resource and an attribute of it."""
        name, _, attribute = path.partition(".")
        if name not in self._resources:
            self.undeclared(f"{name} is not a resource of this template", span)
            return Unknown(f"{name} is not declared", span)
        return Reference(self.address(name), attribute, span, (), self._configured(name, attribute, path))

    def _configured(self, name: str, attribute: str, path: str) -> Value | None:
        """The output of a nested stack, or the property that has the name of the attribute."""
        if path in self._properties:
            return self._properties[path]
        if path in self._under_way:
            return None
        self._under_way.add(path)
        try:
            if attribute.startswith(_OUTPUTS):
                nested = self.nested.get(name)
                return nested.output(attribute.removeprefix(_OUTPUTS)) if nested else None
            entry = self._resources[name]
            given = members(members(entry.value).get("Properties")).get(attribute)
            value = self.evaluate(given, entry.locals) if given is not None else None
            self._properties[path] = value
            return value
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
        entry = self._all_outputs().get(name)
        value = members(entry.value).get("Value") if entry is not None else None
        return self.evaluate(value, entry.locals) if entry is not None and value is not None else None

    def output_span(self, name: str) -> Span:
        """The place at which an output is declared."""
        declared = self._all_outputs()
        return declared[name].span if name in declared else self.span

    def outputs(self) -> Iterator[Value]:
        """What the template gives to the outside."""
        for name in self._all_outputs():
            value = self.output(name)
            if value is not None:
                yield value

    def _all_outputs(self) -> dict[str, Entry]:
        if self._outputs is None:
            self._outputs = {
                entry.name: entry for entry in members_of(self.evaluator, self._declared_outputs)
            }
        return self._outputs

    def constraints(self) -> Iterator[Condition]:
        """What the rules of the template demand of its inputs."""
        return self._assertions.constraints(self.exists)

    # -- resources -----------------------------------------------------------------------------

    def stacks(self) -> Iterator[Entry]:
        """The resources of this template that are stacks themselves."""
        for entry in self._resources.values():
            if self.type_of(entry) in _STACKS:
                yield entry

    def resources(self) -> Iterator[Resource]:
        """The resources of this template."""
        for name, entry in self._resources.items():
            type_ = self.type_of(entry)
            if type_ is not None and type_ != _METADATA:
                yield self._resource(name, type_, entry)
        for message, span in (
            *self.parameters.refusals(),
            *self._assertions.failures(self.exists, self.prefix),
        ):
            self.refused(message, span)

    def _resource(self, name: str, type_: str, entry: Entry) -> Resource:
        declaration = members(entry.value)
        properties = declaration.get("Properties")
        body = self.evaluate(properties, entry.locals) if properties is not None else None
        exists = self.existence(entry)
        if self.macros.unheard is not None:
            body = Mapping({}, entry.span, open=self.macros.unheard)
        elif intricate(exists):
            reason = f"the condition of {name} depends on too many combinations of inputs"
            exists, body = True, Mapping({}, entry.span, open=Unknown(reason, entry.span))
        elif not isinstance(body, Mapping):
            place = properties.span if properties is not None else entry.span
            unknown = Unknown("the properties are not known", place) if properties is not None else None
            body = Mapping({}, place, open=unknown)
        made = self._constructs.get(name)
        return Resource(
            CLOUDFORMATION,
            type_,
            self.address(name),
            body,
            entry.span,
            exists,
            self.calls if made is None else (*made.written, *self.calls),
            tuple(self._dependencies(declaration.get("DependsOn"), entry)),
            within=self.within,
        )

    def _dependencies(self, names: Value | None, entry: Entry) -> Iterator[Reference]:
        for value in elements(names):
            name = text(self.evaluate(value, entry.locals))
            if name is None:
                continue
            if name not in self._resources:
                self.undeclared(f"{name} is not a resource of this template", value.span)
            yield Reference(self.address(name), "", value.span)

    def existence(self, entry: Entry) -> Condition:
        """The condition under which a resource is created."""
        condition = members(entry.value).get("Condition")
        name = None if condition is None else text(self.evaluate(condition, entry.locals))
        if name is None or condition is None:
            return self.exists
        tree = self.conditions.named(name, condition.span)
        if tree is None:
            tree = Atom(self.prefix + name, True, BOOLEAN)
        return conjunction(self.exists, tree)
