"""Constraints on the version of a provider, as Terraform reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_terraform import stack_of

from ecslint.model.versions import may_be_at_least


@pytest.mark.parametrize(
    ("constraint", "room"),
    [
        ("", True),
        (">= 3.0", True),
        ("~> 4.0", False),
        ("~> 4", True),
        ("~> 4.9.1", False),
        ("~> 5.0", True),
        ("< 5.0", False),
        ("< 5", False),
        ("< 5.0.1", True),
        ("<= 4.67", False),
        ("<= 5", True),
        ("4.67.0", False),
        ("= 5.1", True),
        ("!= 5.0", True),
        ("> 2, < 4", False),
        ("v6.0.0", True),
        ("nonsense", True),
    ],
)
def test_a_constraint_leaves_room_for_version_5_or_not(constraint: str, room: bool) -> None:
    assert may_be_at_least(5, [constraint]) is room


def test_every_constraint_has_to_leave_room() -> None:
    assert not may_be_at_least(5, [">= 5.0", "< 5.0"])
    assert may_be_at_least(5, [])


def test_constraints_are_gathered_from_all_modules_and_in_every_spelling(tmp_path: Path) -> None:
    files = {
        "main.tf": 'terraform {\n  required_providers {\n    aws = "~> 3.0"\n  }\n}\n'
        'provider "aws" {\n  version = ">= 3.1"\n}\nmodule "m" { source = "./m" }\n',
        "more.tf.json": '{"terraform": {"required_providers": {"random": {"version": ">= 1"}}}}',
        "m/main.tf": "terraform {\n  required_providers {\n    aws = {\n"
        '      source  = "hashicorp/aws"\n      version = "< 5.0"\n    }\n  }\n}\n',
    }
    assert stack_of(tmp_path, files).providers == {"aws": ["~> 3.0", ">= 3.1", "< 5.0"], "random": [">= 1"]}
