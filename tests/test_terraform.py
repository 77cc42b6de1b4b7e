"""Root modules and the modules they call: what resources there are, and what their attributes are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hcl_values import plain
from projects import write

from ecslint.hcl.canonical import condition_text
from ecslint.parsers.terraform import called_modules, has_configuration, is_terraform_file, load
from ecslint.resource import Resource, Stack
from ecslint.source import Workspace
from ecslint.value import Sequence, Value


def stack_of(root: Path, files: dict[str, str]) -> Stack:
    write(files, root)
    return load(Workspace(str(root)), str(root))


def one(root: Path, text: str, **more: str) -> Stack:
    return stack_of(root, {"main.tf": text, **{f"{name}.tf": inner for name, inner in more.items()}})


def resource(stack: Stack, address: str) -> Resource:
    (found,) = [resource for resource in stack.resources if resource.address == address]
    return found


def attribute(stack: Stack, address: str, name: str) -> Value:
    return resource(stack, address).body.items[name]


def bodies(stack: Stack) -> dict[str, Any]:
    return {resource.address: plain(resource.body) for resource in stack.resources}


def existence(stack: Stack) -> dict[str, str]:
    return {resource.address: condition_text(resource.exists) for resource in stack.resources}


def way(value: Value) -> list[str]:
    return [step.note for step in value.via]


def line(value: Value) -> str:
    name = value.span.source.path.rsplit("/", 1)[-1]
    return f"{name}:{value.span.line}"


# -- variables, locals, outputs --------------------------------------------------------------------


def test_a_value_tells_the_way_it_came(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                variable "name" { default = "web" }
                locals { label = var.name }
                module "service" {
                  source = "./service"
                  family = local.label
                }
            """,
            "service/main.tf": """
                variable "family" {}
                resource "aws_ecs_task_definition" "t" { family = var.family }
            """,
        },
    )
    family = attribute(stack, "module.service.aws_ecs_task_definition.t", "family")
    assert plain(family) == "web"
    assert way(family) == ["argument family of module.service", "local.label", "default of var.name"]
    assert line(family) == "main.tf:2"


def test_a_part_of_a_value_tells_the_way_of_the_whole(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        locals { container = { name = "web", ports = [{ port = 80 }] } }
        resource "aws_x" "x" { port = local.container.ports[0].port }
        """,
    )
    port = attribute(stack, "aws_x.x", "port")
    assert (plain(port), way(port)) == (80, ["local.container"])


def test_variables_files_come_before_defaults_in_their_order(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                variable "a" { default = "default" }
                variable "b" { default = "default" }
                variable "c" { default = "default" }
                variable "d" { default = "default" }
                resource "aws_x" "x" { values = [var.a, var.b, var.c, var.d] }
            """,
            "terraform.tfvars": 'b = "tfvars"\nc = "tfvars"\n',
            "z.auto.tfvars": 'c = "auto"\n',
            "prod.tfvars": 'a = "not read"\n',
            "zz.auto.tfvars.json": '{"d": ["json"]}',
        },
    )
    values = attribute(stack, "aws_x.x", "values")
    assert plain(values) == ["default", "tfvars", "auto", ["json"]]
    assert isinstance(values, Sequence)
    assert way(values.items[2]) == ["set in z.auto.tfvars"]


def test_a_variables_file_of_a_called_module_is_not_read(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": 'module "m" { source = "./m" }',
            "m/main.tf": 'variable "a" { default = 1 }\nresource "aws_x" "x" { a = var.a }',
            "m/terraform.tfvars": "a = 2",
        },
    )
    assert bodies(stack) == {"module.m.aws_x.x": {"a": 1}}


def test_a_variable_is_converted_to_its_declared_type(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "v" {
          type = object({
            cpu   = string
            ports = set(number)
            tags  = optional(map(string))
            mode  = optional(string, "awsvpc")
            deep  = optional(object({ on = optional(bool, true) }), {})
          })
          default = { cpu = 256, ports = ["80", 80, 443], extra = 1 }
        }
        resource "aws_x" "x" { v = var.v }
        """,
    )
    assert bodies(stack) == {
        "aws_x.x": {
            "v": {"cpu": "256", "ports": [80, 443], "tags": None, "mode": "awsvpc", "deep": {"on": True}}
        }
    }


def test_null_for_a_variable_that_refuses_it_is_its_default(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                module "m" {
                  source = "./m"
                  a      = null
                  b      = null
                }
            """,
            "m/main.tf": """
                variable "a" {
                  default  = 1
                  nullable = false
                }
                variable "b" { default = 1 }
                resource "aws_x" "x" {
                  a = var.a
                  b = var.b
                }
            """,
        },
    )
    assert bodies(stack) == {"module.m.aws_x.x": {"a": 1, "b": None}}


