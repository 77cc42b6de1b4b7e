"""Write ecslint/model/data/task_slots.py: how many awsvpc tasks an instance can hold at most.

usage: python tools/make_task_slots.py FILE

FILE is eni_limits.json, which holds the network interfaces of each instance type, and the limits
with trunking of the ECS developer guide.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "ecslint" / "model" / "data" / "task_slots.py"

BURSTABLE = ("t2.", "t3.", "t3a.", "t4g.")
"""Families that have no trunking."""

HEADER = '''"""How many tasks in awsvpc mode an instance can hold at most, by its type.

With trunking where the type has it, whether the account enables that or not; without where no type
of the family has it. Other types are left out: AWS has added trunking to some of them.

Written by tools/make_task_slots.py; sources: ECS developer guide, "Supported Amazon EC2 instance
types" of elastic network interface trunking, and ec2:DescribeInstanceTypes.
"""

from __future__ import annotations

_SLOTS = """
'''

FOOTER = '''"""

TASK_SLOTS: dict[str, int] = {
    type: int(line.split()[0]) for line in _SLOTS.splitlines() for type in line.split()[1:]
}
'''


def slots(limits: dict[str, dict[str, int]]) -> dict[str, int]:
    """Instance types with the most tasks that they hold."""
    found = dict(limits["ecs_trunk_task_limit"])
    for name, interfaces in limits["max_enis"].items():
        if name in found or name.startswith(BURSTABLE):
            found[name] = max(found.get(name, 0), interfaces - 1)
    return found


def main() -> None:
    by_limit: dict[int, list[str]] = {}
    for name, limit in slots(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))).items():
        by_limit.setdefault(limit, []).append(name)
    lines: list[str] = []
    for limit, names in sorted(by_limit.items()):
        line = str(limit)
        for name in sorted(names):
            if len(line) + len(name) > 100:
                lines.append(line)
                line = str(limit)
            line += f" {name}"
        lines.append(line)
    TARGET.write_text(HEADER + "\n".join(lines) + "\n" + FOOTER, encoding="utf-8")


if __name__ == "__main__":
    main()
