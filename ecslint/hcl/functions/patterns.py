"""Functions of regular expressions, for the patterns that Go and Python read alike."""

from __future__ import annotations

import re
from typing import Any

from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.weight import LONGEST_TEXT

_LONGEST = 20_000
_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "0-9A-Za-z",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\t\n\v\f\r ",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
    "punct": r"!-/:-@\[-`{-~",
    "blank": r"\t ",
}
# A quantified group with a quantifier inside can take exponential time; so can backtracking over
# alternatives in one. Go has no such trouble, so these are left to Terraform.
_RUNAWAY = re.compile(r"[*+}|][^()]*\)+[*+{]")
_FOREIGN = re.compile(r"\\[pPQECz]|\(\?[=!<]|\(\?P=|\\[1-9]|\(\?[a-zA-Z-]*U")


def compiled(pattern: str) -> re.Pattern[str]:
    """A Go pattern as a Python one. Raises Undecided where the two may differ."""
    if _FOREIGN.search(pattern) or _RUNAWAY.search(pattern):
        raise Undecided("the pattern is not evaluated")
    text = re.sub(r"\[:(\w+):\]", lambda found: _CLASSES.get(found[1], found[0]), pattern)
    try:
        return re.compile(_dollars(text), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise Undecided("the pattern is not evaluated") from error


def _dollars(pattern: str) -> str:
    r"""`$` outside of classes as `\Z`: in Python it also matches before a last line ending."""
    if "(?" in pattern and re.search(r"\(\?[a-z]*m", pattern):
        return pattern
    made, within, escaped = [], False, False
    for char in pattern:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "[":
            within = True
        elif char == "]":
            within = False
        elif char == "$" and not within:
            char = r"\Z"
        made.append(char)
    return "".join(made)


def _checked(text: str) -> str:
    if len(text) > _LONGEST:
        raise Undecided("the text is too long to match a pattern with")
    return text


def _groups(found: re.Match[str]) -> Any:
    if not found.re.groups:
        return found[0]
    if found.re.groupindex:
        if len(found.re.groupindex) < found.re.groups:
            raise Refused("the pattern mixes named and unnamed groups")
        return found.groupdict()
    return found.groups()


@function("string", "string")
def regex(context: Context, pattern: str, text: str) -> Any:
    found = compiled(pattern).search(_checked(text))
    if found is None:
        raise Refused("the pattern matches nothing")
    return _groups(found)


@function("string", "string", returns="list")
def regexall(context: Context, pattern: str, text: str) -> Any:
    return [_groups(found) for found in compiled(pattern).finditer(_checked(text))]


@function("string", "string", "string", returns="string")
def replace(context: Context, text: str, wanted: str, replacement: str) -> str:
    if len(text) * (len(replacement) + 1) > LONGEST_TEXT:
        raise Undecided("the text is too long to evaluate")
    if len(wanted) < 2 or not (wanted.startswith("/") and wanted.endswith("/")):
        return text.replace(wanted, replacement)
    expression = compiled(wanted[1:-1])
    return expression.sub(lambda found: _expand(found, replacement), _checked(text))


def _expand(found: re.Match[str], template: str) -> str:
    """Go's expansion: `$1x` is the group named 1x, `${1}x` the first group and an x."""

    def group(name: re.Match[str]) -> str:
        if name[0] == "$$":
            return "$"
        key = name[1] or name[2]
        if key.isdigit():
            return (found[int(key)] or "") if int(key) <= found.re.groups else ""
        return (found[key] or "") if key in found.re.groupindex else ""

    return re.sub(r"\$\$|\$\{(\w+)\}|\$(\w+)", group, template)
