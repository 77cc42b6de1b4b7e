"""The words for when a finding holds: in those of the configuration, where it has some."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.condition import Scalar
from ecslint.world import Decision, World

Need = tuple[World, list[Decision]]
"""A world in which a finding holds, and the decisions that it needs."""


def circumstances(needs: Iterable[Need]) -> tuple[str, ...]:
    """Each way in which a finding comes about, in words, once."""
    found: dict[str, list[str]] = {}
    for world, needed in needs:
        words, example = _in_words(world, needed)
        shortest = found.setdefault(words, example)
        if len(example) < len(shortest):
            found[words] = example
    return tuple(
        words + (f", as with {' and '.join(example)}" if example else "") for words, example in found.items()
    )


def _in_words(world: World, needed: list[Decision]) -> tuple[str, list[str]]:
    """What the decisions mean, and values of inputs for which it is so."""
    words: dict[str, None] = {}
    example: dict[str, str] = {}
    for decision in needed:
        condition = world.condition(decision.group)
        name = world.scenarios.names.get(condition)
        if name is None:
            words[_words(decision)] = None
            continue
        words[f"condition {name} is {'true' if world.holds(condition) else 'false'}"] = None
        for part in world.taken:
            if part.group == decision.group:
                value = world.sample(part.atom)
                if value is not None:
                    example[part.atom.input] = f"{part.atom.input}={_plain(value)}"
    return " and ".join(words), list(example.values())


def _plain(value: Scalar) -> str:
    return str(value) or '""'


def _words(decision: Decision) -> str:
    name, constant, domain = decision.atom
    answer = decision.answer
    if isinstance(constant, bool):
        if answer == constant:
            return name
        return f"!({name})" if " " in name else f"!{name}"
    if not answer and len(domain) == 2:
        answer, constant = True, next(other for other in domain if other != constant)
    shown = f'"{constant}"' if isinstance(constant, str) else "null" if constant is None else str(constant)
    return f"{name} {'==' if answer else '!='} {shown}"
