"""Names in one vocabulary from names in another."""

from __future__ import annotations

import re


def camel_case(name: str) -> str:
    """`container_port` → `containerPort`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def snake_case(name: str) -> str:
    """`networkConfiguration.assignPublicIp` → `network_configuration.assign_public_ip`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