def test_an_input_without_a_value_has_one_identity_wherever_it_is_used(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                variable "create" { type = bool }
                variable "tags" { type = object({ team = string }) }
                module "m" {
                  source = "./m"
                  on     = var.create
                  team   = var.tags.team
                }
                resource "aws_x" "x" { count = var.create ? 1 : 0 }
            """,
            "m/main.tf": """
                variable "on" { type = bool }
                variable "team" { type = string }
                variable "size" {}
                resource "aws_y" "y" {
                  count = var.on ? 1 : 0
                  team  = var.team
                  size  = var.size
                }
            """,
        },
    )
    assert existence(stack) == {"aws_x.x[0]": "var.create", "module.m.aws_y.y[0]": "var.create"}
    assert bodies(stack)["module.m.aws_y.y[0]"] == {
        "team": ("unknown", "var.tags.team"),
        "size": ("unknown", "module.m.var.size"),
    }


def test_a_validation_closes_an_input(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "type" {
          type = string
          validation {
            condition     = contains(["FARGATE", "EC2"], var.type)
            error_message = "One of the two."
          }
        }
        resource "aws_x" "x" {
          a = var.type == "EXTERNAL"
          b = var.type == "EC2" ? 1 : 2
        }
        """,
    )
    assert bodies(stack) == {"aws_x.x": {"a": False, "b": ("if", 'var.type == "EC2"', 1, 2)}}


def test_what_depends_on_itself_is_unknown(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                locals {
                  a = local.b
                  b = "${local.a}!"
                }
                module "m" {
                  source = "./m"
                  in     = module.m.out
                }
                resource "aws_x" "x" { a = local.a }
                resource "aws_x" "y" { count = length(aws_x.y) }
            """,
            "m/main.tf": """
                variable "in" {}
                output "out" { value = var.in }
                module "m" { source = "../m" }
                resource "aws_x" "x" { in = var.in }
            """,
        },
    )
    found = bodies(stack)
    assert found["aws_x.x"] == {"a": ("text", ("unknown", "local.a"), "!")}
    assert found["module.m.aws_x.x"]["in"][0] == "unknown"
    assert [unknown.reason for unknown in stack.unknowns] == ["module.m.module.m calls itself"]


# -- modules -----------------------------------------------------------------------------------------


def test_modules_pass_values_in_and_out_at_any_depth(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "live/main.tf": """
                module "outer" {
                  source = "../modules/outer"
                  name   = "a"
                }
                resource "aws_x" "x" { name = module.outer.name }
            """,
            "modules/outer/main.tf": """
                variable "name" {}
                module "inner" {
                  source = "../inner"
                  name   = "${var.name}b"
                }
                output "name" { value = module.inner.name }
            """,
            "modules/inner/main.tf": """
                variable "name" {}
                resource "aws_y" "y" { name = "${var.name}c" }
                output "name" { value = aws_y.y.name }
            """,
        },
    )
    stack = load(Workspace(str(tmp_path)), str(tmp_path / "live"))
    assert bodies(stack) == {
        "aws_x.x": {"name": ("ref", "module.outer.module.inner.aws_y.y.name")},
        "module.outer.module.inner.aws_y.y": {"name": "abc"},
    }
    inner = resource(stack, "module.outer.module.inner.aws_y.y")
    assert [step.note for step in inner.calls] == ["module.outer.module.inner", "module.outer"]


def test_module_instances_have_their_own_arguments(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                module "m" {
                  source   = "./m"
                  for_each = { web = 80, api = 8080 }
                  name     = each.key
                  port     = each.value
                }
                resource "aws_x" "ports" { ports = [for m in module.m : m.port] }
            """,
            "m/main.tf": """
                variable "name" {}
                variable "port" {}
                resource "aws_y" "y" { name = "${var.name}:${var.port}" }
                output "port" { value = var.port }
            """,
        },
    )
    assert bodies(stack) == {
        "aws_x.ports": {"ports": [8080, 80]},
        'module.m["api"].aws_y.y': {"name": "api:8080"},
        'module.m["web"].aws_y.y': {"name": "web:80"},
    }


