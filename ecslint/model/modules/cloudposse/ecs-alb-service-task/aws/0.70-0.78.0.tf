variable "enabled" {
  type    = bool
  default = null
}
variable "context" { default = {} }
variable "ecs_service_enabled" {
  type    = bool
  default = true
}
variable "ignore_changes_task_definition" {
  type    = bool
  default = true
}
variable "ignore_changes_desired_count" {
  type    = bool
  default = false
}
variable "security_group_enabled" {
  type    = bool
  default = true
}

variable "ecs_cluster_arn" {
  type = string
}
variable "container_definition_json" {
  type = string
}
variable "task_definition" { default = [] }
variable "launch_type" {
  type    = string
  default = "FARGATE"
}
variable "network_mode" {
  type    = string
  default = "awsvpc"
}
variable "task_cpu" {
  type    = number
  default = 256
}
variable "task_memory" {
  type    = number
  default = 512
}
variable "task_role_arn" { default = [] }
variable "task_exec_role_arn" { default = [] }
variable "capacity_provider_strategies" { default = [] }
variable "platform_version" {
  type    = string
  default = "LATEST"
}
variable "scheduling_strategy" {
  type    = string
  default = "REPLICA"
}
variable "desired_count" {
  type    = number
  default = 1
}
variable "deployment_controller_type" {
  type    = string
  default = "ECS"
}
variable "deployment_maximum_percent" {
  type    = number
  default = 200
}
variable "deployment_minimum_healthy_percent" {
  type    = number
  default = 100
}
variable "health_check_grace_period_seconds" {
  type    = number
  default = 0
}
variable "ecs_load_balancers" { default = [] }
variable "service_registries" { default = [] }
variable "subnet_ids" {
  type    = list(string)
  default = null
}
variable "security_group_ids" {
  type    = list(string)
  default = []
}
variable "assign_public_ip" {
  type    = bool
  default = false
}
variable "runtime_platform" {
  type    = list(map(string))
  default = []
}
variable "proxy_configuration" { default = null }
variable "ephemeral_storage_size" {
  type    = number
  default = 0
}
variable "docker_volumes" { default = [] }
variable "efs_volumes" { default = [] }
variable "fsx_volumes" { default = [] }
variable "bind_mount_volumes" { default = [] }

locals {
  enabled = try(coalesce(var.enabled, var.context.enabled), coalesce(var.enabled, true))
  tasks   = local.enabled && length(var.task_definition) == 0
  behind  = local.enabled && var.network_mode != "awsvpc" && length(var.ecs_load_balancers) >= 1
}

