"""count, for_each and dynamic blocks: which instances there are, and under which condition."""

from __future__ import annotations

from pathlib import Path

from hcl_values import plain
from test_terraform import attribute, bodies, existence, one, stack_of

from ecslint.value import Sequence


def test_known_counts_and_for_each_make_instances(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_x" "none" { count = 0 }
        resource "aws_x" "two" {
          count = 2
          name  = "n${count.index}"
        }
        resource "aws_x" "each" {
          for_each = toset(["a", "b"])
          name     = "${each.key}${each.value}"
        }
        resource "aws_x" "map" {
          for_each = { web = { port = 80 } }
          port     = each.value.port
        }
        """,
    )
    assert bodies(stack) == {
        "aws_x.two[0]": {"name": "n0"},
        "aws_x.two[1]": {"name": "n1"},
        'aws_x.each["a"]': {"name": "aa"},
        'aws_x.each["b"]': {"name": "bb"},
        'aws_x.map["web"]': {"port": 80},
    }


def test_a_condition_in_count_is_the_condition_of_the_instance(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "create" { type = bool }
        variable "names" { type = list(string) }
        variable "type" {}
        resource "aws_x" "a" { count = var.create ? 1 : 0 }
        resource "aws_x" "b" { count = var.create && var.type == "EC2" ? 2 : 1 }
        resource "aws_x" "c" { count = length(var.names) > 0 ? 1 : 0 }
        resource "aws_x" "d" { for_each = var.create ? toset(["k"]) : [] }
        resource "aws_x" "e" { for_each = { for k in ["k", "l"] : k => k if k == "l" || var.create } }
        """,
    )
    assert existence(stack) == {
        "aws_x.a[0]": "var.create",
        "aws_x.b[0]": "true",
        "aws_x.b[1]": '(var.create && var.type == "EC2")',
        "aws_x.c[0]": "length(var.names) != 0",
        'aws_x.d["k"]': "var.create",
        'aws_x.e["k"]': "var.create",
        'aws_x.e["l"]': "true",
    }


def test_the_only_entry_of_an_object_is_known_though_its_key_is_not(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "name" {}
        locals {
          sole   = { (var.name) = { port = 80 } }
          merged = merge(local.sole, {})
          kept   = { for name, value in local.merged : "${name}-x" => value if value.port == 80 }
          two    = { (var.name) = { port = 80 }, b = { port = 81 } }
          both   = merge(local.sole, { b = { port = 81 } })
        }
        resource "aws_x" "sole" {
          for_each = local.sole
          port     = each.value.port
        }
        resource "aws_x" "kept" {
          for_each = local.kept
          port     = each.value.port
        }
        resource "aws_x" "two" {
          for_each = local.two
          port     = each.value.port
        }
        resource "aws_x" "both" {
          for_each = local.both
          port     = each.value.port
        }
        """,
    )
    found = bodies(stack)
    assert {key: found[key] for key in ("aws_x.sole[*]", "aws_x.kept[*]")} == {
        "aws_x.sole[*]": {"port": 80},
        "aws_x.kept[*]": {"port": 80},
    }
    assert existence(stack)["aws_x.sole[*]"] == "true"
    assert found["aws_x.two[*]"] != {"port": 80}
    assert found["aws_x.both[*]"] != {"port": 80}


def test_the_only_entry_of_an_object_is_converted_like_any_other(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                variable "name" {}
                module "m" {
                  source = "./m"
                  given  = { (var.name) = { port = "80" } }
                }
            """,
            "m/main.tf": """
                variable "given" { type = map(object({ port = number, mode = optional(string, "ip") })) }
                resource "aws_x" "x" {
                  for_each = var.given
                  port     = each.value.port
                  mode     = each.value.mode
                }
            """,
        },
    )
    assert bodies(stack) == {"module.m.aws_x.x[*]": {"port": 80, "mode": "ip"}}


