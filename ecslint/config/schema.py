"""The JSON Schema of a configuration file, made from the declarations of its keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecslint.config.keys import Key
from ecslint.config.reading import SEVERITIES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_CODES = {"type": "array", "items": _TEXT, "minItems": 1}
_SAID = {"type": "string", "pattern": r"\S"}


def schema(keys: Iterable[Key]) -> dict[str, Any]:
    """The schema of `ecslint.toml`, and of `[tool.ecslint]` in `pyproject.toml`."""
    properties = {key.key: _of(key) for key in keys}
    return {
        "$schema": DIALECT,
        "title": "Configuration of ecslint",
        "description": "ecslint.toml, or [tool.ecslint] in pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": properties
        | {
            "extend": _TEXT
            | {"description": "The file that this one adds to; what this one says counts more."},
            "severity": {
                "description": "The severity of rules by code, prefix or name.",
                "type": "object",
                "additionalProperties": {"enum": list(SEVERITIES)},
            },
            "per-path-ignores": {
                "description": "By patterns of paths: the rules whose findings in those files are left out.",
                "type": "object",
                "additionalProperties": _CODES,
            },
            "stack": {
                "description": "What root modules and templates are deployed with.",
                "type": "array",
                "items": _stack(),
            },
            "suppress": {
                "description": "What should not be reported, where no comment can stand.",
                "type": "array",
                "items": _suppression(),
            },
        },
    }


def _of(key: Key) -> dict[str, Any]:
    """The schema of a key that is an option too."""
    made: dict[str, Any] = {"description": key.help.removesuffix(" Repeatable.")}
    if key.default is False:
        return made | {"type": "boolean", "default": False}
    if key.default == ():
        return made | _TEXTS
    if key.choices:
        return made | {"enum": list(key.choices), "default": key.default}
    return made | {"type": ["string", "integer"] if key.numeric else "string", "minLength": 1}


def _stack() -> dict[str, Any]:
    settings = {
        "var-files": _TEXTS | {"description": "Variables files of a root module, in the order of -var-file."},
        "vars": {"type": "object", "description": "Variables of a root module, or parameters of a template."},
        "parameters": _TEXTS | {"description": "Parameter files of a CloudFormation template."},
        "workspace": _TEXT | {"description": "What terraform.workspace is."},
    }
    environment = {"type": "object", "additionalProperties": False, "properties": settings}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["path"],
        "properties": {
            "path": _SAID | {"description": "The directory of the root module, or the template."},
            **settings,
            "environments": {
                "description": "What it is deployed with in each environment.",
                "type": "object",
                "additionalProperties": environment,
            },
        },
    }


def _suppression() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["path", "code", "reason"],
        "properties": {
            "path": _SAID | {"description": "A pattern of paths, relative to the file."},
            "code": {"description": "Rules: codes, prefixes or names.", "anyOf": [_SAID, _CODES]},
            "where": _TEXT | {"description": "The address of a resource, or a path into a document."},
            "reason": _SAID | {"description": "Why this does not matter here."},
            "until": _TEXT
            | {"description": "The last day on which it counts.", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        },
    }
