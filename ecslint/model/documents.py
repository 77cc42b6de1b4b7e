"""JSON text as the value that it is the text of."""

from __future__ import annotations

from ecslint.json_text import JsonError, RepeatedKey, parse_json
from ecslint.value import Failure, Known, Text, Unknown, Value


def parsed(text: Known | Text) -> Value:
    """The content of JSON text; a Failure where it is no JSON."""
    if isinstance(text, Known) and not isinstance(text.value, str):
        return text
    parts = text.parts if isinstance(text, Text) else (text,)
    try:
        return parse_json(parts, text.span, text.via)
    except RepeatedKey as problem:
        # Go, in which Terraform's provider is written, merges the two.
        return Unknown(problem.message, problem.span, text.via)
    except JsonError as problem:
        return Failure(problem.message, problem.span, text.via)
