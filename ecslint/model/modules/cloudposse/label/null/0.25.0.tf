variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "label_order" { default = null }
variable "regex_replace_chars" { default = null }
variable "id_length_limit" { default = null }
variable "label_value_case" { default = null }
variable "context" { default = {} }

locals {
  context = merge({ enabled = true }, var.context)

  input = merge(unread.more, {
    enabled             = var.enabled == null ? local.context.enabled : var.enabled
    namespace           = var.namespace == null ? try(var.context.namespace, null) : var.namespace
    tenant              = var.tenant == null ? try(var.context.tenant, null) : var.tenant
    environment         = var.environment == null ? try(var.context.environment, null) : var.environment
    stage               = var.stage == null ? try(var.context.stage, null) : var.stage
    name                = var.name == null ? try(var.context.name, null) : var.name
    delimiter           = var.delimiter == null ? try(var.context.delimiter, null) : var.delimiter
    label_order         = var.label_order == null ? try(var.context.label_order, null) : var.label_order
    regex_replace_chars = var.regex_replace_chars == null ? try(var.context.regex_replace_chars, null) : var.regex_replace_chars
    id_length_limit     = var.id_length_limit == null ? try(var.context.id_length_limit, null) : var.id_length_limit
    label_value_case    = var.label_value_case == null ? try(var.context.label_value_case, null) : var.label_value_case
    attributes          = compact(distinct(concat(coalesce(try(var.context.attributes, null), []), coalesce(var.attributes, []))))
  })

  delimiter = local.input.delimiter == null ? "-" : local.input.delimiter
  stray     = local.input.regex_replace_chars == null || local.input.regex_replace_chars == "" ? "/[^-a-zA-Z0-9]/" : local.input.regex_replace_chars
  case      = local.input.label_value_case == null ? "lower" : local.input.label_value_case
  limit     = local.input.id_length_limit == null ? 0 : local.input.id_length_limit
  usual     = ["namespace", "environment", "stage", "name", "attributes"]
  order     = local.input.label_order == null ? local.usual : coalescelist(local.input.label_order, local.usual)

  plain = {
    namespace   = [local.input.namespace == null ? "" : local.input.namespace]
    tenant      = [local.input.tenant == null ? "" : local.input.tenant]
    environment = [local.input.environment == null ? "" : local.input.environment]
    stage       = [local.input.stage == null ? "" : local.input.stage]
    name        = [local.input.name == null ? "" : local.input.name]
    attributes  = local.input.attributes
  }
  clean = { for label, texts in local.plain : label => [for text in texts : replace(text, local.stray, "")] }
  cased = {
    for label, texts in local.clean : label => compact(distinct([
      for text in texts :
      local.case == "none" ? text : local.case == "upper" ? upper(text) : local.case == "title" ? title(lower(text)) : lower(text)
    ]))
  }
  parts = compact([for label in local.order : join(local.delimiter, local.cased[label])])
  # Without any the module names nothing, which AWS refuses: who deploys gives some.
  full = join(local.delimiter, coalescelist(local.parts, [missing.name]))
  id   = local.limit == 0 ? local.full : length(local.full) <= local.limit ? local.full : unread.id
}

output "enabled" { value = local.input.enabled }
output "id" { value = local.input.enabled ? local.id : "" }
output "id_full" { value = local.input.enabled ? local.full : "" }
output "namespace" { value = local.input.enabled ? join("", local.cased.namespace) : "" }
output "tenant" { value = local.input.enabled ? join("", local.cased.tenant) : "" }
output "environment" { value = local.input.enabled ? join("", local.cased.environment) : "" }
output "stage" { value = local.input.enabled ? join("", local.cased.stage) : "" }
output "name" { value = local.input.enabled ? join("", local.cased.name) : "" }
output "attributes" { value = local.input.enabled ? local.cased.attributes : [] }
output "delimiter" { value = local.input.enabled ? local.delimiter : "" }
output "context" { value = local.input }
