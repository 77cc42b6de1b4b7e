variable "create" {
  type    = bool
  default = true
}
variable "create_service" {
  type    = bool
  default = true
}
variable "create_task_definition" {
  type    = bool
  default = true
}
variable "create_security_group" {
  type    = bool
  default = true
}
variable "create_iam_role" {
  type    = bool
  default = true
}
variable "create_task_exec_iam_role" {
  type    = bool
  default = true
}
variable "create_tasks_iam_role" {
  type    = bool
  default = true
}
variable "ignore_task_definition_changes" {
  type    = bool
  default = false
}

variable "name" {
  type    = string
  default = null
}
variable "family" {
  type    = string
  default = null
}
variable "cluster_arn" {
  type    = string
  default = ""
}
variable "launch_type" {
  type    = string
  default = "FARGATE"
}
variable "capacity_provider_strategy" { default = {} }
variable "network_mode" {
  type    = string
  default = "awsvpc"
}
variable "requires_compatibilities" {
  type    = list(string)
  default = ["FARGATE"]
}
variable "runtime_platform" { default = { operating_system_family = "LINUX", cpu_architecture = "X86_64" } }
variable "cpu" {
  type    = number
  default = 1024
}
variable "memory" {
  type    = number
  default = 2048
}
variable "pid_mode" {
  type    = string
  default = null
}
variable "ipc_mode" {
  type    = string
  default = null
}
variable "container_definitions" { default = {} }
variable "container_definition_defaults" { default = {} }
variable "volume" { default = {} }
variable "proxy_configuration" { default = {} }
variable "ephemeral_storage" { default = {} }
variable "task_definition_arn" {
  type    = string
  default = null
}
variable "iam_role_arn" {
  type    = string
  default = null
}
variable "task_exec_iam_role_arn" {
  type    = string
  default = null
}
variable "tasks_iam_role_arn" {
  type    = string
  default = null
}

variable "deployment_controller" { default = {} }
variable "deployment_maximum_percent" {
  type    = number
  default = 200
}
variable "deployment_minimum_healthy_percent" {
  type    = number
  default = 66
}
variable "desired_count" {
  type    = number
  default = 1
}
variable "scheduling_strategy" {
  type    = string
  default = null
}
variable "platform_version" {
  type    = string
  default = null
}
variable "health_check_grace_period_seconds" {
  type    = number
  default = null
}
variable "load_balancer" { default = {} }
variable "service_registries" { default = {} }
variable "service_connect_configuration" { default = {} }
variable "ordered_placement_strategy" { default = {} }
variable "placement_constraints" { default = {} }
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "security_group_ids" {
  type    = list(string)
  default = []
}
variable "assign_public_ip" {
  type    = bool
  default = false
}
variable "security_group_rules" { default = {} }

locals {
  external = try(var.deployment_controller.type, null) == "EXTERNAL"
  fargate  = var.launch_type == "FARGATE"
  daemon   = var.scheduling_strategy == "DAEMON"
  counted  = !local.daemon && !local.external
  tasks    = var.create && var.create_task_definition
  behind   = var.network_mode != "awsvpc" && length(var.load_balancer) > 0
}

module "container_definition" {
  source   = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version  = "5.12.1"
  for_each = { for name, given in var.container_definitions : name => given if local.tasks && try(given.create, true) }

  operating_system_family = try(var.runtime_platform.operating_system_family, "LINUX")

  name                    = try(each.value.name, each.key)
  image                   = try(each.value.image, var.container_definition_defaults.image, null)
  essential               = try(each.value.essential, var.container_definition_defaults.essential, null)
  cpu                     = try(each.value.cpu, var.container_definition_defaults.cpu, null)
  memory                  = try(each.value.memory, var.container_definition_defaults.memory, null)
  memory_reservation      = try(each.value.memory_reservation, var.container_definition_defaults.memory_reservation, null)
  port_mappings           = try(each.value.port_mappings, var.container_definition_defaults.port_mappings, [])
  dependencies            = try(each.value.dependencies, var.container_definition_defaults.dependencies, [])
  links                   = try(each.value.links, var.container_definition_defaults.links, [])
  mount_points            = try(each.value.mount_points, var.container_definition_defaults.mount_points, [])
  volumes_from            = try(each.value.volumes_from, var.container_definition_defaults.volumes_from, [])
  environment             = try(each.value.environment, var.container_definition_defaults.environment, [])
  environment_files       = try(each.value.environment_files, var.container_definition_defaults.environment_files, [])
  secrets                 = try(each.value.secrets, var.container_definition_defaults.secrets, [])
  hostname                = try(each.value.hostname, var.container_definition_defaults.hostname, null)
  dns_servers             = try(each.value.dns_servers, var.container_definition_defaults.dns_servers, [])
  dns_search_domains      = try(each.value.dns_search_domains, var.container_definition_defaults.dns_search_domains, [])
  extra_hosts             = try(each.value.extra_hosts, var.container_definition_defaults.extra_hosts, [])
  disable_networking      = try(each.value.disable_networking, var.container_definition_defaults.disable_networking, null)
  docker_security_options = try(each.value.docker_security_options, var.container_definition_defaults.docker_security_options, [])
  firelens_configuration  = try(each.value.firelens_configuration, var.container_definition_defaults.firelens_configuration, {})
  privileged              = try(each.value.privileged, var.container_definition_defaults.privileged, false)
  repository_credentials  = try(each.value.repository_credentials, var.container_definition_defaults.repository_credentials, {})
  resource_requirements   = try(each.value.resource_requirements, var.container_definition_defaults.resource_requirements, [])
  start_timeout           = try(each.value.start_timeout, var.container_definition_defaults.start_timeout, 30)
  stop_timeout            = try(each.value.stop_timeout, var.container_definition_defaults.stop_timeout, 120)
}

