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
variable "services" { default = {} }

module "cluster" {
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "5.12.1"

  create                                = var.create
  cluster_name                          = var.cluster_name
  create_task_exec_iam_role             = var.create_task_exec_iam_role
  default_capacity_provider_use_fargate = var.default_capacity_provider_use_fargate
  fargate_capacity_providers            = var.fargate_capacity_providers
  autoscaling_capacity_providers        = var.autoscaling_capacity_providers
}

module "service" {
  source   = "terraform-aws-modules/ecs/aws//modules/service"
  version  = "5.12.1"
  for_each = { for name, given in var.services : name => given if var.create }

  cluster_arn                        = module.cluster.arn
  create                             = try(each.value.create, true)
  create_service                     = try(each.value.create_service, true)
  create_task_definition             = try(each.value.create_task_definition, true)
  create_security_group              = try(each.value.create_security_group, true)
  create_iam_role                    = try(each.value.create_iam_role, true)
  create_task_exec_iam_role          = try(each.value.create_task_exec_iam_role, true)
  create_tasks_iam_role              = try(each.value.create_tasks_iam_role, true)
  ignore_task_definition_changes     = try(each.value.ignore_task_definition_changes, false)
  name                               = try(each.value.name, each.key)
  family                             = try(each.value.family, null)
  launch_type                        = try(each.value.launch_type, "FARGATE")
  capacity_provider_strategy         = try(each.value.capacity_provider_strategy, {})
  network_mode                       = try(each.value.network_mode, "awsvpc")
  requires_compatibilities           = try(each.value.requires_compatibilities, ["FARGATE"])
  cpu                                = try(each.value.cpu, 1024)
  memory                             = try(each.value.memory, 2048)
  ipc_mode                           = try(each.value.ipc_mode, null)
  container_definitions              = try(each.value.container_definitions, {})
  container_definition_defaults      = try(each.value.container_definition_defaults, {})
  volume                             = try(each.value.volume, {})
  proxy_configuration                = try(each.value.proxy_configuration, {})
  ephemeral_storage                  = try(each.value.ephemeral_storage, {})
  task_definition_arn                = try(each.value.task_definition_arn, null)
  iam_role_arn                       = try(each.value.iam_role_arn, null)
  task_exec_iam_role_arn             = try(each.value.task_exec_iam_role_arn, null)
  tasks_iam_role_arn                 = try(each.value.tasks_iam_role_arn, null)
  deployment_controller              = try(each.value.deployment_controller, {})
  deployment_maximum_percent         = try(each.value.deployment_maximum_percent, 200)
  deployment_minimum_healthy_percent = try(each.value.deployment_minimum_healthy_percent, 66)
  desired_count                      = try(each.value.desired_count, 1)
  scheduling_strategy                = try(each.value.scheduling_strategy, null)
  platform_version                   = try(each.value.platform_version, null)
  health_check_grace_period_seconds  = try(each.value.health_check_grace_period_seconds, null)
  load_balancer                      = try(each.value.load_balancer, {})
  service_registries                 = try(each.value.service_registries, {})
  subnet_ids                         = try(each.value.subnet_ids, [])
  security_group_ids                 = try(each.value.security_group_ids, [])
  assign_public_ip                   = try(each.value.assign_public_ip, false)
  runtime_platform                   = try(each.value.runtime_platform, { operating_system_family = "LINUX", cpu_architecture = "X86_64" })

  # Before 5.11.3 it was not passed on.
  pid_mode = unread.pid_mode
}

output "cluster_arn" { value = module.cluster.arn }
output "cluster_id" { value = module.cluster.id }
output "cluster_name" { value = module.cluster.name }
output "task_exec_iam_role_arn" { value = module.cluster.task_exec_iam_role_arn }
output "services" { value = module.service }
output "autoscaling_capacity_providers" { value = module.cluster.autoscaling_capacity_providers }