def test_a_module_that_may_not_exist_gives_its_condition_to_all_in_it(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                variable "create" { type = bool }
                module "m" {
                  source = "./m"
                  count  = var.create ? 1 : 0
                }
                resource "aws_x" "x" { name = try(module.m[0].name, "none") }
            """,
            "m/main.tf": """
                resource "aws_y" "y" { name = "y" }
                output "name" { value = aws_y.y.name }
            """,
        },
    )
    assert existence(stack) == {"aws_x.x": "true", "module.m[0].aws_y.y": "var.create"}
    assert bodies(stack)["aws_x.x"] == {
        "name": ("if", "var.create", ("ref", "module.m[0].aws_y.y.name"), "none")
    }


def test_a_module_that_is_not_here_makes_its_outputs_unknown(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        module "vpc" { source = "terraform-aws-modules/vpc/aws" }
        module "gone" { source = "./gone" }
        resource "aws_x" "x" { subnets = module.vpc.private_subnets }
        """,
    )
    assert not stack.complete
    assert [unknown.reason for unknown in stack.unknowns] == [
        "module.vpc is not downloaded (run terraform init)",
        "the directory of module.gone, ./gone, is not here",
    ]
    assert bodies(stack) == {
        "aws_x.x": {"subnets": ("unknown", "module.vpc.private_subnets")},
        "module.vpc": {"source": "terraform-aws-modules/vpc/aws"},
        "module.gone": {"source": "./gone"},
    }
    assert stack.problems == []


