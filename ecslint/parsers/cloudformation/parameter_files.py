"""Parameter files: what the command lines of AWS, SAM and CodePipeline take for the parameters of a stack."""

from __future__ import annotations

import re
from decimal import Decimal

from ecslint.parsers.cloudformation import document
from ecslint.parsers.cloudformation.document import members, text
from ecslint.refusal import Refusal
from ecslint.source import Source, Span, Unreadable, Workspace
from ecslint.value import Known, Mapping, Sequence, Unknown, Value

SHAPE = 'write [{"ParameterKey": "Name", "ParameterValue": "web"}] or {"Parameters": {"Name": "web"}}'
_pair = re.compile(
    r"""(?:ParameterKey=(?P<key>[^\s,]+),ParameterValue=|(?P<name>[A-Za-z0-9]+)=)"""
    r"""(?P<value>"(?:\\.|[^"\\])*+"|'[^']*+'|(?:\\.|[^\s"'\\])*+)""",
    re.DOTALL,
)


def read(workspace: Workspace, path: str) -> dict[str, Value]:
    """The values that a file gives to parameters, by their names. Raises Refusal."""
    shown = workspace.shown(path)
    try:
        source = workspace.read(path)
    except Unreadable as problem:
        raise Refusal(f"{shown}: {problem.message}") from problem
    if path.endswith(".toml"):
        return _toml(source)
    content, faults = document.read(source)
    found = None if faults else _listed(content)
    if found is None:
        reason = f": {faults[0].message}" if faults else ""
        raise Refusal(f"{shown} is no file of parameters{reason}", SHAPE)
    return found


def _listed(content: Value) -> dict[str, Value] | None:
    """The parameters of a list of keys and values, of pairs, or of an object; None for anything else."""
    if isinstance(content, Mapping):
        inner = content.items.get("Parameters")
        table = inner if isinstance(inner, Mapping) else content
        found = {name: _scalar(value) for name, value in table.items.items()}
        return {name: value for name, value in found.items() if value is not None} if _full(found) else None
    if not isinstance(content, Sequence):
        return None
    values: dict[str, Value] = {}
    for item in content.items:
        if isinstance(item, Known) and isinstance(item.value, str) and "=" in item.value:
            values |= {name: Known(value, item.span) for name, value in pairs(item.value, whole=True).items()}
            continue
        entry = members(item)
        name, value = text(entry.get("ParameterKey")), _scalar(entry.get("ParameterValue"))
        if name is not None and text(entry.get("UsePreviousValue")) == "true":
            value = Unknown(f"parameter {name} keeps the value of the deployment before", item.span)
        if name is None or value is None:
            return None
        values[name] = value
    return values


def _full(found: dict[str, Value | None]) -> bool:
    return None not in found.values()


def _scalar(value: Value | None) -> Value | None:
    """The value of a parameter; a list is its items with commas between them."""
    if isinstance(value, Sequence):
        items = [text(item) for item in value.items]
        return Known(",".join(item for item in items if item is not None), value.span) if items else None
    return value if text(value) is not None else None


def pairs(written: str, whole: bool = False) -> dict[str, str]:
    """The values in `Name=web Size="a b"`, and in what `ParameterKey=…,ParameterValue=…` gives.

    Where one pair is the `whole` text, its value goes to the end.
    """
    name, equals, rest = written.partition("=")
    if whole and equals and name != "ParameterKey":
        return {name.strip(): _unquoted(rest)}
    return {found["key"] or found["name"]: _unquoted(found["value"]) for found in _pair.finditer(written)}


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[0] == '"' else value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)


def toml(source: Source) -> dict[str, object]:
    """The content of a file in TOML. Raises Refusal."""
    import tomllib

    try:
        return tomllib.loads(source.text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(f"{source.path} is not valid TOML: {error}") from error


def yaml(source: Source) -> Value:
    """The content of a file in YAML. Raises Refusal."""
    content, faults = document.read(source)
    if faults:
        raise Refusal(f"{source.path} is not valid YAML: {faults[0].message}")
    return content


def overrides(given: Value) -> dict[str, Value]:
    """Parameters as SAM's command line takes them: an object, a text of pairs, or a list of such texts."""
    if isinstance(given, Mapping):
        found = {name: _scalar(value) for name, value in given.items.items()}
        return {name: value for name, value in found.items() if value is not None}
    listed = isinstance(given, Sequence)
    return {
        name: Known(value, item.span)
        for item in document.elements(given)
        for name, value in pairs(text(item) or "", whole=listed).items()
    }


def _toml(source: Source) -> dict[str, Value]:
    content = toml(source)
    inner = content.get("Parameters")
    found = plain(inner if isinstance(inner, dict) else content)
    if found is None:
        raise Refusal(f"{source.path} is no file of parameters", 'write Name = "web"')
    return {name: Known(value, place(source, name, 0)) for name, value in found.items()}


def plain(given: object) -> dict[str, str] | None:
    """Parameters in plain data: a table, a text of pairs, or a list of such texts; None for anything else."""
    match given:
        case str():
            return pairs(given)
        case dict():
            texts = {str(name): written(value) for name, value in given.items()}
            return (
                {name: value for name, value in texts.items() if value is not None} if _all(texts) else None
            )
        case list() if all(isinstance(item, str) for item in given):
            return {name: value for item in given for name, value in pairs(item, whole=True).items()}
    return None


def _all(texts: dict[str, str | None]) -> bool:
    return None not in texts.values()


def written(value: object) -> str | None:
    """Plain data as the text of a parameter; None for what cannot be one."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | Decimal():
            return str(value)
        case list():
            items = [written(item) for item in value]
            return ",".join(item for item in items if item is not None) if None not in items else None
    return None


def place(source: Source, name: str, start: int, end: int | None = None) -> Span:
    """Where a parameter is set in a file whose reader gives no places: the first text that looks like it."""
    word = re.escape(name)
    set_here = re.compile(rf"(?<![\w-])(?:{word}|\"{word}\")\s*=|ParameterKey={word}(?![\w-])").search
    found = set_here(source.text, start, len(source.text) if end is None else end)
    return Span(source, start, start) if found is None else Span(source, found.start(), found.end())
