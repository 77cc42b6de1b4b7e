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
  name  = var.cluster_name
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.create && length(local.providers) > 0 ? 1 : 0

  cluster_name       = aws_ecs_cluster.this[0].name
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
    auto_scaling_group_arn = each.value.auto_scaling_group_arn
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
