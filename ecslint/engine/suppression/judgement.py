"""Judgement: which suppressions are of no use. One that may be of use somewhere else is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.engine.suppression.claim import Claim, Key, holds
from ecslint.engine.suppression.ignore import Ignore, Word
from ecslint.resource import MINOR, Stack
from ecslint.source import Span

if TYPE_CHECKING:
    from ecslint.engine.suppression.suppressions import Suppressions

ABOUT_SUPPRESSIONS = frozenset(("ECS002", "ECS003"))


class Useless(NamedTuple):
    """A suppression, or one word of it, that is of no use: why, and what to do about it.

    Without a word all of it is meant. `removable` when it can be taken away without changing what is
    reported. Of a part of a run `claim` is what the rest of it has to bear out.
    """

    span: Span
    message: str
    help: str
    ignore: Ignore
    word: Word | None = None
    removable: bool = True
    claim: Key | None = None


_REMOVE = "remove it; ecslint remove-ignores does that"


def useless(suppressions: Suppressions, ignores: Iterable[Ignore]) -> Iterator[Useless]:
    """What is of no use, or cannot count, of some suppressions, after all rules have been run."""
    places: Counter[tuple[str, int, int]] = Counter()
    for ignore in ignores:
        span, until = ignore.suppression.span, ignore.suppression.until
        place = span.source.path, span.start, span.end
        places[place] += 1
        if ignore.fault:
            message = f"this suppression does not count: {ignore.fault}"
            yield Useless(span, message, "", ignore, removable=False)
            continue
        if suppressions.is_over(ignore):
            message = f"this suppression ended with {until}, so what it silenced is reported again"
            yield Useless(span, message, "mend what is reported, or set a later day", ignore)
            continue
        for number, word in enumerate(ignore.words):
            if not word.codes:
                help = f"did you mean {word.nearest}?" if word.nearest else "ecslint rules lists all of them"
                yield Useless(word.span, f"there is no rule '{word.text}' to suppress", help, ignore, word)
            elif not word.codes & ABOUT_SUPPRESSIONS:
                key = (*place, places[place], number)
                if _is_claimed(suppressions, ignore, word, key):
                    message = f"the suppression of {word.text} silences nothing"
                    claim = key if suppressions.policy.is_part else None
                    yield Useless(word.span, message, _REMOVE, ignore, word, claim=claim)


def _is_claimed(suppressions: Suppressions, ignore: Ignore, word: Word, key: Key) -> bool:
    """Whether a word has nothing to silence here, and in all that was not looked at, as far as that is known.

    A part of a run says what it knows, for the whole to decide.
    """
    claim = _claim(suppressions, ignore, word)
    if claim is None or not suppressions.policy.is_part:
        return holds(claim)
    suppressions.claims[key] = claim
    return not claim.is_used


def _claim(suppressions: Suppressions, ignore: Ignore, word: Word) -> Claim | None:
    if word.used:
        return Claim(is_used=True)
    if not suppressions.policy.saw_all(ignore.scope.path):
        return None
    level, concerned = suppressions.concerned(ignore)
    is_certain = all(word.codes <= suppressions.ran[id(stack)] for stack in concerned) and not any(
        _may_hide(suppressions, stack, ignore, word) for stack in concerned
    )
    return Claim(False, level, is_certain)


def _may_hide(suppressions: Suppressions, stack: Stack, ignore: Ignore, word: Word) -> bool:
    """Whether there may be something to silence in a stack, all of which cannot be known."""
    if stack.hides:
        return True
    if any(ignore.scope.holds(unknown.span.shown) for unknown in stack.unknowns):
        return True
    broken = [each for each in stack.problems if each.code == "ECS001" and each.severity != MINOR]
    if any(ignore.scope.concerns(each.span.source.path) for each in broken):
        return True
    return any((id(stack), code) in suppressions.abstained for code in word.codes)
