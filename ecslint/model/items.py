"""The members of a list, as one world sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from ecslint.value import Unknown, Value
from ecslint.world import Undetermined

T = TypeVar("T")
U = TypeVar("U")


class Items(Generic[T]):
    """The members of a list, as one world sees it.

    Iterating one that may hold more yields what is known and then raises Undetermined, so that
    `any(…)` proves presence, and nothing proves absence.
    """

    def __init__(self, items: list[T], open: Unknown | None = None) -> None:
        self._items = items
        self._open = open

    def __iter__(self) -> Iterator[T]:
        yield from self._items
        self.confirm_complete()

    def __len__(self) -> int:
        self.confirm_complete()
        return len(self._items)

    def __bool__(self) -> bool:
        if not self._items:
            self.confirm_complete()
        return bool(self._items)

    def __getitem__(self, index: int) -> T:
        if index >= len(self._items) or index < 0:
            self.confirm_complete()
        return self._items[index]

    def __contains__(self, wanted: object) -> bool:
        return any(item == wanted for item in self)

    @property
    def known(self) -> list[T]:
        """The members that are known to be there; more may be."""
        return self._items

    def kept(self, test: Callable[[T], bool]) -> Items[T]:
        """The members that pass a test; one that may or may not leaves the list open."""
        found, open = [], self._open
        for item in self._items:
            try:
                if test(item):
                    found.append(item)
            except Undetermined as problem:
                open = open or problem.unknown
        return Items(found, open)

    def joined(self, read: Callable[[T], Items[U]]) -> Items[U]:
        """The members of a list in each member; a list that cannot be read leaves the whole open."""
        found, open = [], self._open
        for item in self._items:
            try:
                inner = read(item)
            except Undetermined as problem:
                open = open or problem.unknown
                continue
            found += inner._items
            open = open or inner._open
        return Items(found, open)

    @property
    def unknown(self) -> Unknown | None:
        """Why there may be more members than are known, or None when there are no more."""
        return self._open

    def confirm_complete(self) -> None:
        """Raise Undetermined when there may be more members than are known."""
        if self._open is not None:
            raise Undetermined(self._open)


def readable(items: list[Value], open: Unknown | None, read: Callable[[Value], T]) -> Items[T]:
    """The members that can be read; one that cannot leaves the list open."""
    result: list[T] = []
    for item in items:
        try:
            result.append(read(item))
        except Undetermined as problem:
            open = open or problem.unknown
    return Items(result, open)


def first(items: Items[T], wanted: Callable[[T], bool]) -> T | None:
    """The first member that is wanted, past those of which nobody can tell; None when none is.

    Raises Undetermined when one of which nobody can tell may be wanted.
    """
    unknown = items.unknown
    for item in items.known:
        try:
            if wanted(item):
                return item
        except Undetermined as problem:
            unknown = unknown or problem.unknown
    if unknown is not None:
        raise Undetermined(unknown)
    return None
