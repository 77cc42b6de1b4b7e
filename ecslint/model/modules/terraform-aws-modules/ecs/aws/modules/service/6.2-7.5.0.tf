variable "create" {
  type     = bool
  default  = true
  nullable = false
}
variable "create_service" {
  type     = bool
  default  = true
  nullable = false
}
variable "create_task_definition" {
  type     = bool
  default  = true
  nullable = false
}
variable "create_security_group" {
  type     = bool
  default  = true
  nullable = false
}
variable "create_iam_role" {
  type     = bool
  default  = true
  nullable = false
}
variable "create_task_exec_iam_role" {
  type     = bool
  default  = true
  nullable = false
}
variable "create_tasks_iam_role" {
  type     = bool
  default  = true
  nullable = false
}
variable "ignore_task_definition_changes" {
  type     = bool
  default  = false
  nullable = false
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
  type     = string
  default  = ""
  nullable = false
}
variable "launch_type" {
  type     = string
  default  = "FARGATE"
  nullable = false
}
variable "capacity_provider_strategy" {
  type    = map(object({ base = optional(number), capacity_provider = string, weight = optional(number) }))
  default = null
}
variable "network_mode" {
  type     = string
  default  = "awsvpc"
  nullable = false
}
variable "requires_compatibilities" {
  type     = list(string)
  default  = ["FARGATE"]
  nullable = false
}
variable "runtime_platform" {
  type     = object({ cpu_architecture = optional(string, "X86_64"), operating_system_family = optional(string, "LINUX") })
  default  = { operating_system_family = "LINUX", cpu_architecture = "X86_64" }
  nullable = false
}
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
variable "volume" { default = null }
variable "proxy_configuration" {
  type    = object({ container_name = string, properties = optional(map(string)), type = optional(string) })
  default = null
}
variable "ephemeral_storage" {
  type    = object({ size_in_gib = number })
  default = null
}
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

variable "deployment_controller" {
  type    = object({ type = optional(string) })
  default = null
}
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
variable "load_balancer" { default = null }
variable "service_registries" {
  type    = object({ container_name = optional(string), container_port = optional(number), port = optional(number), registry_arn = string })
  default = null
}
variable "subnet_ids" {
  type     = list(string)
  default  = []
  nullable = false
}
variable "security_group_ids" {
  type     = list(string)
  default  = []
  nullable = false
}
variable "assign_public_ip" {
  type     = bool
  default  = false
  nullable = false
}

locals {
  external = try(var.deployment_controller.type, null) == "EXTERNAL"
  fargate  = var.launch_type == "FARGATE"
  daemon   = var.scheduling_strategy == "DAEMON"
  counted  = !local.daemon && !local.external
  tasks    = var.create && var.create_task_definition
  behind   = var.network_mode != "awsvpc" && var.load_balancer != null
  system   = try(coalesce(var.runtime_platform.operating_system_family, "LINUX"), "LINUX")
}

module "container_definition" {
  source   = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version  = "7.5.0"
  for_each = { for name, given in var.container_definitions : name => given if local.tasks && try(tobool(given.create), true) }

  operating_system_family = local.system