resource "aws_ecs_task_definition" "this" {
  count = local.tasks ? 1 : 0

  family                   = coalesce(var.family, var.name)
  network_mode             = var.network_mode
  requires_compatibilities = var.requires_compatibilities
  cpu                      = var.cpu
  memory                   = var.memory
  pid_mode                 = var.pid_mode
  ipc_mode                 = var.ipc_mode
  execution_role_arn       = var.create_task_exec_iam_role ? aws_iam_role.task_exec[0].arn : var.task_exec_iam_role_arn
  task_role_arn            = var.create_tasks_iam_role ? aws_iam_role.tasks[0].arn : var.tasks_iam_role_arn
  container_definitions    = jsonencode([for container in module.container_definition : container.container_definition])

  dynamic "runtime_platform" {
    for_each = length(var.runtime_platform) > 0 ? [var.runtime_platform] : []
    content {
      cpu_architecture        = try(runtime_platform.value.cpu_architecture, null)
      operating_system_family = try(runtime_platform.value.operating_system_family, null)
    }
  }

  dynamic "ephemeral_storage" {
    for_each = length(var.ephemeral_storage) > 0 ? [var.ephemeral_storage] : []
    content {
      size_in_gib = ephemeral_storage.value.size_in_gib
    }
  }

  dynamic "proxy_configuration" {
    for_each = length(var.proxy_configuration) > 0 ? [var.proxy_configuration] : []
    content {
      container_name = proxy_configuration.value.container_name
      type           = try(proxy_configuration.value.type, null)
    }
  }

  dynamic "volume" {
    for_each = var.volume
    content {
      name      = try(volume.value.name, volume.key)
      host_path = try(volume.value.host_path, null)

      dynamic "docker_volume_configuration" {
        for_each = try([volume.value.docker_volume_configuration], [])
        content {
          scope  = try(docker_volume_configuration.value.scope, null)
          driver = try(docker_volume_configuration.value.driver, null)
        }
      }

      dynamic "efs_volume_configuration" {
        for_each = try([volume.value.efs_volume_configuration], [])
        content {
          file_system_id          = efs_volume_configuration.value.file_system_id
          root_directory          = try(efs_volume_configuration.value.root_directory, null)
          transit_encryption      = try(efs_volume_configuration.value.transit_encryption, null)
          transit_encryption_port = try(efs_volume_configuration.value.transit_encryption_port, null)

          dynamic "authorization_config" {
            for_each = try([efs_volume_configuration.value.authorization_config], [])
            content {
              access_point_id = try(authorization_config.value.access_point_id, null)
              iam             = try(authorization_config.value.iam, null)
            }
          }
        }
      }

      dynamic "fsx_windows_file_server_volume_configuration" {
        for_each = try([volume.value.fsx_windows_file_server_volume_configuration], [])
        content {
          file_system_id = fsx_windows_file_server_volume_configuration.value.file_system_id
        }
      }
    }
  }
}

