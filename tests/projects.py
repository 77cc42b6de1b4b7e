"""Small projects that a test writes into its directory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write(files: Mapping[str, str | bytes], root: Path | None = None) -> None:
    """Files with their content, and their directories, below a root or the working directory."""
    for name, content in files.items():
        path = (root or Path()) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def replace(name: str, old: str, new: str) -> None:
    """Another text in the place of the first one like it in a file, which has to be there."""
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    write({name: text.replace(old, new, 1)})
