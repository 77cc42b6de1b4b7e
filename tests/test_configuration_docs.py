"""The examples of configuration in the documentation are configurations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecslint.cli import main

ROOT = Path(__file__).parent.parent
EXAMPLES = [
    pytest.param(text, id=f"{page}-{number}")
    for page in ("README.md", "docs/configuration.md")
    for number, text in enumerate(
        re.findall(
            r"^```toml\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
    )
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_read(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ecslint.toml").write_text("", encoding="utf-8")
    for name in re.findall(r'"([\w./]+\.(?:tfvars|json|yaml))"', text):
        (tmp_path / "inner" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inner" / name).write_text("", encoding="utf-8")
    (tmp_path / "inner").mkdir(exist_ok=True)
    (tmp_path / "inner" / "ecslint.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "inner")
    assert main(["config", "show"]) == 0