resource "aws_ecs_service" "this" {
  count = var.create && var.create_service && !var.ignore_task_definition_changes ? 1 : 0

  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = local.tasks ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  launch_type                        = local.external || length(var.capacity_provider_strategy) > 0 ? null : var.launch_type
  platform_version                   = local.fargate && !local.external ? var.platform_version : null
  scheduling_strategy                = local.fargate ? "REPLICA" : var.scheduling_strategy
  desired_count                      = local.counted ? var.desired_count : null
  deployment_maximum_percent         = local.counted ? var.deployment_maximum_percent : null
  deployment_minimum_healthy_percent = local.counted ? var.deployment_minimum_healthy_percent : null
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  iam_role                           = local.behind ? (var.create_iam_role ? aws_iam_role.service[0].arn : var.iam_role_arn) : null

  dynamic "capacity_provider_strategy" {
    for_each = { for name, given in var.capacity_provider_strategy : name => given if !local.external }
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(capacity_provider_strategy.value.weight, null)
    }
  }

  dynamic "deployment_controller" {
    for_each = length(var.deployment_controller) > 0 ? [var.deployment_controller] : []
    content {
      type = try(deployment_controller.value.type, null)
    }
  }

  dynamic "load_balancer" {
    for_each = { for name, given in var.load_balancer : name => given if !local.external }
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? (local.external ? unread.network_configuration : [true]) : []
    content {
      subnets          = var.subnet_ids
      security_groups  = concat(aws_security_group.this[*].id, var.security_group_ids)
      assign_public_ip = var.assign_public_ip
    }
  }

  dynamic "service_registries" {
    for_each = length(var.service_registries) > 0 ? [for given in [var.service_registries] : given if !local.external] : []
    content {
      registry_arn   = service_registries.value.registry_arn
      port           = try(service_registries.value.port, null)
      container_name = try(service_registries.value.container_name, null)
      container_port = try(service_registries.value.container_port, null)
    }
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_ecs_service" "ignore_task_definition" {
  count = var.create && var.create_service && var.ignore_task_definition_changes ? 1 : 0

  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = local.tasks ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  launch_type                        = local.external || length(var.capacity_provider_strategy) > 0 ? null : var.launch_type
  platform_version                   = local.fargate && !local.external ? var.platform_version : null
  scheduling_strategy                = local.fargate ? "REPLICA" : var.scheduling_strategy
  desired_count                      = local.counted ? var.desired_count : null
  deployment_maximum_percent         = local.counted ? var.deployment_maximum_percent : null
  deployment_minimum_healthy_percent = local.counted ? var.deployment_minimum_healthy_percent : null
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  iam_role                           = local.behind ? (var.create_iam_role ? aws_iam_role.service[0].arn : var.iam_role_arn) : null

  dynamic "capacity_provider_strategy" {
    for_each = { for name, given in var.capacity_provider_strategy : name => given if !local.external }
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(capacity_provider_strategy.value.weight, null)
    }
  }

  dynamic "deployment_controller" {
    for_each = length(var.deployment_controller) > 0 ? [var.deployment_controller] : []
    content {
      type = try(deployment_controller.value.type, null)
    }
  }

  dynamic "load_balancer" {
    for_each = { for name, given in var.load_balancer : name => given if !local.external }
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? (local.external ? unread.network_configuration : [true]) : []
    content {
      subnets          = var.subnet_ids
      security_groups  = concat(aws_security_group.this[*].id, var.security_group_ids)
      assign_public_ip = var.assign_public_ip
    }
  }

  dynamic "service_registries" {
    for_each = length(var.service_registries) > 0 ? [for given in [var.service_registries] : given if !local.external] : []
    content {
      registry_arn   = service_registries.value.registry_arn
      port           = try(service_registries.value.port, null)
      container_name = try(service_registries.value.container_name, null)
      container_port = try(service_registries.value.container_port, null)
    }
  }

  lifecycle {
    ignore_changes = [desired_count, task_definition, load_balancer]
  }
}

resource "aws_security_group" "this" {
  count = var.create && var.create_security_group && var.network_mode == "awsvpc" ? 1 : 0
}

resource "aws_iam_role" "service" {
  count = var.create && var.create_iam_role && local.behind ? 1 : 0
}

resource "aws_iam_role" "task_exec" {
  count = local.tasks && var.create_task_exec_iam_role ? 1 : 0
}

resource "aws_iam_role" "tasks" {
  count = local.tasks && var.create_tasks_iam_role ? 1 : 0
}

output "id" { value = try(aws_ecs_service.this[0].id, aws_ecs_service.ignore_task_definition[0].id, null) }
output "name" { value = try(aws_ecs_service.this[0].name, aws_ecs_service.ignore_task_definition[0].name, null) }
output "container_definitions" { value = module.container_definition }
output "task_definition_arn" { value = local.tasks ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn }
output "task_definition_family" { value = try(aws_ecs_task_definition.this[0].family, null) }
output "task_definition_revision" { value = try(aws_ecs_task_definition.this[0].revision, null) }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn) }
output "tasks_iam_role_arn" { value = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn) }
