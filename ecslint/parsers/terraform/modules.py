"""Module instances: the scope in which one call of a module is evaluated."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.condition import Condition, conjunction
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.scope import Input, Scope
from ecslint.hcl.weight import is_too_heavy
from ecslint.parsers.terraform import expansion
from ecslint.parsers.terraform.bodies import Outline, body, outline
from ecslint.parsers.terraform.calls import called_module
from ecslint.parsers.terraform.declarations import Declarations, Declared, enabled
from ecslint.parsers.terraform.expansion import Expansion, Instance
from ecslint.parsers.terraform.namespaces import Names, came, path_names, run_names, unknown_names
from ecslint.parsers.terraform.root import Files, Root
from ecslint.parsers.terraform.secrecy import with_declared
from ecslint.parsers.terraform.validation import Validations
from ecslint.parsers.terraform.variables import (
    is_default_of_root,
    open_variable,
    resolve_variable,
    undeclared,
)
from ecslint.source import Source, Span
from ecslint.value import Failure, Reference, Step, Unknown, Value, Via


class Module(Files):
    """One instance of a module: its declarations, its arguments, and what was evaluated so far.

    `unread` says why its own source was not read, where a stand-in tells what is known of it.
    """

    unread: Unknown | None = None

    def __init__(
        self,
        root: Root,
        declared: Declarations,
        address: str = "",
        parent: Module | None = None,
        call: Declared | None = None,
        scope: Scope | None = None,
        exists: Condition = True,
    ) -> None:
        self.shared = root
        self.budget = root.budget
        self.declared = declared
        self.address = address
        self.parent = parent
        self.call = call
        self.call_scope = scope
        self.exists = exists
        self.calls: Via = ()
        if parent is not None and call is not None:
            self.calls = (Step(call.header, address), *parent.calls)
        self._found: dict[str, Value] = {}
        self._running: set[str] = set()
        self._expansions: dict[str, Expansion] = {}
        self._outlines: dict[str, Outline] = {}
        self._children: dict[str, dict[int | str | None, Module]] = {}

    def qualified(self, name: str) -> str:
        """A name as it is called from the root module."""
        return f"{self.address}.{name}" if self.address else name

    def scope(self, source: Source, local: dict[str, Value] | None = None) -> Scope:
        return Scope(source, self, local)

    # -- names ---------------------------------------------------------------------------------

    def root(self, name: str, span: Span) -> Value | None:
        """What the first name of a traversal means."""
        match name:
            case "var":
                return Names(name, span, self.variable)
            case "local":
                return Names(name, span, self.local)
            case "module":
                return Names(name, span, self.module)
            case "data" | "ephemeral":
                return Names(name, span, lambda kind, at: self._of_type(name, kind, at))
            case "path":
                return path_names(self.declared.directory, self.shared.directory, span)
            case "terraform" | "tofu":
                return run_names(name, self.shared.inputs.workspace, span)
            case "self" | "each" | "count":
                return unknown_names(name, "has no value here", span)
        if any(mode == "resource" and kind == name for mode, kind, _ in self.declared.resources):
            return self._of_type("resource", name, span)
        return Names(name, span, lambda label, at: undeclared(label, self.qualified(f"{name}.{label}"), at))

    def _of_type(self, mode: str, kind: str, span: Span) -> Value:
        return Names(kind, span, lambda label, at: self.resource(mode, kind, label, at))

    def once(self, key: str, span: Span, compute: Callable[[], Value]) -> Value:
        """A value that is evaluated when it is first asked for; one that needs itself is unknown."""
        found = self._found.get(key)
        if found is not None:
            return found
        name = self.qualified(key)
        if key in self._running:
            return Unknown(f"{name} depends on itself", span, identity=name)
        self._running.add(key)
        try:
            found = compute()
        except RecursionError:
            found = Unknown(f"{name} is nested too deeply to evaluate", span, identity=name)
        finally:
            self._running.discard(key)
        if is_too_heavy(found):
            found = Unknown(f"{name} is too large to evaluate", span, identity=name)
        self._found[key] = found
        return found

    # -- variables, locals, outputs ------------------------------------------------------------

    def variable(self, name: str, span: Span) -> Value:
        declared = self.declared.variables.get(name)
        identity = self.qualified(f"var.{name}")
        if declared is None:
            return undeclared(name, identity, span)

        def compute() -> Value:
            value = resolve_variable(name, declared, self._given(name), self.scope(declared.source), identity)
            return with_declared(value, declared, self.budget.marks)

        value = self.once(f"var.{name}", declared.header, compute)
        key = f"validation of var.{name}"
        if key in self._running or not declared.blocks("validation"):
            return value
        return self.once(key, declared.header, lambda: self._validated(name, declared, value))

    def _validated(self, name: str, declared: Declared, value: Value) -> Value:
        """The value of a variable as its validations leave it."""
        rules = Validations(name, declared, self.scope(declared.source))
        checked = rules.checked(value)
        if isinstance(checked, Failure) and is_default_of_root(checked, self):
            checked = value = open_variable(declared, self.qualified(f"var.{name}"), "has no valid default")
        if checked is not value or not isinstance(value, Input) or declared.header != value.span:
            return checked
        found = dict(self._found)
        narrowed = rules.narrowed(value)
        # What was evaluated on the way knows nothing of the validations.
        self._found = found
        return narrowed

    def _given(self, name: str) -> Value | None:
        """What the caller, or whoever runs the root module, says a variable is."""
        if self.call is not None and self.call_scope is not None:
            local = self.call.attribute(name)
            if local is None:
                return None
            scope = Scope(local.source, self.call_scope.host, self.call_scope.local)
            step = Step(local.span, f"argument {name} of {self.address}")
            return came(evaluate(local.attribute.expression, scope), step)
        return self.shared.received.value(name, f"var.{name}")

    def local(self, name: str, span: Span) -> Value:
        local = self.declared.locals.get(name)
        if local is None:
            return undeclared(name, self.qualified(f"local.{name}"), span)

        def compute() -> Value:
            value = evaluate(local.attribute.expression, self.scope(local.source))
            return came(value, Step(local.span, f"local.{name}"))

        return self.once(f"local.{name}", local.span, compute)

    def output(self, name: str) -> Value:
        """The value of an output."""
        declared = self.declared.outputs[name]
        local = declared.attribute("value")
        if local is None:
            return Unknown(f"{self.qualified(name)} has no value", declared.header)

        def compute() -> Value:
            value = evaluate(local.attribute.expression, self.scope(local.source))
            value = came(value, Step(local.span, f"output {name}"))
            return with_declared(value, declared, self.budget.marks, sure=False)

        return self.once(f"output.{name}", declared.header, compute)

    def outputs(self) -> LazyMapping:
        """All outputs, each evaluated when it is read."""
        keys = {name: declared.header for name, declared in self.declared.outputs.items()}
        span = self.call.header if self.call is not None else next(iter(keys.values()))
        return LazyMapping(keys, self.output, span, keys)

    # -- resources -----------------------------------------------------------------------------

    def expansion(self, key: str, declared: Declared) -> Expansion:
        """The instances of a resource or module call."""
        found = self._expansions.get(key)
        if found is not None:
            return found
        count, for_each = declared.attribute("count"), declared.attribute("for_each")
        local = count or for_each or enabled(declared)
        if local is None:
            return expansion.SINGLE
        by = expansion.by_count if count else expansion.by_for_each if for_each else expansion.by_enabled
        if key in self._running:
            unknown = Unknown(
                f"{self.qualified(key)} depends on itself", local.span, identity=self.qualified(key)
            )
            return by(unknown)
        self._running.add(key)
        try:
            value = evaluate(local.attribute.expression, self.scope(local.source))
        except RecursionError:
            value = Unknown(
                "the number of instances is too deep to evaluate", local.span, identity=f"count of {key}"
            )
        finally:
            self._running.discard(key)
        found = self._expansions[key] = by(value)._replace(value=value)
        return found

    def resource(self, mode: str, kind: str, name: str, span: Span) -> Value:
        """What the name of a resource means: it, or all its instances."""
        declared = self.declared.resources.get((mode, kind, name))
        prefix = "" if mode == "resource" else f"{mode}."
        label = f"{prefix}{kind}.{name}"
        if declared is None:
            return undeclared(name, self.qualified(label), span)
        if label in self._running:
            return Unknown(f"{self.qualified(label)} depends on itself", span, identity=self.qualified(label))
        found = self.expansion(label, declared)

        def compute() -> Value:
            whole = {instance.key: self._reference(label, declared, instance) for instance in found.instances}
            return expansion.as_value(found, whole, declared.header)

        return self.once(label, declared.header, compute)

    def _reference(self, label: str, declared: Declared, instance: Instance) -> Value:
        address = self.qualified(label) + instance.suffix
        return Reference(address, "", declared.header, (), self.instance_body(label, declared, instance))

    def instance_body(self, label: str, declared: Declared, instance: Instance) -> LazyMapping:
        """The body of one instance."""
        key = f"{label}{instance.suffix} body"
        found = self._found.get(key)
        if isinstance(found, LazyMapping):
            return found
        if label not in self._outlines:
            self._outlines[label] = outline(declared)
        made = body(declared, self.scope(declared.source, instance.names), self._outlines[label])
        if label.startswith("data.template_file."):
            from ecslint.parsers.terraform.data_sources import with_rendered

            made = with_rendered(made, self.scope(declared.source, instance.names))
        self._found[key] = made
        return made

    # -- module calls --------------------------------------------------------------------------

    def module(self, name: str, span: Span) -> Value:
        declared = self.declared.calls.get(name)
        label = f"module.{name}"
        if declared is None:
            return undeclared(name, self.qualified(label), span)
        children = self.children(name)
        if isinstance(children, Unknown):
            return children

        def compute() -> Value:
            whole: dict[int | str | None, Value] = {key: child.outputs() for key, child in children.items()}
            return expansion.as_value(self.expansion(label, declared), whole, declared.header)

        return self.once(label, declared.header, compute)

    def children(self, name: str) -> dict[int | str | None, Module] | Unknown:
        """The instances of a called module, by key; why there are none when it cannot be read."""
        known = self._children.get(name)
        if known is not None:
            return known
        call = self.declared.calls[name]
        label = f"module.{name}"
        called = called_module(self, name)
        if isinstance(called, Unknown):
            return called
        if label in self._running:
            return Unknown(
                f"{self.qualified(label)} depends on itself", call.header, identity=self.qualified(label)
            )
        if self.shared.modules_left > 0:
            self.shared.modules_left -= len(self.expansion(label, call).instances)
        if self.shared.modules_left <= 0:
            return Unknown(f"there are too many modules to read {self.qualified(label)}", call.header)
        found = self.expansion(label, call)
        kind, declared = called
        made: dict[int | str | None, Module] = {}
        for instance in found.instances:
            scope = self.scope(call.source, instance.names)
            address = self.qualified(label) + instance.suffix
            exists = conjunction(self.exists, instance.exists)
            made[instance.key] = kind(self.shared, declared, address, self, call, scope, exists)
        self._children[name] = made
        return made
