"""Expressions made at random, the same ones each time: every operator and every function of Terraform.

A template has holes that name what may stand there; most results are valid, and some are meant to be refused.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

TEMPLATES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "terraform_expressions.json").read_text(encoding="utf-8")
)
_OF_EACH_OPERATION = 15
_OF_EACH_CALL = 10
_HOLE = re.compile(r"\{\{|\}\}|\{(\w+)\}")


class Maker:
    """Fills the holes of templates; some with what is sensitive, where `secrets` are asked for."""

    def __init__(self, seed: int, *, secrets: bool = False) -> None:
        self.random = random.Random(seed)
        self.secrets = secrets

    def fill(self, template: str, depth: int) -> str:
        def hole(found: re.Match[str]) -> str:
            return {"{{": "{", "}}": "}"}.get(found[0]) or self.part(found[1], depth)

        return _HOLE.sub(hole, template)

    def part(self, kind: str, depth: int) -> str:
        made = self.plain(kind, depth)
        return f"(sensitive({made}))" if self.secrets and self.random.random() < 0.2 else made

    def plain(self, kind: str, depth: int) -> str:
        constants = TEMPLATES["constants"].get(kind)
        if constants is not None:
            nested = TEMPLATES["nested"].get(kind)
            if depth and nested and self.random.random() < 0.2:
                return self.fill(self.random.choice(nested), depth - 1)
            return str(self.random.choice(constants))
        templates = TEMPLATES["collections"][kind]
        if not depth:
            templates = [each for each in templates if not re.search(r"\{(strings|list)\}", each)]
        return self.fill(self.random.choice(templates), max(depth - 1, 0))


def expressions(seed: int) -> list[str]:
    """All of them, each once."""
    maker = Maker(seed)
    made: dict[str, None] = {}
    for kind, count in (("operators", _OF_EACH_OPERATION), ("functions", _OF_EACH_CALL)):
        for template in TEMPLATES[kind]:
            for _ in range(count):
                made.setdefault(maker.fill(template, 2))
    return list(made)


def sensitivities(seed: int) -> list[str]:
    """Whether what is made of sensitive values is sensitive, and whether its parts are, each once."""
    maker = Maker(seed, secrets=True)
    made: dict[str, None] = {}
    for template in [*TEMPLATES["operators"], *TEMPLATES["functions"]]:
        for question in TEMPLATES["sensitivities"]:
            made.setdefault(question.replace("EXPRESSION", maker.fill(template, 1)))
    return list(made)
