"""Write ecslint/model/data/shapes.py: the keys of ECS requests with their types and enumerations.

usage: python tools/make_shapes.py DIRECTORY

DIRECTORY holds container_definition_keys.json, task_definition_keys.json and service_keys.json,
which list the members of the API's shapes as botocore has them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "ecslint" / "model" / "data" / "shapes.py"

CLOSED = frozenset(
    """
    container:dependsOn[].condition container:firelensConfiguration.type
    container:linuxParameters.devices[].permissions[] container:resourceRequirements[].type
    container:ulimits[].name container:versionConsistency
    task:ipcMode task:pidMode task:placementConstraints[].type task:proxyConfiguration.type
    task:requiresCompatibilities[] task:runtimePlatform.cpuArchitecture
    task:volumes[].dockerVolumeConfiguration.scope
    task:volumes[].efsVolumeConfiguration.authorizationConfig.iam
    task:volumes[].efsVolumeConfiguration.transitEncryption
    service:availabilityZoneRebalancing service:deploymentConfiguration.strategy
    service:deploymentController.type service:launchType
    service:networkConfiguration.awsvpcConfiguration.assignPublicIp service:schedulingStrategy
    """.split()
)
"""Enumerations to which AWS does not add from one month to the next, and that no other rule is about."""

HEADER = '''"""What ECS requests are made of: keys, types and closed enumerations.

A structure is a dict of its keys, a map is {{"*": type of its values}}, a list is a list of one, a
tuple is a closed enumeration, and a scalar is the name of its type.

Written by tools/make_shapes.py; source: {source}.
"""

from __future__ import annotations

from typing import TypeAlias

Shape: TypeAlias = "str | tuple[str, ...] | list[Shape] | dict[str, Shape]"

'''


def shape(node: dict[str, Any], path: str) -> Any:
    """A node of the key files as it is written in the module."""
    match node["type"]:
        case "structure":
            dot = "" if path.endswith(":") else "."
            return {name: shape(member, f"{path}{dot}{name}") for name, member in node["members"].items()}
        case "list":
            return [shape(node["items"], f"{path}[]")]
        case "map":
            return {"*": node["value"]["type"]}
        case "string" if path in CLOSED:
            return tuple(node["enum"])
    return node["type"]


def main(directory: Path) -> None:
    def read(kind: str) -> Any:
        return json.loads((directory / f"{kind}_keys.json").read_text(encoding="utf-8"))

    container, task, service = read("container_definition"), read("task_definition"), read("service")
    shapes = {
        "CONTAINER": shape(container["ContainerDefinition"], "container:"),
        "TASK_DEFINITION": shape(task["TaskDefinition"], "task:"),
        "SERVICE": shape(service["CreateServiceRequest"], "service:"),
    }
    del shapes["TASK_DEFINITION"]["containerDefinitions"]
    text = HEADER.format(source=container["_meta"]["source"])
    text += "".join(f"{name}: dict[str, Shape] = {value!r}\n" for name, value in shapes.items())
    TARGET.write_text(text, encoding="utf-8")
    subprocess.run(["ruff", "format", "--quiet", str(TARGET)], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
