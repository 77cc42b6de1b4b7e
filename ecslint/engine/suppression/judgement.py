"""Judgement: which suppressions are of no use. One that may be of use somewhere else is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.engine.suppression.ignore import Ignore, Word
from ecslint.resource import MINOR, Stack
from ecslint.source import Span

if TYPE_CHECKING:
    from ecslint.engine.suppression.suppressions import Suppressions

ABOUT_SUPPRESSIONS = frozenset(("ECS002", "ECS003"))


class Useless(NamedTuple):
    """A suppression, or one word of it, that is of no use: why, and what to do about it.

    Without a word all of it is meant. `removable` when it can be taken away without changing what is
    reported.
    """

    span: Span
    message: str
    help: str
    ignore: Ignore
    word: Word | None = None
    removable: bool = True


_REMOVE = "remove it; in comments and configuration files ecslint remove-ignores does that"


def useless(suppressions: Suppressions, ignores: Iterable[Ignore]) -> Iterator[Useless]:
    """What is of no use, or cannot count, of some suppressions, after all rules have been run."""
    for ignore in ignores:
        span, until = ignore.suppression.span, ignore.suppression.until
        if ignore.fault:
            message = f"this suppression does not count: {ignore.fault}"
            yield Useless(span, message, "", ignore, removable=False)
            continue
        if suppressions.is_over(ignore):
            message = f"this suppression ended with {until}, so what it silenced is reported again"
            yield Useless(span, message, "mend what is reported, or set a later day", ignore)
            continue
        for word in ignore.words:
            if not word.codes:
                help = f"did you mean {word.nearest}?" if word.nearest else "ecslint rules lists all of them"
                yield Useless(word.span, f"there is no rule '{word.text}' to suppress", help, ignore, word)
            elif not word.used and _is_certain(suppressions, ignore, word):
                message = f"the suppression of {word.text} silences nothing"
                yield Useless(word.span, message, _REMOVE, ignore, word)


def _is_certain(suppressions: Suppressions, ignore: Ignore, word: Word) -> bool:
    """Whether it is known that a word has nothing to silence, here and in all that was not looked at."""
    if word.codes & ABOUT_SUPPRESSIONS or not suppressions.policy.saw_all(ignore.scope.path):
        return False
    concerned = suppressions.concerned(ignore)
    if not all(word.codes <= suppressions.ran[id(stack)] for stack in concerned):
        return False
    return not any(_may_hide(suppressions, stack, ignore, word) for stack in concerned)


def _may_hide(suppressions: Suppressions, stack: Stack, ignore: Ignore, word: Word) -> bool:
    """Whether there may be something to silence in a stack, all of which cannot be known."""
    if stack.damaged or (not stack.complete and not stack.unknowns):
        return True
    if any(ignore.scope.holds(unknown.span.shown) for unknown in stack.unknowns):
        return True
    broken = [each for each in stack.problems if each.code == "ECS001" and each.severity != MINOR]
    if any(ignore.scope.concerns(each.span.source.path) for each in broken):
        return True
    return any((id(stack), code) in suppressions.abstained for code in word.codes)