def test_what_a_module_that_is_not_here_is_given_stays_visible(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        module "alb" {
          source = "terraform-aws-modules/alb/aws"
          group  = aws_x.x.arn
        }
        resource "aws_x" "x" {}
        """,
    )
    assert bodies(stack)["module.alb"]["group"] == ("ref", "aws_x.x.arn")
    assert not stack.damaged


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ('data "aws_d" "d" {\n  "x" = 1\n}\n', False),
        ('  data "aws_d" "d" {\n    "x" = 1\n  }\n', False),
        ('data "aws_d" "d" {\n  "x" = {\n}\n', False),
        ('data "aws_d" "d" {\n  "x" = 1\n', True),
        ('data "aws_d" "d" {\n"x" = 1\n}\n', True),
        ('resource "aws_d" "d" {\n  "x" = 1\n}\n', True),
    ],
)
def test_an_error_in_a_data_block_with_clear_ends_loses_nothing_else(
    tmp_path: Path, text: str, damaged: bool
) -> None:
    stack = one(tmp_path, text + 'resource "aws_x" "x" {}\n')
    assert [problem.code for problem in stack.problems][:1] == ["ECS001"]
    assert stack.damaged is damaged


def test_a_file_that_cannot_be_read_whole_leaves_a_damaged_stack(tmp_path: Path) -> None:
    stack = one(tmp_path, 'resource "aws_x" "x" {}\nlocals {\n  a =\n}\n')
    assert (stack.complete, stack.damaged, list(bodies(stack))) == (False, True, ["aws_x.x"])


def test_a_downloaded_module_is_found_where_init_put_it(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": 'module "vpc" { source = "terraform-aws-modules/vpc/aws" }',
            ".terraform/modules/modules.json": """
                {"Modules": [{"Key": "", "Source": "", "Dir": "."},
                             {"Key": "vpc", "Source": "registry", "Dir": ".terraform/modules/vpc"},
                             {"Key": "vpc.sub", "Source": "registry", "Dir": ".terraform/modules/vpc.sub"}]}
            """,
            ".terraform/modules/vpc/main.tf": """
                module "sub" { source = "another/module/aws" }
                resource "aws_vpc" "v" {}
            """,
            ".terraform/modules/vpc.sub/main.tf": 'resource "aws_subnet" "s" {}',
        },
    )
    assert list(bodies(stack)) == ["module.vpc.aws_vpc.v", "module.vpc.module.sub.aws_subnet.s"]
    assert stack.complete


def downloaded(root: Path, call: str, had: dict[str, str]) -> Stack:
    """A root with one call of a module that was downloaded when the call was another."""
    modules = [{"Key": "m", "Dir": ".terraform/modules/m/modules/service"} | had]
    files = {
        "main.tf": f'module "m" {{\n{call}\n}}\n',
        ".terraform/modules/modules.json": json.dumps({"Modules": modules}),
        ".terraform/modules/m/modules/service/main.tf": 'resource "aws_x" "x" {}',
    }
    return stack_of(root, files)


REGISTRY = {"Source": "registry.terraform.io/acme/ecs/aws//modules/service", "Version": "5.2.1"}
GIT = {"Source": "git::https://github.com/acme/terraform-aws-ecs.git//modules/service?ref=v5.2.1"}


@pytest.mark.parametrize(
    ("source", "version", "had", "fits"),
    [
        ("acme/ecs/aws//modules/service", "~> 5.0", REGISTRY, True),
        ("acme/ecs/aws//modules/service", None, REGISTRY, True),
        ("acme/ecs/aws//modules/service", "~> 6.0", REGISTRY, False),
        ("acme/ecs/aws//modules/service", "< 5", REGISTRY, False),
        ("acme/ecs/aws//modules/cluster", "~> 5.0", REGISTRY, False),
        ("other/ecs/aws//modules/service", "~> 5.0", REGISTRY, False),
        ("github.com/acme/terraform-aws-ecs//modules/service?ref=v5.2.1", None, GIT, True),
        ("github.com/acme/terraform-aws-ecs//modules/service?ref=v6.0.0", None, GIT, False),
        ("git::ssh://git@git.example.com/ours.git//modules/service?ref=main", None, {"Source": "x"}, True),
    ],
)
def test_a_module_that_was_downloaded_for_another_call_is_not_read(
    source: str, version: str | None, had: dict[str, str], fits: bool, tmp_path: Path
) -> None:
    call = f'source = "{source}"' + (f'\nversion = "{version}"' if version else "")
    stack = downloaded(tmp_path, call, had)
    assert ("module.m.aws_x.x" in bodies(stack)) is fits
    reason = "module.m was downloaded before its source or version changed (run terraform init)"
    assert [unknown.reason for unknown in stack.unknowns] == ([] if fits else [reason])


def test_a_downloaded_module_is_found_below_instances_with_any_keys(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": 'module "a" {\n source = "./a"\n for_each = toset(["x.module.y"])\n}',
            "a/main.tf": 'module "b" {\n source = "acme/b/aws"\n count = 1\n}',
            ".terraform/modules/modules.json": json.dumps(
                {"Modules": [{"Key": "a.b", "Source": "", "Dir": ".terraform/modules/a.b"}]}
            ),
            ".terraform/modules/a.b/main.tf": 'resource "aws_x" "x" {}',
        },
    )
    assert list(bodies(stack)) == ['module.a["x.module.y"].module.b[0].aws_x.x']


def test_a_module_of_which_no_instance_is_made_leaves_nothing_open(tmp_path: Path) -> None:
    stack = one(tmp_path, 'module "m" {\n source = "acme/b/aws"\n count = 0\n}')
    assert (stack.complete, stack.unknowns, stack.resources) == (True, [], [])


def test_a_module_outside_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "main.tf").write_text('resource "aws_x" "x" {}')
    stack = stack_of(tmp_path / "repository", {"main.tf": 'module "m" { source = "../outside" }'})
    assert (bodies(stack), stack.complete) == ({"module.m": {"source": "../outside"}}, False)


# -- references --------------------------------------------------------------------------------------


def test_a_reference_carries_what_is_configured(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_lb_target_group" "g" {
          name        = "web"
          target_type = "ip"
          health_check { path = "/up" }
        }
        resource "aws_x" "x" {
          arn  = aws_lb_target_group.g.arn
          type = aws_lb_target_group.g.target_type
          path = aws_lb_target_group.g.health_check[0].path
          name = "${aws_lb_target_group.g.name}-x"
          same = aws_lb_target_group.g.target_type == "ip"
        }
        """,
    )
    body = resource(stack, "aws_x.x").body.items
    assert plain(resource(stack, "aws_x.x").body) == {
        "arn": ("ref", "aws_lb_target_group.g.arn"),
        "type": ("ref", "aws_lb_target_group.g.target_type"),
        "path": ("ref", "aws_lb_target_group.g.health_check.0.path"),
        "name": "web-x",
        "same": True,
    }
    assert getattr(body["arn"], "value") is None  # noqa: B009
    kind = getattr(body["type"], "value")  # noqa: B009
    assert (plain(kind), way(kind), line(kind)) == ("ip", ["aws_lb_target_group.g.target_type"], "main.tf:4")