  name                  = try(coalesce(each.value.name, unread.name), each.key)
  image                 = try(each.value.image, null)
  essential             = try(each.value.essential, null)
  cpu                   = try(each.value.cpu, null)
  memory                = try(each.value.memory, null)
  memoryReservation     = try(each.value.memoryReservation, null)
  portMappings          = try(each.value.portMappings, null)
  dependsOn             = try(each.value.dependsOn, null)
  links                 = try(each.value.links, null)
  mountPoints           = try(each.value.mountPoints, null)
  volumesFrom           = try(each.value.volumesFrom, null)
  environment           = try(each.value.environment, null)
  environmentFiles      = try(each.value.environmentFiles, null)
  secrets               = try(each.value.secrets, null)
  healthCheck           = try(each.value.healthCheck, null)
  hostname              = try(each.value.hostname, null)
  dnsServers            = try(each.value.dnsServers, null)
  dnsSearchDomains      = try(each.value.dnsSearchDomains, null)
  extraHosts            = try(each.value.extraHosts, null)
  disableNetworking     = try(each.value.disableNetworking, null)
  dockerSecurityOptions = try(each.value.dockerSecurityOptions, null)
  firelensConfiguration = try(each.value.firelensConfiguration, null)
  privileged            = try(each.value.privileged, null)
  repositoryCredentials = try(each.value.repositoryCredentials, null)
  resourceRequirements  = try(each.value.resourceRequirements, null)
  startTimeout          = try(each.value.startTimeout, 30)
  stopTimeout           = try(each.value.stopTimeout, 120)
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
    for_each = [var.runtime_platform]
    content {
      cpu_architecture        = try(coalesce(runtime_platform.value.cpu_architecture, "X86_64"), "X86_64")
      operating_system_family = local.system
    }
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage != null ? [var.ephemeral_storage] : []
    content {
      size_in_gib = ephemeral_storage.value.size_in_gib
    }
  }

  dynamic "proxy_configuration" {
    for_each = var.proxy_configuration != null ? [var.proxy_configuration] : []
    content {
      container_name = proxy_configuration.value.container_name
      type           = try(proxy_configuration.value.type, null)
    }
  }

  dynamic "volume" {
    for_each = merge(var.volume, {})
    content {
      name      = try(coalesce(volume.value.name, volume.key), volume.key)
      host_path = try(volume.value.host_path, null)

      configure_at_launch = try(volume.value.configure_at_launch, null)

      dynamic "docker_volume_configuration" {
        for_each = [for given in [try(volume.value.docker_volume_configuration, null)] : given if given != null]
        content {
          scope  = try(docker_volume_configuration.value.scope, null)
          driver = try(docker_volume_configuration.value.driver, null)
        }
      }

      dynamic "efs_volume_configuration" {
        for_each = [for given in [try(volume.value.efs_volume_configuration, null)] : given if given != null]
        content {
          file_system_id          = efs_volume_configuration.value.file_system_id
          root_directory          = try(efs_volume_configuration.value.root_directory, null)
          transit_encryption      = try(efs_volume_configuration.value.transit_encryption, null)
          transit_encryption_port = try(efs_volume_configuration.value.transit_encryption_port, null)

          dynamic "authorization_config" {
            for_each = [for given in [try(efs_volume_configuration.value.authorization_config, null)] : given if given != null]
            content {
              access_point_id = try(authorization_config.value.access_point_id, null)
              iam             = try(authorization_config.value.iam, null)
            }
          }
        }
      }

      dynamic "fsx_windows_file_server_volume_configuration" {
        for_each = [for given in [try(volume.value.fsx_windows_file_server_volume_configuration, null)] : given if given != null]
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
  launch_type                        = local.external || var.capacity_provider_strategy != null ? null : var.launch_type
  platform_version                   = local.fargate && !local.external ? var.platform_version : null
  scheduling_strategy                = local.fargate ? "REPLICA" : var.scheduling_strategy
  desired_count                      = local.counted ? var.desired_count : null
  deployment_maximum_percent         = local.counted ? var.deployment_maximum_percent : null
  deployment_minimum_healthy_percent = local.counted ? var.deployment_minimum_healthy_percent : null
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  iam_role                           = local.behind ? (var.create_iam_role ? aws_iam_role.service[0].arn : var.iam_role_arn) : null

  dynamic "capacity_provider_strategy" {
    for_each = { for name, given in merge(var.capacity_provider_strategy, {}) : name => given if !local.external }
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(coalesce(capacity_provider_strategy.value.weight, unread.weight), unread.weight)
    }
  }

  dynamic "deployment_controller" {
    for_each = var.deployment_controller != null ? [var.deployment_controller] : []
    content {
      type = try(deployment_controller.value.type, null)
    }
  }

  dynamic "load_balancer" {
    for_each = merge(var.load_balancer, {})
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)

      dynamic "advanced_configuration" {
        for_each = try(load_balancer.value.advanced_configuration, null) != null ? [unread.advanced_configuration] : []
        content {}
      }
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" && !local.external ? [true] : []
    content {
      subnets          = var.subnet_ids
      security_groups  = concat(aws_security_group.this[*].id, var.security_group_ids)
      assign_public_ip = var.assign_public_ip
    }
  }

  dynamic "service_registries" {
    for_each = var.service_registries != null && !local.external ? [var.service_registries] : []
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
  launch_type                        = local.external || var.capacity_provider_strategy != null ? null : var.launch_type
  platform_version                   = local.fargate && !local.external ? var.platform_version : null
  scheduling_strategy                = local.fargate ? "REPLICA" : var.scheduling_strategy
  desired_count                      = local.counted ? var.desired_count : null
  deployment_maximum_percent         = local.counted ? var.deployment_maximum_percent : null
  deployment_minimum_healthy_percent = local.counted ? var.deployment_minimum_healthy_percent : null
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  iam_role                           = local.behind ? (var.create_iam_role ? aws_iam_role.service[0].arn : var.iam_role_arn) : null

  dynamic "capacity_provider_strategy" {
    for_each = { for name, given in merge(var.capacity_provider_strategy, {}) : name => given if !local.external }
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(coalesce(capacity_provider_strategy.value.weight, unread.weight), unread.weight)
    }
  }

  dynamic "deployment_controller" {
    for_each = var.deployment_controller != null ? [var.deployment_controller] : []
    content {
      type = try(deployment_controller.value.type, null)
    }
  }

  dynamic "load_balancer" {
    for_each = merge(var.load_balancer, {})
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)

      dynamic "advanced_configuration" {
        for_each = try(load_balancer.value.advanced_configuration, null) != null ? [unread.advanced_configuration] : []
        content {}
      }
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" && !local.external ? [true] : []
    content {
      subnets          = var.subnet_ids
      security_groups  = concat(aws_security_group.this[*].id, var.security_group_ids)
      assign_public_ip = var.assign_public_ip
    }
  }

  dynamic "service_registries" {
    for_each = var.service_registries != null && !local.external ? [var.service_registries] : []
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
