"""Whether facts about files still hold."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint import facts, files, inventory
from ecslint.source import MAX_BYTES


class Answers:
    """The answers of now to what was asked then, each found out once."""

    def __init__(self) -> None:
        self._known: dict[facts.Fact, str] = {}

    def hold(self, asked: Iterable[tuple[facts.Fact, str]]) -> bool:
        """Whether all answers are still the same."""
        return all(self._answer(fact) == answer for fact, answer in asked)

    def _answer(self, fact: facts.Fact) -> str:
        known = self._known.get(fact)
        if known is None:
            with facts.collected() as seen:
                _ask(*fact)
            known = self._known[fact] = seen.get(fact, facts.UNSURE)
        return known


def _ask(what: str, path: str) -> None:
    """Ask again; the answer is noted as it was then."""
    kind, _, most = what.partition(" ")
    try:
        match kind:
            case facts.CONTENT:
                files.read(path, MAX_BYTES + 1)
            case facts.KIND:
                files.is_file(path)
            case facts.NAMES:
                files.names(path)
            case facts.REAL:
                files.real(path)
            case facts.BELOW:
                files.below(path, int(most))
            case facts.DOCUMENTS:
                facts.note(what, path, facts.of_names(inventory.take(path).documents))
    except OSError:
        return
