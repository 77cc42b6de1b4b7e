"""Macros: what `AWS::Include` brings from other files, and which others leave a template as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.parsers.cloudformation.document import elements, members, text
from ecslint.value import Mapping, Unknown, Value

TRANSFORM = "Fn::Transform"
LANGUAGE = "AWS::LanguageExtensions"
_INCLUDE = "AWS::Include"
_KNOWN = (
    LANGUAGE,
    "AWS::Serverless",
    "AWS::CodeDeploy",
    "AWS::SecretsManager",
    _INCLUDE,
)

Include = Callable[[Value], Value | None]
"""Gives the content of the file at a location, None when it is not at hand."""


class Macros:
    """The macros that one template uses; `evaluate` gives the locations of the files that it includes."""

    def __init__(self, evaluate: Callable[[Value], Value], include: Include | None) -> None:
        self._evaluate = evaluate
        self._include = include
        self._depth = 0
        self.unheard: Unknown | None = None
        """Why a template is not what is written: a macro for the whole of it that nobody here knows."""

    def applied(self, root: Mapping) -> tuple[Mapping, list[str]]:
        """A template with the parts that it includes as a whole, and the names of its macros."""
        names = []
        for transform in elements(root.items.get("Transform")):
            name = text(transform) or text(members(transform).get("Name")) or ""
            names.append(name)
            if name == _INCLUDE:
                parts = self.included(transform)
                if isinstance(parts, Mapping):
                    root = Mapping({**root.items, **parts.items}, root.span, root.keys | parts.keys)
                    continue
            if name == _INCLUDE or not name.startswith(_KNOWN):
                reason = f"the macro {name or 'of the template'} may change everything at the deployment"
                self.unheard = Unknown(reason, transform.span)
        return root, names

    def included(self, transform: Value) -> Value | None:
        """What an `AWS::Include` brings; None for other macros, and where its file is not at hand."""
        declared = members(transform)
        location = members(declared.get("Parameters")).get("Location")
        if self._include is None or location is None or text(declared.get("Name")) != _INCLUDE:
            return None
        return self._include(self._evaluate(location))

    def merged(self, section: Value | None) -> Value | None:
        """A section that nothing evaluates, with the files that it and its parts include."""
        if not isinstance(section, Mapping) or not any(_transformed(section)):
            return section
        items: dict[str, Value] = {}
        keys = dict(section.keys)
        more = section.open
        for name, value in section.items.items():
            if name != TRANSFORM:
                items[name] = self.merged(value) or value
                continue
            included = self.included(value)
            if isinstance(included, Mapping):
                items |= included.items
                keys |= included.keys
            else:
                more = more or Unknown("a macro adds to this at the deployment", value.span)
        return Mapping(items, section.span, keys, section.via, more)


def _transformed(section: Mapping) -> Iterator[bool]:
    """Whether macros stand in an object, or in an object in it."""
    for name, value in section.items.items():
        yield name == TRANSFORM or (isinstance(value, Mapping) and any(_transformed(value)))
