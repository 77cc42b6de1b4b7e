"""PyYAML's parser in C by itself: the package around it takes longer to import than most files to read.

Its readers, resolvers and constructors in Python are not needed to get events. Here they wait: the
package is executed when a program asks it for anything but the parser, and is then what it always is.
"""

from __future__ import annotations

import sys
from typing import Any

_MARKED = ("scanner", "parser", "composer", "constructor")
_OTHERS = ("reader", "emitter", "serializer", "representer")


def load() -> Any:
    """The package `yaml`, of which `error`, `events` and `_yaml` can be used; `_yaml` may be missing."""
    if "yaml" not in sys.modules:
        try:
            return _partial()
        except (ImportError, AttributeError):  # without the parser in C, or built in another way
            for name in [name for name in sys.modules if name.partition(".")[0] == "yaml"]:
                del sys.modules[name]
    import yaml

    return yaml


def events_of(text: str) -> Any:
    """A function that gives one event of a YAML text after the other."""
    yaml = load()
    parser = getattr(getattr(yaml, "_yaml", None), "CParser", None)
    return (parser or yaml.SafeLoader)(text).get_event


def _partial() -> Any:
    """The package, not executed, with the parser and what it imports."""
    from importlib.util import find_spec, module_from_spec

    specification = find_spec("yaml")
    if specification is None or specification.loader is None:
        raise ImportError("there is no package yaml")
    loader = specification.loader
    package: Any = module_from_spec(specification)

    def execute(name: str) -> Any:
        del package.__getattr__
        loader.exec_module(package)
        return getattr(package, name)

    sys.modules["yaml"] = package
    import yaml.events
    import yaml.nodes
    import yaml.tokens
    from yaml import error

    for name in (*_MARKED, *_OTHERS):
        kind = error.MarkedYAMLError if name in _MARKED else error.YAMLError
        members = {"__init__": _describe} if name == "reader" else {}
        stand_in = type(sys)(f"yaml.{name}")
        setattr(stand_in, f"{name.capitalize()}Error", type("Error", (kind,), members))
        setattr(package, name, stand_in)
    import yaml._yaml  # noqa: F401

    for name in (*_MARKED, *_OTHERS):
        delattr(package, name)
    package.__getattr__ = execute
    return package


def _describe(self: Any, name: str, position: int, character: int, encoding: str, reason: str) -> None:
    """As the error of PyYAML's own reader is made."""
    self.name, self.position, self.character = name, position, character
    self.encoding, self.reason = encoding, reason
