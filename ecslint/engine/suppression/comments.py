"""Suppressions in the comments of a file."""

from __future__ import annotations

from ecslint.engine.finding import Suppression
from ecslint.engine.suppression.directive import FILE, Directive, directives
from ecslint.engine.suppression.ignore import Ignore, Stretch, Word
from ecslint.engine.suppression.layout import Layout, layout
from ecslint.engine.suppression.scope import heads, scope
from ecslint.source import Source, Span

MARKER = "ecslint:"


def in_comments(source: Source) -> list[Ignore]:
    """The suppressions that the comments of a file ask for, in their order."""
    if MARKER not in source.text:
        return []
    laid_out = layout(source)
    return [
        _ignore(source, laid_out, comment, directive)
        for comment in laid_out.comments
        for directive in directives(source.text[slice(*comment)])
    ]


def _ignore(source: Source, laid_out: Layout, comment: tuple[int, int], directive: Directive) -> Ignore:
    start, end, fault = 0, len(source.text) + 1, directive.fault
    if directive.kind == FILE:
        if not heads(source.text, laid_out, comment):
            fault = fault or "ignore-file counts only at the top of a file, before anything else"
    else:
        found = scope(source.text, laid_out, comment)
        if found is None:
            fault = fault or "nothing stands directly below it"
        else:
            start, end = found
            end += end == len(source.text)
    begin = comment[0]
    span = Span(source, begin + directive.start, begin + directive.end)
    words = [Word(text, Span(source, begin + at, begin + at + len(text))) for text, at in directive.words]
    return Ignore(
        Suppression(span, directive.reason, directive.until), words, Stretch(source.path, start, end), fault
    )