def test_an_unknown_number_of_instances_is_one_that_stands_for_all(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "size" { type = number }
        variable "services" { type = map(object({ port = number })) }
        resource "aws_x" "a" {
          count = var.size
          name  = "n${count.index}"
        }
        resource "aws_x" "b" {
          for_each = var.services
          port     = each.value.port
          key      = each.key
          other    = aws_x.a[0].arn
          mine     = aws_x.c[each.key].arn
        }
        resource "aws_x" "c" { for_each = var.services }
        resource "aws_x" "many" { count = 1000 }
        """,
    )
    assert existence(stack) == {
        "aws_x.a[*]": "var.size != 0",
        "aws_x.b[*]": "length(var.services) != 0",
        "aws_x.c[*]": "length(var.services) != 0",
        "aws_x.many[*]": "true",
    }
    assert bodies(stack)["aws_x.b[*]"] == {
        "port": ("unknown", "var.services[each.key in var.services].port"),
        "key": ("unknown", "each.key in var.services"),
        "other": ("ref", "aws_x.a[*].arn"),
        "mine": ("ref", "aws_x.c[*].arn"),
    }


def test_references_respect_the_condition_of_the_instance(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "create" { type = bool }
        resource "aws_x" "a" {
          count = var.create ? 1 : 0
          name  = "a"
        }
        resource "aws_x" "b" {
          plain   = aws_x.a[0].arn
          guarded = var.create ? aws_x.a[0].arn : "none"
          tried   = try(aws_x.a[0].arn, "none")
          only    = one(aws_x.a[*].arn)
          joined  = join("", aws_x.a.*.name)
          legacy  = element(concat(aws_x.a.*.arn, [""]), 0)
          number  = length(aws_x.a)
        }
        """,
    )
    reference = ("ref", "aws_x.a[0].arn")
    assert bodies(stack)["aws_x.b"] == {
        "plain": reference,
        "guarded": ("if", "var.create", reference, "none"),
        "tried": ("if", "var.create", reference, "none"),
        "only": ("if", "var.create", reference, None),
        "joined": ("if", "var.create", "a", ""),
        "legacy": ("if", "var.create", reference, ""),
        "number": ("if", "var.create", 1, 0),
    }


def test_reading_an_instance_that_is_never_made_is_unknown(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_x" "a" { count = 0 }
        resource "aws_x" "b" {
          read  = aws_x.a[0].arn
          tried = try(aws_x.a[0].arn, "none")
        }
        """,
    )
    assert bodies(stack) == {"aws_x.b": {"read": ("unknown", ""), "tried": "none"}}


def test_a_counted_resource_without_an_index_is_its_only_instance(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_x" "a" { count = 1 }
        resource "aws_x" "b" { arn = "${aws_x.a.arn}" }
        """,
    )
    assert bodies(stack)["aws_x.b"] == {"arn": ("ref", "aws_x.a[0].arn")}


def test_nested_blocks_of_a_type_are_one_sequence(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_x" "a" {
          setting { name = "one" }
          dynamic "setting" {
            for_each = [{ n = "two" }, { n = "three" }]
            iterator = it
            content {
              name  = it.value.n
              place = it.key
            }
          }
        }
        """,
    )
    assert bodies(stack) == {
        "aws_x.a": {"setting": [{"name": "one"}, {"name": "two", "place": 0}, {"name": "three", "place": 1}]}
    }
    settings = attribute(stack, "aws_x.a", "setting")
    assert isinstance(settings, Sequence)
    assert settings.items[0].span.bounds() == (3, 11, 3, 18)


def test_a_dynamic_block_may_depend_on_a_condition(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "lb" { type = bool }
        variable "volumes" { type = list(string) }
        variable "groups" {
          default = []
        }
        resource "aws_x" "a" {
          dynamic "load_balancer" {
            for_each = var.lb ? [80] : []
            content { port = load_balancer.value }
          }
          dynamic "volume" {
            for_each = var.volumes
            content { name = volume.value }
          }
          dynamic "group" {
            for_each = var.groups
            content { name = group.value }
          }
        }
        """,
    )
    assert bodies(stack) == {
        "aws_x.a": {
            "load_balancer": [("if", "var.lb", {"port": 80}, ("absent",))],
            "volume": ("open", [], "var.volumes"),
            "group": [],
        }
    }


def test_dynamic_blocks_nest(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        locals { rules = { a = ["x", "y"], b = [] } }
        resource "aws_x" "a" {
          dynamic "rule" {
            for_each = local.rules
            content {
              name = rule.key
              dynamic "target" {
                for_each = rule.value
                content { id = "${rule.key}-${target.value}" }
              }
            }
          }
        }
        """,
    )
    assert plain(attribute(stack, "aws_x.a", "rule")) == [
        {"name": "a", "target": [{"id": "a-x"}, {"id": "a-y"}]},
        {"name": "b", "target": []},
    ]
