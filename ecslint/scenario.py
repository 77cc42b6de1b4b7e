"""Scenarios: which combinations of inputs a stack allows, and what its own conditions are called."""

from __future__ import annotations

from ecslint.condition import Condition, atoms


class Scenarios:
    """What a stack says of its inputs.

    `names` are its conditions and what it calls them; `constraints` hold whatever the inputs are,
    since no deployment comes about where one does not.
    """

    __slots__ = ("_inputs", "constraints", "names")

    def __init__(
        self, names: dict[Condition, str] | None = None, constraints: tuple[Condition, ...] = ()
    ) -> None:
        self.names = names or {}
        self.constraints = constraints
        self._inputs = [{atom.input for atom in atoms(constraint)} for constraint in constraints]

    def concerning(self, inputs: set[str]) -> list[Condition]:
        """The constraints that tie some inputs, directly or through others."""
        left = list(zip(self.constraints, self._inputs, strict=True))
        found: list[Condition] = []
        tied = set(inputs)
        while True:
            more = [(constraint, named) for constraint, named in left if named & tied]
            if not more:
                return found
            for each in more:
                left.remove(each)
                found.append(each[0])
                tied |= each[1]


FREE = Scenarios()
"""Those of a stack that says nothing."""
