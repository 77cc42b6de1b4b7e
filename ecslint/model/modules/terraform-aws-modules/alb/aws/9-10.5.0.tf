variable "create" {
  type    = bool
  default = true
}
variable "create_security_group" {
  type    = bool
  default = true
}
variable "name" {
  type    = string
  default = null
}
variable "load_balancer_type" {
  type    = string
  default = "application"
}
variable "internal" {
  type    = bool
  default = null
}
variable "subnets" {
  type    = list(string)
  default = null
}
variable "subnet_mapping" { default = null }
variable "security_groups" {
  type    = list(string)
  default = []
}
variable "vpc_id" {
  type    = string
  default = null
}
variable "default_port" {
  type    = number
  default = 80
}
variable "default_protocol" {
  type    = string
  default = "HTTP"
}
variable "target_groups" { default = {} }
variable "listeners" { default = {} }

resource "aws_lb" "this" {
  count = var.create ? 1 : 0

  name               = var.name
  load_balancer_type = var.load_balancer_type
  internal           = var.internal
  subnets            = var.subnets
  security_groups    = var.create_security_group ? concat([aws_security_group.this[0].id], var.security_groups) : var.security_groups

  dynamic "subnet_mapping" {
    for_each = flatten([for given in [var.subnet_mapping] : given if given != null])
    content {
      subnet_id = try(subnet_mapping.value.subnet_id, unread.subnet_id)
    }
  }
}

resource "aws_security_group" "this" {
  count = var.create && var.create_security_group ? 1 : 0
}

# What null stands for where there is a default differs between 9 and 10.
resource "aws_lb_target_group" "this" {
  for_each = { for key, given in merge(var.target_groups, {}) : key => given if var.create }

  name        = try(each.value.name, null)
  target_type = try(each.value.target_type, null)
  port        = try(each.value.target_type, null) == "lambda" ? null : try(coalesce(each.value.port, unread.port), var.default_port)
  protocol    = try(each.value.target_type, null) == "lambda" ? null : try(coalesce(each.value.protocol, unread.protocol), var.default_protocol)
  vpc_id      = try(coalesce(each.value.vpc_id, unread.vpc_id), var.vpc_id)

  dynamic "health_check" {
    for_each = [for given in [try(each.value.health_check, null)] : given if given != null]
    content {
      enabled             = try(health_check.value.enabled, null)
      interval            = try(health_check.value.interval, null)
      timeout             = try(health_check.value.timeout, null)
      healthy_threshold   = try(health_check.value.healthy_threshold, null)
      unhealthy_threshold = try(health_check.value.unhealthy_threshold, null)
      matcher             = try(health_check.value.matcher, null)
      path                = try(health_check.value.path, null)
      port                = try(health_check.value.port, null)
      protocol            = try(health_check.value.protocol, null)
    }
  }
}

resource "aws_lb_listener" "this" {
  for_each = { for key, given in merge(var.listeners, {}) : key => given if var.create }

  load_balancer_arn = aws_lb.this[0].arn
  port              = try(coalesce(each.value.port, unread.port), var.default_port)
  protocol          = try(coalesce(each.value.protocol, unread.protocol), var.default_protocol)
  certificate_arn   = try(each.value.certificate_arn, null)

  dynamic "default_action" {
    for_each = [for kind in ["authenticate_cognito", "authenticate_oidc", "jwt_validation"] : kind if try(each.value[kind], null) != null]
    content {
      type = replace(default_action.value, "_", "-")
    }
  }

  dynamic "default_action" {
    for_each = [for given in [try(each.value.forward, null)] : given if given != null]
    content {
      type             = "forward"
      target_group_arn = length(keys(default_action.value)) > 1 ? unread.target_group_arn : try(aws_lb_target_group.this[default_action.value.target_group_key].arn, unread.target_group_arn)
    }
  }

  dynamic "default_action" {
    for_each = [for given in [try(each.value.weighted_forward, null)] : given if given != null]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = try(default_action.value.target_groups, [])
          content {
            arn    = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, unread.target_group_arn)
            weight = try(target_group.value.weight, null)
          }
        }

        dynamic "stickiness" {
          for_each = try(default_action.value.stickiness, null) == null ? [] : unread.stickiness
          content {}
        }
      }
    }
  }

  dynamic "default_action" {
    for_each = [for given in [try(each.value.redirect, null)] : given if given != null]
    content {
      type = "redirect"

      redirect {
        host        = try(default_action.value.host, null)
        path        = try(default_action.value.path, null)
        port        = try(default_action.value.port, null)
        protocol    = try(default_action.value.protocol, null)
        query       = try(default_action.value.query, null)
        status_code = default_action.value.status_code
      }
    }
  }

  dynamic "default_action" {
    for_each = [for given in [try(each.value.fixed_response, null)] : given if given != null]
    content {
      type = "fixed-response"

      fixed_response {
        content_type = default_action.value.content_type
        message_body = try(default_action.value.message_body, null)
        status_code  = try(default_action.value.status_code, null)
      }
    }
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each = merge([
    for key, listener in merge(var.listeners, {}) : {
      for name, given in merge(try(listener.rules, {}), {}) :
      "${key}/${name}" => { listener = key, actions = try(given.actions, unread.actions) } if var.create
    }
  ]...)

  listener_arn = try(aws_lb_listener.this[each.value.listener].arn, unread.listener_arn)

  dynamic "action" {
    for_each = each.value.actions
    content {
      type             = unread.type
      target_group_arn = try(aws_lb_target_group.this[action.value.forward.target_group_key].arn, aws_lb_target_group.this[action.value.target_group_key].arn, unread.target_group_arn)

      dynamic "forward" {
        for_each = unread.forward
        content {}
      }
    }
  }
}

output "arn" { value = try(aws_lb.this[0].arn, null) }
output "id" { value = try(aws_lb.this[0].id, null) }
output "dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "listeners" { value = aws_lb_listener.this }
output "listener_rules" { value = aws_lb_listener_rule.this }
output "target_groups" { value = aws_lb_target_group.this }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
