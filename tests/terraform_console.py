"""What `terraform console` prints: asked of Terraform itself, and written for ecslint's values."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

from ecslint.hcl.canonical import constant_text
from ecslint.hcl.equality import configured
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.functions.control import failing
from ecslint.hcl.marks import is_marked
from ecslint.hcl.parser import parse
from ecslint.hcl.scalars import go_quoted, number_text, text_of
from ecslint.hcl.scope import Budget, Scope
from ecslint.hcl.types import Type, type_of
from ecslint.source import Source, Span, Unreadable
from ecslint.value import Failure, Known, Mapping, Sequence, Unknown, Value

TERRAFORM = shutil.which("terraform")
_ITEM = re.compile(
    r'^  (?:(\[)\n(.*?)\n  \]|"(ERR)"|(\(known after apply\)|\(sensitive value\))),$',
    re.MULTILINE | re.DOTALL,
)


def ask_terraform(expressions: list[str], directory: Path) -> list[str]:
    """What Terraform's console prints for each expression, ERR where it refuses it."""
    assert TERRAFORM is not None
    lines = "".join(f'    try([{expression}], "ERR"),\n' for expression in expressions)
    (directory / "main.tf").write_text(f"locals {{\n  all = [\n{lines}  ]\n}}\n", encoding="utf-8")
    asked = subprocess.run(
        [TERRAFORM, "console", "-no-color"],
        input=b"local.all\n",
        capture_output=True,
        cwd=directory,
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull},
        check=False,
    )
    output = asked.stdout.decode()
    found = [_console(*match.groups(default="")) for match in _ITEM.finditer(output)]
    assert len(found) == len(expressions), asked.stderr.decode() + output[-2000:]
    return found


def _console(bracket: str, item: str, error: str, unknown: str) -> str:
    """The result in the brackets that were put around the expression, less their indentation."""
    if not bracket:
        return error or unknown
    item = item.removesuffix(",")
    item = re.sub(r"^ {4}", "", item, flags=re.MULTILINE)
    return item.replace("<<-", "<<", 1) if item.startswith("<<-") else item


def printed(value: Value, indent: str = "") -> str:
    """A value as the console prints it."""
    if is_marked(value):
        return "(sensitive value)"
    value = configured(value)
    text = text_of(value)
    if text is not None:
        return _printed_text(text, indent)
    match value:
        case Known(value=None):
            return _printed_null(type_of(value))
        case Known(value=bool() as plain):
            return constant_text(plain)
        case Known(value=int() | Decimal() as number):
            return number_text(number)
        case Sequence(open=None):
            lines = [f"{indent}  {printed(item, indent + '  ')},\n" for item in value.items]
            body = "[\n" + "".join(lines) + indent + "]" if lines else "[]"
            return {"tuple": body, "list": f"tolist({body})", "set": f"toset({body})"}[value.kind]
        case Mapping(open=None):
            names = sorted(value.items)
            inner = indent + "  "
            lines = [
                f"{inner}{_printed_text(name, inner)} = {printed(value.items[name], inner)}\n"
                for name in names
            ]
            body = "{\n" + "".join(lines) + indent + "}" if lines else "{}"
            return f"tomap({body})" if value.kind == "map" else body
        case Failure():
            return "ERR"
        case Unknown():
            return "(known after apply)"
    return repr(value)


def _printed_null(kind: Type | None) -> str:
    match kind:
        case Type(kind="string" | "number" | "bool" as name):
            return f"to{name}(null)"
        case Type(kind="list" | "set" | "map" as name, element=Type() as element):
            return f"to{name}(null) /* of {_friendly(element)} */"
        case Type(kind="tuple" | "object" as name):
            return f"null /* {name} */"
    return "null"


def _friendly(kind: Type) -> str:
    if kind.element is not None:
        return f"{kind.kind} of {_friendly(kind.element)}"
    return "dynamic" if kind.kind == "any" else kind.kind


def _printed_text(text: str, indent: str) -> str:
    if "\n" not in text:
        return go_quoted(text)
    marker = "EOT"
    while any(line.strip() == marker for line in text.split("\n")):
        marker += "_"
    lines = "".join(f"{indent}{line}\n" for line in text.split("\n"))
    return f"<<{'-' if indent else ''}{marker}\n{lines}{indent}{marker}"


def printed_type(kind: Type, indent: str = "") -> str:
    """A type as the console's `type` prints it."""
    inner = indent + "    "
    match kind:
        case Type(kind="tuple", items=items):
            lines = "".join(f"{inner}{printed_type(item, inner)},\n" for item in items)
            return f"tuple([\n{lines}{indent}])" if items else "tuple([])"
        case Type(kind="object", attributes=attributes):
            lines = "".join(f"{inner}{name}: {printed_type(item, inner)},\n" for name, item in attributes)
            return f"object({{\n{lines}{indent}}})" if attributes else "object({})"
        case Type(element=Type() as element):
            return f"{kind.kind}({printed_type(element, indent)})"
    return "dynamic" if kind.kind == "any" else kind.kind


class Console:
    """The surroundings of expressions in the console: the files of a directory, and `path`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.budget = Budget(1_000_000, marks=True)
        self.address = ""

    def root(self, name: str, span: Span) -> Value | None:
        if name != "path":
            return None
        places = {"cwd": str(self.directory), "module": ".", "root": "."}
        return Mapping({name: Known(place, span) for name, place in places.items()}, span)

    def read(self, path: str) -> Source:
        file = self.directory / path
        if not file.is_file():
            raise Unreadable("there is no such file", Span(Source(path, ""), 0, 0))
        return Source(path, file.read_text(encoding="utf-8"))

    def has_file(self, path: str) -> bool:
        return (self.directory / path).is_file()

    def names(self, directory: str) -> list[str] | None:
        below = self.directory / directory
        found = [file for file in below.rglob("*") if file.is_file()]
        return sorted(str(file.relative_to(below)) for file in found) if below.is_dir() else None

    def requires(self, provider: str) -> bool:
        return False


def answer(expression: str, directory: Path) -> str:
    """What ecslint says of an expression, as the console would print it."""
    source = Source("main.tf", f"x = {expression}\n")
    file = parse(source)
    if file.problems:
        return "ERR"
    value = evaluate(file.body.attributes["x"].expression, Scope(source, Console(directory)))
    return "ERR" if failing(value) else printed(value)
