"""Data flows one way, and so do imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"facts"},
    {"files", "source", "refusal", "patterns", "condition", "scenario", "cfn_lint_ids"},
    {"value"},
    {
        "json_scalars",
        "json_syntax",
        "json_text",
        "toml_text",
        "yaml_parser",
        "yaml_text",
        "assumed",
        "world",
        "place",
        "fix",
        "entries",
    },
    {"hcl"},
    {"resource"},
    {"parsers"},
    {"model"},
    {"engine"},
    {"api"},
    {
        "config",
        "cache",
        "configurations",
        "deployments",
        "environments",
        "exclusion",
        "finder",
        "grouping",
        "ignore_files",
        "ignored",
        "inferred",
        "project",
        "inventory",
        "looking",
        "memory",
        "outlines",
        "shards",
        "stack",
        "templates",
        "unit",
        "workers",
    },
    {"harness", "report"},
    {"partial"},
    {"commands"},
    {"cli", "__main__"},
    {"integrations"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
MODULES = sorted((ROOT / "ecslint").rglob("*.py"))
CHECKS = sorted((ROOT / "rules").glob("*/*.py"))


def imports(path: Path) -> set[str]:
    """The modules of ecslint that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "ecslint"}


def layer(name: str) -> str:
    return name.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_lies_before_it(path: Path) -> None:
    parts = path.relative_to(ROOT / "ecslint").with_suffix("").parts
    if parts == ("__init__",):
        assert imports(path) == set()
        return
    own = RANK[parts[0]]
    known = {name for name in imports(path) if layer(name) in RANK}
    assert {name for name in known if RANK[layer(name)] > own} == set()


def test_a_report_sees_findings_only() -> None:
    for path in (ROOT / "ecslint" / "report").glob("*.py"):
        seen = {name.rsplit(".", 1)[0] for name in imports(path) if not name.startswith("ecslint.report")}
        allowed = {"ecslint", "ecslint.engine.finding", "ecslint.engine.describe", "ecslint.place"}
        assert seen <= allowed | {"ecslint.source", "ecslint.value"}, path


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.parent.name)
def test_a_rule_imports_the_api_and_nothing_else(path: Path) -> None:
    assert {name.rsplit(".", 1)[0] for name in imports(path)} <= {"ecslint.api"}


def test_parsers_know_no_ecs() -> None:
    for package in ("terraform", "cloudformation"):
        for path in (ROOT / "ecslint" / "parsers" / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for word in ("aws_ecs_", "aws_lb", "AWS::ECS::Service", "AWS::ECS::TaskDefinition"):
                assert word not in text, f"{path} names {word}"
