"""Where the documentation is: the only place that knows the address of the project."""

from __future__ import annotations

PROJECT = "https://github.com/ecslint/ecslint"
OURS = "ECS"
"""How the codes of ecslint's own rules begin."""
ISSUES = f"{PROJECT}/issues"


def page(code: str, family: str) -> str:
    """The page of a rule; without a family (a code of the input itself) the list of all rules.

    Empty for a rule of somebody's own: its page is known to them alone.
    """
    if not code.startswith(OURS):
        return ""
    return f"{PROJECT}/blob/main/" + (f"rules/{family}/{code}.md" if family else "docs/rules.md")
