"""Entries of a text, a key and its value on one line, and how to change them: in HCL, JSON and YAML.

Whatever is not seen to be such an entry is none: an expression is not taken for the literal it begins with.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from ecslint.condition import Scalar
from ecslint.source import Source, Span

HCL: Final = "hcl"
JSON: Final = "json"
YAML: Final = "yaml"

Stretch = tuple[int, int, str]
"""Where a text begins and ends, and what takes its place."""

_GAP = re.compile(r"[ \t]*[=:][ \t]*")
_TAIL = re.compile(r"[ \t]*(?:[,}\]#]|//|/\*|\r?\n|\Z)")
_ENDING = re.compile(r"[ \t]*(,?)[ \t]*(?:(?:#|//)[^\n]*)?(?:\n|\Z)")
_NAME = re.compile(r"\w+")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_BLANK = re.compile(r"[ \t\r]*\n")
_CLOSING = re.compile(r"[ \t]*([}\]])")
_PLAIN_TEXT = re.compile(r"[\w ./:@+=-]*")
_PLAIN_YAML = re.compile(r"[A-Za-z][\w./-]*")
_WORDS_OF_YAML = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
_ANCHOR = re.compile(r"(?:^|[\s,\[{])[&*][A-Za-z0-9_]", re.MULTILINE)
_MADE_BY_CDK = '"aws:cdk:path"'
_PLAN = re.compile(r'"(?:planned_values|terraform_version)"\s*:')
_MADE_IN = (".terraform", ".terragrunt-cache", "cdk.out", "cdktf.out", "node_modules", ".aws-sam")


class Entry(NamedTuple):
    """A key and its value, by the offsets at which they begin and end."""

    source: Source
    language: str
    key: Span
    value: Span

    @property
    def is_json(self) -> bool:
        """Whether it is written as in JSON, in a heredoc of HCL too: with quotes, and strict about commas."""
        text = self.source.text
        between = text[self.key.end : self.value.start]
        return self.language != YAML and text[self.key.start] == '"' and ":" in between


def language_of(source: Source) -> str:
    """The language of a file that a person writes; empty for one that is made by a program."""
    path = source.path
    if source.quoted is not None or any(part in _MADE_IN for part in path.split("/")[:-1]):
        return ""
    if path.endswith((".tf", ".tofu")):
        return HCL
    if path.endswith((".yaml", ".yml", ".template")) and source.text.lstrip()[:1] not in ("{", "["):
        # An anchor puts one text in several places, of which only some may want the change.
        return "" if _ANCHOR.search(source.text) or "aws:cdk:path" in source.text else YAML
    if path.endswith((".json", ".yaml", ".yml", ".template")):
        return "" if _MADE_BY_CDK in source.text or _PLAN.search(source.text) else JSON
    return ""


def entry(key: Span | None, value: Span) -> Entry | None:
    """The entry that a key and a value are, when they stand together on one line and nothing else does."""
    if key is None or key.source is not value.source:
        return None
    source = key.source
    language = language_of(source)
    text = source.text
    if not language or not _GAP.fullmatch(text, key.end, value.start):
        return None
    whole = text[key.start : value.end]
    if "\n" in whole or "${" in whole or not _TAIL.match(text, value.end):
        return None
    return Entry(source, language, key, value)


def is_line(found: Entry) -> bool:
    """Whether an entry has its line for itself."""
    text = found.source.text
    return _ENDING.match(text, found.value.end) is not None and not _prefix(text, found.key.start).strip()


def is_literal(found: Entry, value: Scalar) -> bool:
    """Whether the value of an entry is written as a literal, without an escape."""
    written = found.source.text[found.value.start : found.value.end]
    if isinstance(value, str):
        if written[:1] in ('"', "'"):
            is_plain = _PLAIN_TEXT.fullmatch(value) is not None
            return is_plain and written[1:-1] == value and written[-1] == written[0]
        return found.language == YAML and written == value
    return value is not None and written == _plain(value)


def replaced(found: Entry, value: Scalar, unquoted: bool = False) -> Stretch | None:
    """The edit that gives an entry another value, in quotes if there are any unless it is `unquoted`."""
    quote = found.source.text[found.value.start]
    if quote not in ('"', "'") or (unquoted and not isinstance(value, str)):
        quote = ""
    text = _literal(value, found.language, quote)
    return None if text is None else (found.value.start, found.value.end, text)


def renamed(key: Span, name: str) -> Stretch | None:
    """The edit that gives an entry another key."""
    written = key.source.text[key.start : key.end]
    quote = written[0] if written[0] in ('"', "'") else ""
    if not language_of(key.source) or not _NAME.fullmatch(written.strip("\"'")) or not _NAME.fullmatch(name):
        return None
    return key.start, key.end, f"{quote}{name}{quote}"


def inserted(after: Entry, key: str, value: Scalar) -> Stretch | None:
    """The edit that puts a new entry behind one, written as that one is."""
    text = after.source.text
    between = text[after.key.end : after.value.start]
    quote = text[after.key.start] if text[after.key.start] in ('"', "'") else ""
    is_quoted = after.is_json and isinstance(value, str)
    literal = _literal(value, after.language, '"' if is_quoted else "")
    if literal is None:
        return None
    name = f"{quote}{key}{quote}"
    end = after.value.end
    ending = _ENDING.match(text, end)
    prefix = _prefix(text, after.key.start)
    if ending is None or prefix.strip(" \t-"):
        return end, end, f", {name}{between}{literal}"
    if "=" in between and quote == "":
        room = len(text[after.key.start : after.value.start]) - len(between.lstrip())
        between = " " * max(room - len(name), 1) + between.lstrip()
    newline = "\r\n" if ending[0].endswith("\r\n") else "\n"
    line = " " * len(prefix) if "-" in prefix else prefix
    line += f"{name}{between}{literal}"
    if after.is_json and not ending[1]:
        return end, end, f",{newline}{line}"
    if not ending[0].endswith("\n"):
        return ending.end(), ending.end(), f"{newline}{line}{ending[1]}"
    return ending.end(), ending.end(), f"{line}{ending[1]}{newline}"


def removed(found: Entry, is_only: bool) -> Stretch | None:
    """The edit that takes an entry away, with its line, its comment and the comma that goes with it."""
    text, start, end = found.source.text, found.key.start, found.value.end
    prefix = _prefix(text, start)
    ending = _ENDING.match(text, end)
    if ending is None or prefix.strip(" \t-"):
        return _removed_inside(found)
    if found.language == YAML and is_only:
        return None  # an object would become nothing at all
    if prefix.strip():
        return _removed_from_item(text, start, ending.end())
    if found.is_json and not ending[1]:
        before = len(text[:start].rstrip())
        if text[before - 1] == ",":
            return before - 1, end, ""
    return _whole_lines(text, start - len(prefix), ending.end())


def _removed_inside(found: Entry) -> Stretch | None:
    """What is removed of `{ a = 1, b = 2 }`: the entry, and one of the commas beside it."""
    text, start, end = found.source.text, found.key.start, found.value.end
    behind = _COMMA.match(text, end)
    if behind is not None and text[behind.end()] not in "\r\n":
        return start, behind.end(), ""
    before = len(text[:start].rstrip(None if found.is_json else " \t"))
    if text[before - 1] == ",":
        return before - 1, end, ""
    if text[before - 1] == "{":
        closing = _CLOSING.match(text, end)
        return None if closing is None else (start, closing.start(1), "")
    return None


def _removed_from_item(text: str, start: int, end: int) -> Stretch | None:
    """What is removed behind the dash of an item of YAML: all up to the next key, which takes its place."""
    column = start - text.rfind("\n", 0, start) - 1
    next_key = end + column
    if text[end:next_key] != " " * column or text[next_key : next_key + 1] in ("", " ", "#", "-", "\n", "\r"):
        return None
    return start, next_key, ""


def _whole_lines(text: str, start: int, end: int) -> Stretch:
    """Lines that are removed, with a blank one that would be left beside another, or at an edge."""
    above = text[:start].rstrip(" \t\r\n")
    blank_above = text[len(above) : start].count("\n") > 1
    below = _BLANK.match(text, end)
    if below is not None and (blank_above or above[-1:] in ("{", "[")):
        return start, below.end(), ""
    if blank_above and _CLOSING.match(text, end):
        return text.rindex("\n", 0, text.rindex("\n", 0, start)) + 1, end, ""
    return start, end, ""


def _prefix(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at]


def _literal(value: Scalar, language: str, quote: str) -> str | None:
    """How a value is written; text in quotes, but for plain words of YAML."""
    plain = _plain(value)
    if isinstance(value, str):
        if not _PLAIN_TEXT.fullmatch(value):
            return None
        is_word = _PLAIN_YAML.fullmatch(value) and value.lower() not in _WORDS_OF_YAML
        if not quote and not (language == YAML and is_word):
            quote = '"'
    return None if plain is None else f"{quote}{plain}{quote}"


def _plain(value: Scalar) -> str | None:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
    return value


def said(value: Scalar) -> str:
    """A value in words for people."""
    return f'"{value}"' if isinstance(value, str) else str(_plain(value))
