variable "operating_system_family" {
  type    = string
  default = "LINUX"
}
variable "name" {
  type    = string
  default = null
}
variable "image" {
  type    = string
  default = null
}
variable "essential" {
  type    = bool
  default = null
}
variable "cpu" {
  type    = number
  default = null
}
variable "memory" {
  type    = number
  default = null
}
variable "memory_reservation" {
  type    = number
  default = null
}
variable "port_mappings" { default = [] }
variable "dependencies" {
  type    = list(object({ condition = string, containerName = string }))
  default = []
}
variable "links" {
  type    = list(string)
  default = []
}
variable "mount_points" { default = [] }
variable "volumes_from" { default = [] }
variable "environment" {
  type    = list(object({ name = string, value = string }))
  default = []
}
variable "environment_files" {
  type    = list(object({ type = string, value = string }))
  default = []
}
variable "secrets" {
  type    = list(object({ name = string, valueFrom = string }))
  default = []
}
variable "hostname" {
  type    = string
  default = null
}
variable "dns_servers" {
  type    = list(string)
  default = []
}
variable "dns_search_domains" {
  type    = list(string)
  default = []
}
variable "extra_hosts" {
  type    = list(object({ hostname = string, ipAddress = string }))
  default = []
}
variable "disable_networking" {
  type    = bool
  default = null
}
variable "docker_security_options" {
  type    = list(string)
  default = []
}
variable "firelens_configuration" { default = {} }
variable "privileged" {
  type    = bool
  default = false
}
variable "repository_credentials" {
  type    = map(string)
  default = {}
}
variable "resource_requirements" {
  type    = list(object({ type = string, value = string }))
  default = []
}
variable "start_timeout" {
  type    = number
  default = 30
}
variable "stop_timeout" {
  type    = number
  default = 120
}

locals {
  linux = var.operating_system_family == "LINUX"

  definition = merge(unread.more, {
    name                  = var.name
    image                 = var.image
    essential             = var.essential
    cpu                   = var.cpu
    memory                = var.memory
    memoryReservation     = var.memory_reservation
    portMappings          = var.port_mappings
    dependsOn             = var.dependencies
    links                 = local.linux ? var.links : null
    mountPoints           = var.mount_points
    volumesFrom           = var.volumes_from
    environment           = var.environment
    environmentFiles      = var.environment_files
    secrets               = var.secrets
    hostname              = var.hostname
    dnsServers            = local.linux ? var.dns_servers : null
    dnsSearchDomains      = local.linux ? var.dns_search_domains : null
    extraHosts            = local.linux ? var.extra_hosts : null
    disableNetworking     = local.linux ? var.disable_networking : null
    dockerSecurityOptions = var.docker_security_options
    firelensConfiguration = length(var.firelens_configuration) > 0 ? var.firelens_configuration : null
    privileged            = local.linux ? var.privileged : null
    repositoryCredentials = length(var.repository_credentials) > 0 ? var.repository_credentials : null
    resourceRequirements  = var.resource_requirements
    startTimeout          = var.start_timeout
    stopTimeout           = var.stop_timeout
  })
}

output "container_definition" { value = local.definition }
output "container_definition_json" { value = jsonencode(local.definition) }
