"""Configuration files: `ecslint.toml`, or `[tool.ecslint]` in `pyproject.toml`.

The file nearest to a stack counts, upwards to the top of its repository. Paths in a file are relative
to it, and what it cannot mean is refused.
"""

from __future__ import annotations

from ecslint.config.content import Configuration, Environment, PathRule, Said, Settings, StackTable
from ecslint.config.reading import read

__all__ = ["Configuration", "Environment", "PathRule", "Said", "Settings", "StackTable", "read"]
