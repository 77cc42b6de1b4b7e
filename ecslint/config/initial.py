"""A first configuration file: what can be said, commented out, in terms of the repository it is for.

A setting begins behind its `#`, an explanation after a space: without the signs of its settings the
file is a configuration, and as it stands it changes nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ecslint.config.keys import Key
from ecslint.config.showing import name, toml

_WIDTH = 100
_EXAMPLES: dict[str, Any] = {
    "select": ["ECS2", "awsvpc-host-port-mismatch"],
    "extend-select": ["ECS835"],
    "ignore": ["ECS303"],
    "extend-ignore": ["ECS303"],
    "exclude": ["examples"],
    "baseline": ".ecslint-baseline.json",
}


class Root(NamedTuple):
    """A root module or template, by its path, and the files that it is deployed with, by environment."""

    path: str
    key: str
    files: dict[str, str]


class Survey(NamedTuple):
    """What there is in a repository: what is deployed in several ways, plans, documents without comments."""

    roots: list[Root]
    plans: list[str]
    documents: list[str]


def text(keys: Iterable[Key], survey: Survey, base: str = "") -> str:
    """The text of the file; `base` is the one that it adds to, if there is one."""
    return "".join(f"{line}\n" for line in _lines(keys, survey, base))


def _lines(keys: Iterable[Key], survey: Survey, base: str) -> Iterator[str]:
    yield from _comment(
        "Configuration of ecslint. The file nearest to a stack counts; options of the command line, and"
        " variables such as ECSLINT_FAIL_ON, count more. What counts, and why: ecslint config show."
    )
    if base:
        yield ""
        yield from _comment("What this file does not say is as there; delete the line to begin anew.")
        yield f"extend = {toml(base)}"
    for key in keys:
        yield ""
        yield from _comment(key.help.removesuffix(" Repeatable."))
        if key.choices:
            yield from _comment(f"One of {', '.join(key.choices)}.")
        yield f"#{key.key} = {toml(_example(key))}"
    yield ""
    yield from _comment("The severity of rules by code, prefix or name: error, warning, advice or off.")
    yield '#severity = { ECS303 = "error" }'
    yield ""
    yield from _comment("Rules whose findings in some files are left out.")
    yield '#per-path-ignores = { "examples/**" = ["ECS3"] }'
    if survey.plans:
        yield ""
        plans = ", ".join(survey.plans)
        yield from _comment(f"Plans, which count in place of the root modules they were made of: {plans}.")
    for root in survey.roots:
        yield ""
        what = "a variables file" if root.key == "var-files" else "a parameter file"
        yield from _comment(f"{root.path} with {what} for each environment.")
        yield from ("#[[stack]]", f"#path = {toml(root.path)}")
        for environment, file in root.files.items():
            yield f"#[stack.environments.{name(environment)}]"
            yield f"#{root.key} = {toml([file])}"
    yield ""
    yield from _comment("What should not be reported, where no comment can stand.")
    yield from (
        "#[[suppress]]",
        f"#path = {toml((*survey.documents, 'deploy/*.json')[0])}",
        '#code = "ECS101"',
    )
    yield '#reason = "why this does not matter here"'


def _comment(words: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(words, _WIDTH - 2)]


def _example(key: Key) -> Any:
    example = _EXAMPLES.get(key.key, key.default)
    return key.metavar.split("|")[-1].lower() if example == "" else example
