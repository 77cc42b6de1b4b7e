"""`ecslint config`: what is configured, who says so, and what can be."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.commands import CLEAN, LIST_FORMATS, UsageError, options
from ecslint.commands.catalogue import CatalogueOptions, catalogue
from ecslint.commands.check_options import Options as CheckOptions
from ecslint.commands.configuration import (
    STRICT_SEVERITY,
    effective,
    keys,
    of_directory,
    profile_of,
    settle,
)
from ecslint.commands.options import RUN
from ecslint.commands.output import write

if TYPE_CHECKING:
    from ecslint.config import Configuration, StackTable
    from ecslint.config.showing import Shown

SHOW, SCHEMA = "show", "schema"


class Options(CatalogueOptions):
    """What `ecslint config` can be told: all that can be configured, too."""

    __slots__ = ()

    action: str = options.argument("show|schema", "Show what counts, or the JSON Schema.", (SHOW, SCHEMA))
    paths: tuple[str, ...] = options.arguments("[PATH]", "The directory or file that it counts for.")
    format: str = options.choice(LIST_FORMATS, "How to show it.")


for _option in keys():
    if _option.name != "format":
        setattr(Options, _option.name, _option)


def run(given: Options) -> int:
    """Show the configuration that counts for a path, each value with its origin; or its JSON Schema."""
    if given.action == SCHEMA:
        from ecslint.config.schema import schema

        more = [name for name in given.said if name != "action"]
        if more:
            raise UsageError("config schema takes nothing else", "write ecslint config schema")
        write(json.dumps(schema(keys()), indent=2, ensure_ascii=False) + "\n")
        return CLEAN
    if len(given.paths) > 1:
        raise UsageError("config show takes one path")
    path = given.paths[0] if given.paths else os.curdir
    if not os.path.exists(path):
        raise UsageError(f"there is no file or directory '{path}'")
    from ecslint.config.showing import to_text

    said = {name: value for name, value in given.said.items() if name not in ("action", "paths", "format")}
    asked = CheckOptions(said)
    settle(asked)
    configuration = of_directory(asked, path if os.path.isdir(path) else os.path.dirname(path))
    from ecslint.commands.selection import Selection

    Selection(asked, catalogue(asked)).of(configuration)
    shown = list(_shown(asked, configuration))
    if given.format == "json":
        values = [{"key": key, "value": _plain(value), "origin": origin} for key, value, origin in shown]
        file = None if configuration is None else configuration.path
        document = {"schema_version": 1, "path": path, "file": file, "values": values}
        write(json.dumps(document, indent=2, default=str) + "\n")
    else:
        write(to_text(shown))
    return CLEAN


def _shown(asked: CheckOptions, configuration: Configuration | None) -> Iterator[Shown]:
    """All keys, what counts for each, and who says so."""
    from ecslint.config.showing import Shown, name

    of_run = of_directory(asked, os.curdir)
    for option in keys():
        value, origin = effective(asked, option, of_run if option.configured == RUN else configuration)
        if option.located and value:
            value = os.path.relpath(value).replace(os.sep, "/")
        yield Shown(option.key, value, origin)
    severity = {} if configuration is None else configuration.severity
    if profile_of(asked, configuration) == "strict":
        for code, given in STRICT_SEVERITY.items():
            if code not in severity:
                yield Shown(f"severity.{code}", given, "profile strict")
    for word, said in severity.items():
        yield Shown(f"severity.{name(word)}", said.value, said.place)
    if configuration is None:
        return
    for rule in configuration.path_rules:
        yield Shown(f"per-path-ignores.{name(rule.pattern)}", list(rule.said.value), rule.said.place)
    for table in configuration.stacks:
        yield Shown("stack", _table(table), table.place)
    for ignore in configuration.suppressions:
        span = ignore.suppression.span
        codes = [word.text for word in ignore.words]
        yield Shown(
            "suppress",
            {"code": codes, "reason": ignore.suppression.reason},
            f"{span.source.path}:{span.line}",
        )


def _table(table: StackTable) -> dict[str, Any]:
    environments = [environment.name for environment in table.environments]
    return {"path": os.path.relpath(table.directory).replace(os.sep, "/"), "environments": environments}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
