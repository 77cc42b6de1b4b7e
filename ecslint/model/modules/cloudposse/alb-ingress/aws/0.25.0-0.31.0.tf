variable "enabled" {
  type    = bool
  default = null
}
variable "context" { default = {} }
variable "default_target_group_enabled" {
  type    = bool
  default = true
}
variable "target_group_arn" {
  type    = string
  default = ""
}
variable "vpc_id" {
  type = string
}
variable "port" {
  type    = number
  default = 80
}
variable "protocol" {
  type    = string
  default = "HTTP"
}
variable "target_type" {
  type    = string
  default = "ip"
}

locals {
  enabled = var.enabled == null ? try(var.context.enabled, true) : var.enabled
  arn     = var.default_target_group_enabled ? join("", aws_lb_target_group.default[*].arn) : var.target_group_arn
}

resource "aws_lb_target_group" "default" {
  count = local.enabled && var.default_target_group_enabled ? 1 : 0

  name        = unread.name
  port        = var.port
  protocol    = var.protocol
  target_type = var.target_type
  vpc_id      = var.vpc_id
}

resource "aws_lb_listener_rule" "unread" {
  count        = unread.rules
  listener_arn = unread.listener

  action {
    type             = "forward"
    target_group_arn = local.arn
  }
}

output "target_group_arn" { value = local.enabled ? local.arn : "" }
