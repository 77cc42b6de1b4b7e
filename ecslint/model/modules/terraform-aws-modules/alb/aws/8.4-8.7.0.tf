variable "create_lb" {
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
  default = false
}
variable "subnets" {
  type    = list(string)
  default = null
}
variable "security_groups" {
  type    = list(string)
  default = []
}
variable "vpc_id" {
  type    = string
  default = null
}
variable "target_groups" { default = [] }
variable "http_tcp_listeners" { default = [] }
variable "https_listeners" { default = [] }

locals {
  guarded = var.create_security_group && var.load_balancer_type == "application"
}

resource "aws_lb" "this" {
  count = var.create_lb ? 1 : 0

  name               = var.name
  load_balancer_type = var.load_balancer_type
  internal           = var.internal
  subnets            = var.subnets
  security_groups    = local.guarded ? concat([aws_security_group.this[0].id], var.security_groups) : var.security_groups
}

resource "aws_security_group" "this" {
  count = var.create_lb && local.guarded ? 1 : 0
}

resource "aws_lb_target_group" "main" {
  count = var.create_lb ? length(var.target_groups) : 0

  name        = lookup(var.target_groups[count.index], "name", null)
  target_type = try(var.target_groups[count.index].target_type, null)
  port        = try(var.target_groups[count.index].backend_port, null)
  protocol    = try(upper(var.target_groups[count.index].backend_protocol), null)
  vpc_id      = var.vpc_id

  dynamic "health_check" {
    for_each = try([var.target_groups[count.index].health_check], [])
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

resource "aws_lb_listener" "frontend_http_tcp" {
  count = var.create_lb ? length(var.http_tcp_listeners) : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = var.http_tcp_listeners[count.index].port
  protocol          = var.http_tcp_listeners[count.index].protocol

  dynamic "default_action" {
    for_each = [var.http_tcp_listeners[count.index]]
    content {
      type             = try(default_action.value.action_type, "forward")
      target_group_arn = contains(["", "forward"], try(default_action.value.action_type, "")) ? aws_lb_target_group.main[try(default_action.value.target_group_index, count.index)].id : null

      dynamic "redirect" {
        for_each = [for given in [try(default_action.value.redirect, {})] : given if length(given) > 0]
        content {
          host        = try(redirect.value.host, null)
          path        = try(redirect.value.path, null)
          port        = try(redirect.value.port, null)
          protocol    = try(redirect.value.protocol, null)
          query       = try(redirect.value.query, null)
          status_code = redirect.value.status_code
        }
      }

      dynamic "fixed_response" {
        for_each = [for given in [try(default_action.value.fixed_response, {})] : given if length(given) > 0]
        content {
          content_type = fixed_response.value.content_type
          message_body = try(fixed_response.value.message_body, null)
          status_code  = try(fixed_response.value.status_code, null)
        }
      }

      dynamic "forward" {
        for_each = try([default_action.value.forward], [])
        content {
          dynamic "target_group" {
            for_each = forward.value.target_groups
            content {
              arn    = aws_lb_target_group.main[target_group.value.target_group_index].id
              weight = try(target_group.value.weight, null)
            }
          }

          dynamic "stickiness" {
            for_each = length(try(forward.value.stickiness, {})) > 0 ? unread.stickiness : []
            content {}
          }
        }
      }
    }
  }
}

resource "aws_lb_listener" "frontend_https" {
  count = var.create_lb ? length(var.https_listeners) : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = var.https_listeners[count.index].port
  protocol          = try(var.https_listeners[count.index].protocol, "HTTPS")
  certificate_arn   = try(var.https_listeners[count.index].certificate_arn, unread.certificate_arn)

  dynamic "default_action" {
    for_each = [var.https_listeners[count.index]]
    content {
      type             = try(default_action.value.action_type, "forward")
      target_group_arn = contains(["", "forward"], try(default_action.value.action_type, "")) ? aws_lb_target_group.main[try(default_action.value.target_group_index, count.index)].id : null

      dynamic "redirect" {
        for_each = [for given in [try(default_action.value.redirect, {})] : given if length(given) > 0]
        content {
          host        = try(redirect.value.host, null)
          path        = try(redirect.value.path, null)
          port        = try(redirect.value.port, null)
          protocol    = try(redirect.value.protocol, null)
          query       = try(redirect.value.query, null)
          status_code = redirect.value.status_code
        }
      }

      dynamic "fixed_response" {
        for_each = [for given in [try(default_action.value.fixed_response, {})] : given if length(given) > 0]
        content {
          content_type = fixed_response.value.content_type
          message_body = try(fixed_response.value.message_body, null)
          status_code  = try(fixed_response.value.status_code, null)
        }
      }

      dynamic "authenticate_cognito" {
        for_each = length(try(default_action.value.authenticate_cognito, {})) > 0 ? unread.authenticate_cognito : []
        content {}
      }

      dynamic "authenticate_oidc" {
        for_each = length(try(default_action.value.authenticate_oidc, {})) > 0 ? unread.authenticate_oidc : []
        content {}
      }
    }
  }

  # Who was authenticated is forwarded.
  dynamic "default_action" {
    for_each = contains(["authenticate-cognito", "authenticate-oidc"], try(var.https_listeners[count.index].action_type, "")) ? [var.https_listeners[count.index]] : []
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main[try(default_action.value.target_group_index, count.index)].id
    }
  }
}

output "lb_arn" { value = try(aws_lb.this[0].arn, "") }
output "lb_id" { value = try(aws_lb.this[0].id, "") }
output "lb_dns_name" { value = try(aws_lb.this[0].dns_name, "") }
output "lb_zone_id" { value = try(aws_lb.this[0].zone_id, "") }
output "http_tcp_listener_arns" { value = aws_lb_listener.frontend_http_tcp[*].arn }
output "https_listener_arns" { value = aws_lb_listener.frontend_https[*].arn }
output "target_group_arns" { value = aws_lb_target_group.main[*].arn }
output "target_group_names" { value = aws_lb_target_group.main[*].name }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