def test_resources_may_read_each_other(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_x" "a" {
          name = "a"
          peer = aws_x.b.name
        }
        resource "aws_x" "b" {
          name = "b"
          peer = aws_x.a.name
        }
        """,
    )
    assert bodies(stack) == {
        "aws_x.a": {"name": "a", "peer": ("ref", "aws_x.b.name")},
        "aws_x.b": {"name": "b", "peer": ("ref", "aws_x.a.name")},
    }


def test_data_sources_are_resources_that_are_referred_to(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        data "aws_ecs_cluster" "c" { cluster_name = "main" }
        resource "aws_x" "x" {
          arn  = data.aws_ecs_cluster.c.arn
          name = data.aws_ecs_cluster.c.cluster_name
        }
        """,
    )
    assert [(resource.type, resource.address) for resource in stack.resources] == [
        ("data.aws_ecs_cluster", "data.aws_ecs_cluster.c"),
        ("aws_x", "aws_x.x"),
    ]
    assert bodies(stack)["aws_x.x"] == {
        "arn": ("ref", "data.aws_ecs_cluster.c.arn"),
        "name": ("ref", "data.aws_ecs_cluster.c.cluster_name"),
    }


def test_depends_on_and_lifecycle_are_kept_beside_the_body(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                resource "aws_lb_listener" "l" {}
                module "m" {
                  source     = "./m"
                  depends_on = [aws_lb_listener.l]
                }
            """,
            "m/main.tf": """
                resource "aws_iam_role" "r" {}
                resource "aws_ecs_service" "s" {
                  name       = "s"
                  depends_on = [aws_iam_role.r]
                  lifecycle {
                    ignore_changes        = [desired_count, tags["a"]]
                    create_before_destroy = true
                  }
                }
            """,
        },
    )
    service = resource(stack, "module.m.aws_ecs_service.s")
    assert [reference.target for reference in service.after] == [
        "module.m.aws_iam_role.r",
        "aws_lb_listener.l",
    ]
    assert service.meta is not None
    assert plain(service.meta) == {
        "lifecycle": {"ignore_changes": ["desired_count", "tags"], "create_before_destroy": True}
    }
    assert plain(service.body) == {"name": "s"}


def test_a_dependency_on_a_module_is_one_on_all_its_resources(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                module "alb" { source = "./alb" }
                resource "aws_ecs_service" "s" { depends_on = [module.alb] }
            """,
            "alb/main.tf": """
                module "inner" { source = "../inner" }
                data "aws_vpc" "v" {}
                resource "aws_lb_listener" "l" { count = 2 }
            """,
            "inner/main.tf": 'resource "aws_lb" "b" {}',
        },
    )
    assert [reference.target for reference in resource(stack, "aws_ecs_service.s").after] == [
        "module.alb.aws_lb_listener.l[0]",
        "module.alb.aws_lb_listener.l[1]",
        "module.alb.module.inner.aws_lb.b",
    ]


def test_modules_that_multiply_come_to_an_end(tmp_path: Path) -> None:
    files = {
        f"m{depth}/main.tf": "".join(
            f'module "c{call}" {{\n  source = "../m{depth + 1}"\n  count = 200\n}}\n' for call in range(3)
        )
        for depth in range(6)
    }
    stack_of(tmp_path, {**files, "m6/main.tf": ""})
    stack = load(Workspace(str(tmp_path)), str(tmp_path / "m0"))
    assert not stack.complete
    assert "too many modules" in stack.unknowns[0].reason


