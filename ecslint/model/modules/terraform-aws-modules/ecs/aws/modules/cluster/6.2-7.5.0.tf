variable "create" {
  type     = bool
  default  = true
  nullable = false
}
variable "name" {
  type     = string
  default  = ""
  nullable = false
}
variable "create_task_exec_iam_role" {
  type     = bool
  default  = false
  nullable = false
}
variable "autoscaling_capacity_providers" { default = null }
variable "capacity_providers" { default = null }
variable "cluster_capacity_providers" {
  type    = list(string)
  default = []
}
variable "default_capacity_provider_strategy" { default = {} }

# What 6 calls the groups of instances, 7 calls capacity providers, of which there are others.
locals {
  providers = merge(
    {
      for key, given in merge(var.autoscaling_capacity_providers, {}) :
      key => { name = try(coalesce(given.name, key), key), group = given, managed = null }
    },
    {
      for key, given in merge(var.capacity_providers, {}) :
      key => {
        name    = try(coalesce(given.name, key), key)
        group   = try(given.auto_scaling_group_provider, null)
        managed = try(given.managed_instances_provider, null)
      }
    },
  )
  named = concat(var.cluster_capacity_providers, [for provider in values(local.providers) : provider.name])
  used  = [for key, given in merge(var.default_capacity_provider_strategy, {}) : try(coalesce(given.name, key), key)]
}

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0

  name               = var.name
  capacity_providers = null

  dynamic "default_capacity_provider_strategy" {
    for_each = []
    content {}
  }
}

resource "aws_iam_role" "task_exec" {
  count = var.create && var.create_task_exec_iam_role ? 1 : 0
}

# In 6 a cluster has the capacity providers that it uses by default as well, in 7 it must be given them.
resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.create ? 1 : 0

  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = length(setsubtract(local.used, local.named)) == 0 ? local.named : unread.capacity_providers

  dynamic "default_capacity_provider_strategy" {
    for_each = merge(var.default_capacity_provider_strategy, {})
    iterator = strategy
    content {
      capacity_provider = try(coalesce(strategy.value.name, strategy.key), strategy.key)
      base              = try(strategy.value.base, null)
      weight            = try(coalesce(strategy.value.weight, unread.weight), unread.weight)
    }
  }
}

resource "aws_ecs_capacity_provider" "this" {
  for_each = { for key, given in local.providers : key => given if var.create }

  name = each.value.name

  dynamic "auto_scaling_group_provider" {
    for_each = [for given in [each.value.group] : given if given != null]
    iterator = group
    content {
      auto_scaling_group_arn         = group.value.auto_scaling_group_arn
      managed_draining               = try(coalesce(group.value.managed_draining, unread.managed_draining), "ENABLED")
      managed_termination_protection = try(group.value.managed_scaling, null) == null ? "DISABLED" : try(group.value.managed_termination_protection, null)

      dynamic "managed_scaling" {
        for_each = [for given in [try(group.value.managed_scaling, null)] : given if given != null]
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

  dynamic "managed_instances_provider" {
    for_each = each.value.managed == null ? [] : unread.managed_instances_provider
    content {}
  }
}

output "autoscaling_capacity_providers" { value = aws_ecs_capacity_provider.this }
output "capacity_providers" { value = aws_ecs_capacity_provider.this }
output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, null) }
