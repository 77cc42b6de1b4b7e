"""Starts a rule: a check that finds nothing yet, and a page whose examples say what it should find."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ecslint.engine.registry import load_rules

LINE_LENGTH = 110
_IMPORT = re.compile(r"^from ecslint\.api import (\([^)]*\)|[^\n]*)", re.MULTILINE)
RULES = Path(__file__).resolve().parent.parent / "rules"

CHECK = '''

@rule("{code}", "{name}")
def {function}(task: TaskDefinition) -> Iterator[Finding]:
    """{summary}."""
    if task.network_mode == "change this":
        yield Finding(
            at=task.at("network_mode"),
            message=f"{{task}} is wrong, because",
            aws_error="What AWS answers.",
            help="what to write instead",
        )
'''

PAGE = """\
# {code} {name}

{summary}.

**error** · Terraform, CloudFormation, ECS JSON

## What AWS does

Say what AWS refuses or what will not work, and where AWS documents it.

## Bad

```terraform
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  network_mode          = "change this" # {code}
  container_definitions = jsonencode([{{ name = "web", image = "nginx:1.27", memory = 256 }}])
}}
```

```yaml
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: change this # {code}
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.27
          Memory: 256
```

## Good

```terraform
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{{ name = "web", image = "nginx:1.27", memory = 256 }}])
}}
```

## Unknown

```terraform
variable "network_mode" {{
  type = string
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  network_mode          = var.network_mode
  container_definitions = jsonencode([{{ name = "web", image = "nginx:1.27", memory = 256 }}])
}}
```

## See also

- [What AWS says](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/)
"""


def main(code: str, name: str, rules: Path = RULES) -> str:
    """Write the page and the check; what to do next, or why nothing was written."""
    if not re.fullmatch(r"ECS\d{3}", code) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        sys.exit("usage: make new-rule CODE=ECS299 NAME=reads-as-allow-this")
    known = load_rules(str(rules))
    for rule in known:
        if code == rule.code or name == rule.name:
            sys.exit(f"{rule.code} {rule.name} exists: codes and names are never used again")
    families = {rule.family for rule in known if rule.code[:4] == code[:4]}
    if not families:
        sys.exit(
            f"no family has codes that start with {code[:4]}: make rules/<family>/checks.py with a first rule"
        )
    family = rules / families.pop()
    words = {"code": code, "name": name, "function": name.replace("-", "_")}
    words["summary"] = name.replace("-", " ").capitalize()
    page, checks = family / f"{code}.md", family / "checks.py"
    page.write_text(PAGE.format(**words), encoding="utf-8")
    text = _with_imports(checks.read_text(encoding="utf-8"), {"Finding", "TaskDefinition", "rule"})
    checks.write_text(text.rstrip() + "\n" + CHECK.format(**words), encoding="utf-8")
    return (
        f"{page}\n{checks}\n"
        f"Write the examples first, see them fail (pytest -k {code}), write the check, then: make docs test"
    )


def _with_imports(text: str, needed: set[str]) -> str:
    """The module with these names imported from ecslint.api, in the order that ruff wants."""
    present = _IMPORT.search(text)
    if present is None:
        sys.exit("this family's checks.py does not import from ecslint.api")
    names = {*re.findall(r"\w+", present[1]), *needed}
    ordered = sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))
    line = f"from ecslint.api import {', '.join(ordered)}"
    if len(line) > LINE_LENGTH:
        line = "from ecslint.api import (\n" + "".join(f"    {name},\n" for name in ordered) + ")"
    return text[: present.start()] + line + text[present.end() :]


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2]))