def test_values_that_double_come_to_an_end(tmp_path: Path) -> None:
    texts = "\n".join(f't{n} = "${{local.t{n - 1}}}${{local.t{n - 1}}}"' for n in range(1, 60))
    lists = "\n".join(f"l{n} = [local.l{n - 1}, local.l{n - 1}]" for n in range(1, 60))
    conditions = "\n".join(f"c{n} = local.c{n - 1} ? var.a{n} : var.b{n}" for n in range(1, 60))
    inputs = "\n".join(f'variable "{kind}{n}" {{}}' for n in range(60) for kind in "ab")
    stack = one(
        tmp_path,
        f"""
        {inputs}
        locals {{
          t0 = "laugh"
          l0 = []
          c0 = var.a0
          {texts}
          {lists}
          {conditions}
        }}
        resource "aws_x" "x" {{
          text      = local.t59
          list      = jsonencode(local.l59)
          condition = local.c59 ? 1 : 2
        }}
        """,
    )
    body = resource(stack, "aws_x.x").body.items
    assert "is too large to evaluate" in repr(body["text"])
    assert "is too large to evaluate" in repr(body["list"])
    assert body["condition"] is not None


def test_names_that_nothing_declares_are_problems(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": """
                module "m" { source = "./m" }
                resource "aws_x" "x" {
                  a = [var.a, local.b, aws_y.c.id, data.aws_z.d.id, module.e.f, module.m.g, var.a]
                  b = [for item in [{ id = 1 }] : item.id]
                  dynamic "block" {
                    for_each = [1]
                    content { value = block.value }
                  }
                  lifecycle { ignore_changes = [some.thing] }
                  provider = aws.us
                }
            """,
            "m/main.tf": "",
        },
    )
    assert sorted((problem.code, problem.message) for problem in stack.problems) == [
        ("ECS004", "aws_y.c is not declared"),
        ("ECS004", "data.aws_z.d is not declared"),
        ("ECS004", "local.b is not declared"),
        ("ECS004", "module.e is not declared"),
        ("ECS004", "the output g of module.m is not declared"),
        ("ECS004", "var.a is not declared"),
    ]


def test_outputs_of_the_root_are_exports(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        resource "aws_lb_target_group" "g" {}
        output "group" { value = aws_lb_target_group.g.arn }
        """,
    )
    assert [plain(value) for value in stack.exports] == [("ref", "aws_lb_target_group.g.arn")]


# -- failures ----------------------------------------------------------------------------------------


def test_a_certain_failure_stands_in_the_place_of_the_value(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        locals { sizes = { small = 256 } }
        resource "aws_x" "x" {
          good = local.sizes.small
          bad  = local.sizes.large
        }
        """,
    )
    assert bodies(stack) == {
        "aws_x.x": {"good": 256, "bad": ("failure", 'the object has no attribute "large"')}
    }


def test_a_root_module_that_needs_other_values_than_its_defaults_does_not_fail(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "task" { default = null }
        resource "aws_x" "x" {
          cpu  = var.task.cpu
          name = try(var.task.name, "none")
        }
        """,
    )
    cpu = attribute(stack, "aws_x.x", "cpu")
    assert getattr(cpu, "reason") == 'null has no attribute "cpu"'  # noqa: B009
    assert plain(attribute(stack, "aws_x.x", "name")) == "none"


# -- discovery ---------------------------------------------------------------------------------------


def test_called_modules_are_the_local_directories_that_exist(tmp_path: Path) -> None:
    stack_of(
        tmp_path,
        {
            "main.tf": """
                module "a" { source = "./a" }
                module "b" { source = "./missing" }
                module "c" { source = "registry/c/aws" }
            """,
            "a/main.tf": "",
        },
    )
    assert called_modules(Workspace(str(tmp_path)), str(tmp_path)) == [str(tmp_path / "a")]


def test_terraform_files_are_known_by_their_names() -> None:
    names = ["main.tf", "main.tofu", "a.tf.json", "a.tofu.json", "x.tfvars", ".hidden.tf", "task.json"]
    assert [name for name in names if is_terraform_file(name)] == names[:4]
    assert has_configuration(["README.md", "main.tf"])
    assert not has_configuration(["task.json"])
