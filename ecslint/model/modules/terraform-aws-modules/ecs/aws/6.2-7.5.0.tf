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
variable "autoscaling_capacity_providers" { default = null }
variable "capacity_providers" { default = null }
variable "cluster_capacity_providers" {
  type    = list(string)
  default = []
}
variable "default_capacity_provider_strategy" { default = {} }
variable "services" { default = null }

module "cluster" {
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "7.5.0"

  create                    = var.create
  name                      = var.cluster_name
  create_task_exec_iam_role = var.create_task_exec_iam_role

  autoscaling_capacity_providers     = var.autoscaling_capacity_providers
  capacity_providers                 = var.capacity_providers
  cluster_capacity_providers         = var.cluster_capacity_providers
  default_capacity_provider_strategy = var.default_capacity_provider_strategy
}

module "service" {
  source   = "terraform-aws-modules/ecs/aws//modules/service"
  version  = "7.5.0"
  for_each = { for name, given in merge(var.services, {}) : name => given if var.create }

  cluster_arn                        = module.cluster.arn
  name                               = try(coalesce(each.value.name, unread.name), each.key)
  create                             = try(each.value.create, null)
  create_service                     = try(each.value.create_service, null)
  create_task_definition             = try(each.value.create_task_definition, null)
  create_security_group              = try(each.value.create_security_group, null)
  create_iam_role                    = try(each.value.create_iam_role, null)
  create_task_exec_iam_role          = try(each.value.create_task_exec_iam_role, null)
  create_tasks_iam_role              = try(each.value.create_tasks_iam_role, null)
  ignore_task_definition_changes     = try(each.value.ignore_task_definition_changes, null)
  family                             = try(each.value.family, null)
  launch_type                        = try(each.value.launch_type, null)
  capacity_provider_strategy         = try(each.value.capacity_provider_strategy, null)
  network_mode                       = try(each.value.network_mode, null)
  requires_compatibilities           = try(each.value.requires_compatibilities, null)
  runtime_platform                   = try(each.value.runtime_platform, null)
  cpu                                = try(coalesce(each.value.cpu, unread.cpu), 1024)
  memory                             = try(coalesce(each.value.memory, unread.memory), 2048)
  pid_mode                           = try(each.value.pid_mode, null)
  ipc_mode                           = try(each.value.ipc_mode, null)
  container_definitions              = try(each.value.container_definitions, {})
  volume                             = try(each.value.volume, null)
  proxy_configuration                = try(each.value.proxy_configuration, null)
  ephemeral_storage                  = try(each.value.ephemeral_storage, null)
  task_definition_arn                = try(each.value.task_definition_arn, null)
  iam_role_arn                       = try(each.value.iam_role_arn, null)
  tasks_iam_role_arn                 = try(each.value.tasks_iam_role_arn, null)
  deployment_controller              = try(each.value.deployment_controller, null)
  deployment_maximum_percent         = try(coalesce(each.value.deployment_maximum_percent, unread.deployment_maximum_percent), 200)
  deployment_minimum_healthy_percent = try(coalesce(each.value.deployment_minimum_healthy_percent, unread.deployment_minimum_healthy_percent), 66)
  desired_count                      = try(coalesce(each.value.desired_count, unread.desired_count), 1)
  scheduling_strategy                = try(each.value.scheduling_strategy, null)
  platform_version                   = try(each.value.platform_version, null)
  health_check_grace_period_seconds  = try(each.value.health_check_grace_period_seconds, null)
  load_balancer                      = try(each.value.load_balancer, null)
  service_registries                 = try(each.value.service_registries, null)
  subnet_ids                         = try(each.value.subnet_ids, null)
  security_group_ids                 = try(each.value.security_group_ids, null)
  assign_public_ip                   = try(each.value.assign_public_ip, null)

  # The cluster may make one for all its services.
  task_exec_iam_role_arn = try(coalesce(each.value.task_exec_iam_role_arn, module.cluster.task_exec_iam_role_arn), null)
}

output "autoscaling_capacity_providers" { value = module.cluster.autoscaling_capacity_providers }
output "capacity_providers" { value = module.cluster.capacity_providers }
output "cluster_arn" { value = module.cluster.arn }
output "cluster_id" { value = module.cluster.id }
output "cluster_name" { value = module.cluster.name }
output "task_exec_iam_role_arn" { value = module.cluster.task_exec_iam_role_arn }
output "services" { value = module.service }
