"""Where the documentation is: the only place that knows the address of the project."""

from __future__ import annotations

_PROJECT = "https://github.com/ecslint/ecslint"
ISSUES = f"{_PROJECT}/issues"


def page(code: str, family: str) -> str:
    """The page of a rule; without a family (a code of the input itself) the list of all rules."""
    return f"{_PROJECT}/blob/main/" + (f"rules/{family}/{code}.md" if family else "docs/rules.md")
