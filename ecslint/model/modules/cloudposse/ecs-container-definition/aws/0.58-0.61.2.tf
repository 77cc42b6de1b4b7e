variable "container_name" {
  type = string
}
variable "container_image" {
  type = string
}
variable "container_definition" { default = {} }
variable "essential" {
  type    = bool
  default = true
}
variable "container_cpu" {
  type    = number
  default = 0
}
variable "container_memory" {
  type    = number
  default = null
}
variable "container_memory_reservation" {
  type    = number
  default = null
}
variable "port_mappings" {
  type    = list(object({ name = optional(string), containerPort = number, hostPort = optional(number), protocol = optional(string), appProtocol = optional(string) }))
  default = null
}
variable "container_depends_on" {
  type    = list(object({ condition = string, containerName = string }))
  default = null
}
variable "links" {
  type    = list(string)
  default = null
}
variable "mount_points" { default = null }
variable "volumes_from" {
  type    = list(object({ readOnly = optional(bool), sourceContainer = string }))
  default = null
}
variable "environment" {
  type    = list(object({ name = string, value = string }))
  default = null
}
variable "map_environment" {
  type    = map(string)
  default = null
}
variable "environment_files" {
  type    = list(object({ type = string, value = string }))
  default = null
}
variable "secrets" {
  type    = list(object({ name = string, valueFrom = string }))
  default = null
}
variable "map_secrets" {
  type    = map(string)
  default = null
}
variable "healthcheck" {
  type    = object({ command = list(string), interval = optional(number), retries = optional(number), startPeriod = optional(number), timeout = optional(number) })
  default = null
}
variable "log_configuration" { default = null }
variable "firelens_configuration" {
  type    = object({ type = string, options = optional(map(string)) })
  default = null
}
variable "linux_parameters" { default = null }
variable "hostname" {
  type    = string
  default = null
}
variable "dns_servers" {
  type    = list(string)
  default = null
}
variable "dns_search_domains" {
  type    = list(string)
  default = null
}
variable "extra_hosts" {
  type    = list(object({ hostname = string, ipAddress = string }))
  default = null
}
variable "disable_networking" {
  type    = bool
  default = null
}
variable "privileged" {
  type    = bool
  default = null
}
variable "repository_credentials" { default = null }
variable "resource_requirements" {
  type    = list(object({ type = string, value = string }))
  default = null
}
variable "docker_security_options" {
  type    = list(string)
  default = null
}
variable "start_timeout" {
  type    = number
  default = null
}
variable "stop_timeout" {
  type    = number
  default = null
}

locals {
  variables = coalesce(var.environment, [])
  hidden    = coalesce(var.secrets, [])

  environment = var.map_environment != null ? [
    for name, value in var.map_environment : { name = name, value = value }
    ] : [
    for name, value in zipmap(local.variables[*].name, local.variables[*].value) : { name = name, value = value }
  ]
  secrets = var.map_secrets != null ? [
    for name, from in var.map_secrets : { name = name, valueFrom = from }
    ] : [
    for name, from in zipmap(local.hidden[*].name, local.hidden[*].valueFrom) : { name = name, valueFrom = from }
  ]

  # A container is made inessential for the sake of others, which may be added elsewhere.
  definition = merge(unread.more, {
    name                  = var.container_name
    image                 = var.container_image
    essential             = var.essential ? true : unread.essential
    cpu                   = var.container_cpu
    memory                = var.container_memory
    memoryReservation     = var.container_memory_reservation
    portMappings          = var.port_mappings
    dependsOn             = var.container_depends_on
    links                 = var.links
    mountPoints           = var.mount_points
    volumesFrom           = var.volumes_from
    environment           = local.environment
    environmentFiles      = var.environment_files
    secrets               = local.secrets
    healthCheck           = var.healthcheck
    logConfiguration      = var.log_configuration
    firelensConfiguration = var.firelens_configuration
    linuxParameters       = var.linux_parameters
    hostname              = var.hostname
    dnsServers            = var.dns_servers
    dnsSearchDomains      = var.dns_search_domains
    extraHosts            = var.extra_hosts
    disableNetworking     = var.disable_networking
    privileged            = var.privileged
    repositoryCredentials = var.repository_credentials
    resourceRequirements  = var.resource_requirements
    dockerSecurityOptions = var.docker_security_options
    startTimeout          = var.start_timeout
    stopTimeout           = var.stop_timeout
  }, { for name, value in var.container_definition : name => value if value != null })
}

output "json_map_object" { value = local.definition }
output "json_map_encoded" { value = jsonencode(local.definition) }
output "json_map_encoded_list" { value = jsonencode([local.definition]) }
output "sensitive_json_map_object" { value = local.definition }
output "sensitive_json_map_encoded" { value = jsonencode(local.definition) }
output "sensitive_json_map_encoded_list" { value = jsonencode([local.definition]) }
