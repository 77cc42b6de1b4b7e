"""Plans and states in forms that only Terraform and people read, given in the place of JSON."""

from __future__ import annotations

import re

_ENOUGH = 64 * 1024
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_TEXT = re.compile(
    r"^(?:Terraform|OpenTofu) (?:will perform the following|used the selected providers)"
    r"|^(?:No changes\. |Plan: \d+ to add)"
    r"|^# (?:\w[\w-]*\.)+[^\n]*:\n(?:resource|data) \"",
    re.MULTILINE,
)
_EVENTS = re.compile(r'\s*\{"@level":')
_STATE = re.compile(r'"terraform_version"\s*:.*"serial"\s*:.*"lineage"\s*:', re.DOTALL)
_ENCRYPTED = re.compile(r'\s*\{.*"meta"\s*:.*"encrypted_data"\s*:\s*"', re.DOTALL)


def unshown(path: str) -> str:
    """What a file is that `terraform show -json` has to print first; empty for any other."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(_ENOUGH)
    except OSError:
        return ""
    if data.startswith(b"PK\x03\x04"):
        return "a saved plan" if b"tfplan" in data else ""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = _ESCAPES.sub("", data.decode(encoding, "replace")).replace("\r\n", "\n")
    if _EVENTS.match(text):
        return "the log of a plan"
    if _ENCRYPTED.match(text):
        return "a plan or state that OpenTofu has encrypted"
    if _STATE.search(text):
        return "a state as Terraform keeps it"
    return "a plan or state in words" if _TEXT.search(text) else ""
