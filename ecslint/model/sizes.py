"""Task sizes as ECS reads them: numbers, and texts such as "1 vCPU" and ".5 GB" (F-151)."""

from __future__ import annotations

import re
from decimal import Decimal

FARGATE_SIZES: dict[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: (1024, 2048, 3072, 4096),
    1024: tuple(range(2048, 8192 + 1, 1024)),
    2048: tuple(range(4096, 16384 + 1, 1024)),
    4096: tuple(range(8192, 30720 + 1, 1024)),
    8192: tuple(range(16384, 61440 + 1, 4096)),
    16384: tuple(range(32768, 122880 + 1, 8192)),
    32768: (61440, 122880, 249856),
}
"""CPU units of a Fargate task → the MiB of memory that go with them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

WINDOWS_FARGATE_CPU = (1024, 2048, 4096)
"""CPU units of a Windows task on Fargate (F-152)."""


def cpu_units(text: str | None) -> int | None:
    """CPU units of "1024", "1 vCPU" or ".25 vcpu"; None for what is no size."""
    return _size(text, "vcpu")


def mebibytes(text: str | None) -> int | None:
    """MiB of "2048", "2 GB" or "0.5gb"; None for what is no size."""
    return _size(text, "gb")


def _size(text: str | None, unit: str) -> int | None:
    if text is None:
        return None
    match = re.fullmatch(r"\s*([0-9]+|[0-9]*\.[0-9]+)\s*([a-z]*)\s*", text.lower())
    if match is None:
        return None
    number, written_unit = Decimal(match[1]), match[2]
    if written_unit == unit:
        number *= 1024
    elif written_unit:
        return None
    return int(number) if number == int(number) else None
