variable "create" {
  type    = bool
  default = true
}
variable "cluster_name" {
  type    = string
  default = ""
}
variable "create_task_exec_iam_role" {
  type    = bool
  default = false
}
variable "default_capacity_provider_use_fargate" {
  type    = bool
  default = true
}
variable "fargate_capacity_providers" { default = {} }
variable "autoscaling_capacity_providers" { default = {} }

locals {
  providers = merge(var.fargate_capacity_providers, var.autoscaling_capacity_providers)
  default   = var.default_capacity_provider_use_fargate ? var.fargate_capacity_providers : var.autoscaling_capacity_providers
}

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0

  name               = var.cluster_name
  capacity_providers = null

  dynamic "default_capacity_provider_strategy" {
    for_each = []
    content {}
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.create && length(local.providers) > 0 ? 1 : 0

  cluster_name = aws_ecs_cluster.this[0].name
  capacity_providers = distinct(concat(
    [for name, given in var.fargate_capacity_providers : try(given.name, name)],
    [for name, given in var.autoscaling_capacity_providers : try(given.name, name)],
  ))

  dynamic "default_capacity_provider_strategy" {
    for_each = local.default
    iterator = strategy
    content {
      capacity_provider = try(strategy.value.name, strategy.key)
      base              = try(strategy.value.default_capacity_provider_strategy.base, null)
      weight            = try(strategy.value.default_capacity_provider_strategy.weight, unread.weight)
    }
  }
}

resource "aws_ecs_capacity_provider" "this" {
  for_each = { for name, given in var.autoscaling_capacity_providers : name => given if var.create }
  name     = try(each.value.name, each.key)

  auto_scaling_group_provider {
    auto_scaling_group_arn         = each.value.auto_scaling_group_arn
    managed_termination_protection = try(each.value.managed_scaling, null) == null ? "DISABLED" : try(each.value.managed_termination_protection, null)

    dynamic "managed_scaling" {
      for_each = [for given in [try(each.value.managed_scaling, null)] : given if given != null]
      content {
        status                    = try(managed_scaling.value.status, null)
        target_capacity           = try(managed_scaling.value.target_capacity, null)
        minimum_scaling_step_size = try(managed_scaling.value.minimum_scaling_step_size, null)
        maximum_scaling_step_size = try(managed_scaling.value.maximum_scaling_step_size, null)
        instance_warmup_period    = try(managed_scaling.value.instance_warmup_period, null)
      }
    }
  }
}

resource "aws_iam_role" "task_exec" {
  count = var.create && var.create_task_exec_iam_role ? 1 : 0
}

output "autoscaling_capacity_providers" { value = aws_ecs_capacity_provider.this }
output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, null) }
