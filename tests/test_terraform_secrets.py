"""What Terraform says is sensitive, where a configuration asks for it with `issensitive`."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_terraform import stack_of

from ecslint.hcl.equality import configured
from ecslint.value import Known, Unknown

MAIN = """
variable "secret" {
  default   = "x"
  sensitive = true
}
variable "settings" {
  type      = object({ name = optional(string, "web"), ports = optional(list(number), [80]) })
  default   = {}
  sensitive = true
}
variable "plain" { default = "x" }
variable "flag" { type = bool }
variable "later" {}
locals {
  derived = "${var.secret}!"
  mixed   = { a = var.secret, b = var.plain }
  listed  = [for name in ["a", var.secret] : upper(name)]
}
resource "aws_db_instance" "x" {
  password = var.secret
  username = "web"
}
module "m" {
  source = "./m"
  given  = var.secret
  other  = var.plain
}
output "asked" { value = QUESTION }
"""
INNER = """
variable "given" {}
variable "other" {}
output "given" { value = var.given }
output "other" { value = var.other }
output "asked" { value = [issensitive(var.given), issensitive(var.other)] }
output "declared" {
  value     = "x"
  sensitive = true
}
"""


def asked(root: Path, question: str) -> object:
    """The answer, or the reason for which there is none."""
    stack = stack_of(root, {"main.tf": MAIN.replace("QUESTION", question), "m/main.tf": INNER})
    value = configured(stack.exports[0])
    assert isinstance(value, Known | Unknown)
    return value.value if isinstance(value, Known) else value.reason


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("var.secret", True),
        ("var.plain", False),
        ("var.settings.name", True),
        ("var.settings.ports[0]", True),
        ("local.derived", True),
        ("local.mixed", False),
        ("local.mixed.a", True),
        ("local.mixed.b", False),
        ("local.listed", False),
        ("local.listed[1]", True),
        ("nonsensitive(var.secret)", False),
        ("nonsensitive(toset([var.secret]))", False),
        ("toset([var.secret])", True),
        ("jsonencode(local.mixed)", True),
        ('var.flag ? var.secret : "x"', True),
        ("module.m.given", True),
        ("module.m.other", False),
        ("module.m", False),
        ("aws_db_instance.x.password", True),
        (
            "aws_db_instance.x.username",
            "only its provider says whether aws_db_instance.x.username is sensitive",
        ),
        ("aws_db_instance.x.arn", "only its provider says whether aws_db_instance.x.arn is sensitive"),
        ("var.later", "var.later has no default"),
        ("[for each in [var.later] : 1 if each]", "whether the value is sensitive is not known"),
        # Terraform 1.11 lets a caller use what an output only declares to be sensitive; later ones do not.
        ("module.m.declared", "whether the value is sensitive is not known"),
        ('"${module.m.declared}!"', "whether the value is sensitive is not known"),
    ],
)
def test_what_is_sensitive(tmp_path: Path, what: str, answer: object) -> None:
    assert asked(tmp_path, f"issensitive({what})") == answer


def test_a_module_asks_what_its_caller_gives(tmp_path: Path) -> None:
    assert asked(tmp_path, "module.m.asked[0]") is True
    assert asked(tmp_path, "module.m.asked[1]") is False
