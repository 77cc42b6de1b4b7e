variable "operating_system_family" {
  type     = string
  default  = "LINUX"
  nullable = false
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
variable "memoryReservation" {
  type    = number
  default = null
}
variable "portMappings" {
  type    = list(object({ name = optional(string), containerPort = optional(number), containerPortRange = optional(string), hostPort = optional(number), protocol = optional(string), appProtocol = optional(string) }))
  default = null
}
variable "dependsOn" {
  type    = list(object({ condition = string, containerName = string }))
  default = null
}
variable "links" {
  type    = list(string)
  default = null
}
variable "mountPoints" {
  type    = list(object({ containerPath = optional(string), readOnly = optional(bool), sourceVolume = optional(string) }))
  default = null
}
variable "volumesFrom" {
  type    = list(object({ readOnly = optional(bool), sourceContainer = optional(string) }))
  default = null
}
variable "environment" {
  type    = list(object({ name = string, value = string }))
  default = null
}
variable "environmentFiles" {
  type    = list(object({ type = string, value = string }))
  default = null
}
variable "secrets" {
  type    = list(object({ name = string, valueFrom = string }))
  default = null
}
variable "healthCheck" {
  type    = object({ command = optional(list(string), []), interval = optional(number, 30), retries = optional(number, 3), startPeriod = optional(number), timeout = optional(number, 5) })
  default = null
}
variable "hostname" {
  type    = string
  default = null
}
variable "dnsServers" {
  type    = list(string)
  default = null
}
variable "dnsSearchDomains" {
  type    = list(string)
  default = null
}
variable "extraHosts" {
  type    = list(object({ hostname = string, ipAddress = string }))
  default = null
}
variable "disableNetworking" {
  type    = bool
  default = null
}
variable "dockerSecurityOptions" {
  type    = list(string)
  default = null
}
variable "firelensConfiguration" {
  type    = object({ type = optional(string), options = optional(map(string)) })
  default = null
}
variable "privileged" {
  type     = bool
  default  = false
  nullable = false
}
variable "repositoryCredentials" {
  type    = object({ credentialsParameter = optional(string) })
  default = null
}
variable "resourceRequirements" {
  type    = list(object({ type = string, value = string }))
  default = null
}
variable "startTimeout" {
  type    = number
  default = 30
}
variable "stopTimeout" {
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
    memoryReservation     = var.memoryReservation
    portMappings          = var.portMappings
    dependsOn             = var.dependsOn
    links                 = local.linux ? var.links : null
    mountPoints           = var.mountPoints
    volumesFrom           = var.volumesFrom
    environment           = var.environment
    environmentFiles      = var.environmentFiles
    secrets               = var.secrets
    healthCheck           = var.healthCheck != null ? merge(unread.more, var.healthCheck) : null
    hostname              = var.hostname
    dnsServers            = local.linux ? var.dnsServers : null
    dnsSearchDomains      = local.linux ? var.dnsSearchDomains : null
    extraHosts            = local.linux ? var.extraHosts : null
    disableNetworking     = local.linux ? var.disableNetworking : null
    dockerSecurityOptions = var.dockerSecurityOptions
    firelensConfiguration = var.firelensConfiguration
    privileged            = local.linux ? var.privileged : null
    repositoryCredentials = var.repositoryCredentials
    resourceRequirements  = var.resourceRequirements
    startTimeout          = var.startTimeout
    stopTimeout           = var.stopTimeout
  })
}

output "container_definition" { value = local.definition }
output "container_definition_json" { value = jsonencode(local.definition) }