resource "aws_ecs_task_definition" "default" {
  count = local.tasks ? 1 : 0

  container_definitions    = var.container_definition_json
  requires_compatibilities = [var.launch_type]
  network_mode             = var.network_mode
  cpu                      = var.task_cpu
  memory                   = var.task_memory
  execution_role_arn       = length(var.task_exec_role_arn) == 0 ? aws_iam_role.ecs_exec[0].arn : unread.execution_role_arn
  task_role_arn            = length(var.task_role_arn) == 0 ? aws_iam_role.ecs_task[0].arn : unread.task_role_arn

  dynamic "runtime_platform" {
    for_each = var.runtime_platform
    content {
      operating_system_family = try(runtime_platform.value.operating_system_family, null)
      cpu_architecture        = try(runtime_platform.value.cpu_architecture, null)
    }
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_size == 0 ? [] : [var.ephemeral_storage_size]
    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  dynamic "proxy_configuration" {
    for_each = var.proxy_configuration == null ? [] : [var.proxy_configuration]
    content {
      container_name = proxy_configuration.value.container_name
      type           = try(proxy_configuration.value.type, "APPMESH")
    }
  }

  dynamic "volume" {
    for_each = concat(var.docker_volumes, var.efs_volumes, var.fsx_volumes, var.bind_mount_volumes)
    content {
      name      = volume.value.name
      host_path = try(volume.value.host_path, null)

      dynamic "docker_volume_configuration" {
        for_each = try(volume.value.docker_volume_configuration, [])
        content {
          scope  = try(docker_volume_configuration.value.scope, null)
          driver = try(docker_volume_configuration.value.driver, null)
        }
      }

      dynamic "efs_volume_configuration" {
        for_each = try(volume.value.efs_volume_configuration, [])
        content {
          file_system_id          = try(efs_volume_configuration.value.file_system_id, null)
          root_directory          = try(efs_volume_configuration.value.root_directory, null)
          transit_encryption      = try(efs_volume_configuration.value.transit_encryption, null)
          transit_encryption_port = try(efs_volume_configuration.value.transit_encryption_port, null)

          dynamic "authorization_config" {
            for_each = try(efs_volume_configuration.value.authorization_config, [])
            content {
              access_point_id = try(authorization_config.value.access_point_id, null)
              iam             = try(authorization_config.value.iam, null)
            }
          }
        }
      }

      dynamic "fsx_windows_file_server_volume_configuration" {
        for_each = try(volume.value.fsx_windows_file_server_volume_configuration, [])
        content {
          file_system_id = try(fsx_windows_file_server_volume_configuration.value.file_system_id, null)
        }
      }
    }
  }
}

resource "aws_ecs_service" "ignore_changes_task_definition" {
  count = local.enabled && var.ecs_service_enabled && var.ignore_changes_task_definition && !var.ignore_changes_desired_count ? 1 : 0

  cluster                            = var.ecs_cluster_arn
  task_definition                    = local.tasks ? aws_ecs_task_definition.default[0].arn : try(var.task_definition[0], unread.task_definition)
  launch_type                        = length(var.capacity_provider_strategies) > 0 ? null : var.launch_type
  platform_version                   = var.launch_type == "FARGATE" ? var.platform_version : null
  scheduling_strategy                = var.launch_type == "FARGATE" ? "REPLICA" : var.scheduling_strategy
  desired_count                      = var.desired_count
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  iam_role                           = local.behind ? unread.iam_role : null

  deployment_controller {
    type = var.deployment_controller_type
  }

  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider_strategies
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = capacity_provider_strategy.value.weight
      base              = try(capacity_provider_strategy.value.base, null)
    }
  }

  dynamic "load_balancer" {
    for_each = var.ecs_load_balancers
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? [true] : []
    content {
      subnets          = var.subnet_ids
      security_groups  = compact(concat(var.security_group_ids, aws_security_group.ecs_service[*].id))
      assign_public_ip = var.assign_public_ip
    }
  }

  dynamic "service_registries" {
    for_each = var.service_registries
    content {
      registry_arn   = service_registries.value.registry_arn
      port           = try(service_registries.value.port, null)
      container_name = try(service_registries.value.container_name, null)
      container_port = try(service_registries.value.container_port, null)
    }
  }

  lifecycle {
    ignore_changes = [task_definition]
  }
}

resource "aws_ecs_service" "default" {
  count = local.enabled && var.ecs_service_enabled && !var.ignore_changes_task_definition && !var.ignore_changes_desired_count ? 1 : 0

  cluster                            = var.ecs_cluster_arn
  task_definition                    = local.tasks ? aws_ecs_task_definition.default[0].arn : try(var.task_definition[0], unread.task_definition)
  launch_type                        = length(var.capacity_provider_strategies) > 0 ? null : var.launch_type
  platform_version                   = var.launch_type == "FARGATE" ? var.platform_version : null
  scheduling_strategy                = var.launch_type == "FARGATE" ? "REPLICA" : var.scheduling_strategy
  desired_count                      = var.desired_count
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  iam_role                           = local.behind ? unread.iam_role : null

  deployment_controller {
    type = var.deployment_controller_type
  }

  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider_strategies
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = capacity_provider_strategy.value.weight
      base              = try(capacity_provider_strategy.value.base, null)
    }
  }

  dynamic "load_balancer" {
    for_each = var.ecs_load_balancers
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? [true] : []
    content {
      subnets          = var.subnet_ids
      security_groups  = compact(concat(var.security_group_ids, aws_security_group.ecs_service[*].id))
      assign_public_ip = var.assign_public_ip
    }
  }

  dynamic "service_registries" {
    for_each = var.service_registries
    content {
      registry_arn   = service_registries.value.registry_arn
      port           = try(service_registries.value.port, null)
      container_name = try(service_registries.value.container_name, null)
      container_port = try(service_registries.value.container_port, null)
    }
  }
}

resource "aws_security_group" "ecs_service" {
  count = local.enabled && var.network_mode == "awsvpc" && var.security_group_enabled ? 1 : 0
}

resource "aws_iam_role" "ecs_exec" {
  count = local.enabled && length(var.task_exec_role_arn) == 0 ? 1 : 0
}

resource "aws_iam_role" "ecs_task" {
  count = local.enabled && length(var.task_role_arn) == 0 ? 1 : 0
}

output "service_security_group_id" { value = one(aws_security_group.ecs_service[*].id) }
output "task_definition_arn" { value = one(aws_ecs_task_definition.default[*].arn) }
output "task_definition_revision" { value = one(aws_ecs_task_definition.default[*].revision) }
