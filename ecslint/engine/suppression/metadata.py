"""Suppressions in the metadata of a CloudFormation template: of all of it, or of one resource."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.cfn_lint_ids import code
from ecslint.engine.finding import Suppression
from ecslint.engine.suppression.ignore import Ignore, Path, Stretch, Word
from ecslint.engine.suppression.layout import is_hcl
from ecslint.parsers.cloudformation.document import elements, members, read, text
from ecslint.source import Source, Span
from ecslint.value import Known, Mapping, Sequence, Value
from ecslint.yaml_text import Tagged

_OURS, _CFN_LINT = "ecslint", "ignore_checks"
_KEYS = ("code", "reason", "until")


def in_metadata(source: Source) -> list[Ignore]:
    """The suppressions that the metadata of a template asks for."""
    if is_hcl(source) or not (_OURS in source.text or _CFN_LINT in source.text):
        return []
    root, _ = read(source)
    found = list(_suppressions(root, Span(source, 0, len(source.text) + 1), ()))
    resources = members(root).get("Resources")
    for name, resource in members(resources).items():
        key = resources.keys.get(name) if isinstance(resources, Mapping) else None
        start = key.start if key is not None else resource.span.start
        found += _suppressions(resource, Span(source, start, resource.span.end), ("Resources", name))
    return found


def owner(path: Path) -> Path:
    """The path of the template or resource whose metadata a path leads into."""
    return path[:2] if path[0] == "Resources" else ()


def _suppressions(owner: Value, extent: Span, path: Path) -> Iterator[Ignore]:
    metadata = members(members(owner).get("Metadata"))
    ours = members(metadata.get(_OURS)).get("ignore")
    for at, item in _numbered(ours, (*path, "Metadata", _OURS, "ignore")):
        yield _own(item, extent, at)
    config = members(members(metadata.get("cfn-lint")).get("config"))
    for at, item in _numbered(config.get(_CFN_LINT), (*path, "Metadata", "cfn-lint", "config", _CFN_LINT)):
        # cfn-lint takes a prefix, even an empty one; only what names our rules is meant for us.
        named = code(text(item) or "")
        if named:
            words = [Word(named, item.span, at)]
            yield Ignore(Suppression(item.span), words, _stretch(extent), foreign=True, path=at)


def _numbered(value: Value | None, path: Path) -> list[tuple[Path, Value]]:
    """The items of a list, or what stands in the place of one, each with its path."""
    is_list = isinstance(value, Sequence)
    return [((*path, at) if is_list else path, item) for at, item in enumerate(elements(value))]


def _own(item: Value, extent: Span, path: Path) -> Ignore:
    """An item of our own list: a code, or an object with a code, a reason and a day."""
    given = item.items if isinstance(item, Mapping) else {"code": item}
    fault = next((f"it has no '{key}', only {', '.join(_KEYS)}" for key in given if key not in _KEYS), "")
    codes = _numbered(given.get("code"), (*path, "code"))
    words = [
        Word(str(each.value), each.span, at) for at, each in codes if isinstance(each, Known) and each.value
    ]
    if not words:
        fault = fault or "it names no rule; write a code such as ECS201"
    reason, until = (_plain(given.get(key)) for key in ("reason", "until"))
    return Ignore(Suppression(item.span, reason, until), words, _stretch(extent), fault, path=path)


def _plain(value: Value | None) -> str:
    return _plain(value.content) if isinstance(value, Tagged) else text(value) or ""


def _stretch(extent: Span) -> Stretch:
    return Stretch(extent.source.path, extent.start, extent.end)
