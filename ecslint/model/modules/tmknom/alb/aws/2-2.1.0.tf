variable "enabled" {
  type    = string
  default = true
}
variable "name" {
  type = string
}
variable "subnets" {
  type = list(string)
}
variable "vpc_id" {
  type = string
}
variable "internal" {
  type    = string
  default = false
}
variable "ip_address_type" {
  type    = string
  default = "ipv4"
}
variable "enable_https_listener" {
  type    = string
  default = true
}
variable "enable_http_listener" {
  type    = string
  default = true
}
variable "enable_redirect_http_to_https_listener" {
  type    = string
  default = true
}
variable "certificate_arn" {
  type    = string
  default = ""
}
variable "https_port" {
  type    = string
  default = 443
}
variable "http_port" {
  type    = string
  default = 80
}
variable "fixed_response_content_type" {
  type    = string
  default = "text/plain"
}
variable "fixed_response_message_body" {
  type    = string
  default = "404 Not Found"
}
variable "fixed_response_status_code" {
  type    = string
  default = "404"
}
variable "target_group_port" {
  type    = string
  default = "80"
}
variable "target_group_protocol" {
  type    = string
  default = "HTTP"
}
variable "target_type" {
  type    = string
  default = "ip"
}
variable "deregistration_delay" {
  type    = string
  default = "300"
}
variable "slow_start" {
  type    = string
  default = "0"
}
variable "health_check_path" {
  type    = string
  default = "/"
}
variable "health_check_healthy_threshold" {
  type    = string
  default = "5"
}
variable "health_check_unhealthy_threshold" {
  type    = string
  default = "2"
}
variable "health_check_timeout" {
  type    = string
  default = "5"
}
variable "health_check_interval" {
  type    = string
  default = "30"
}
variable "health_check_matcher" {
  type    = string
  default = "200"
}
variable "health_check_port" {
  type    = string
  default = "traffic-port"
}
variable "health_check_protocol" {
  type    = string
  default = "HTTP"
}

locals {
  secure   = var.enabled && var.enable_https_listener
  redirect = local.secure && var.enable_http_listener && var.enable_redirect_http_to_https_listener
  plain    = var.enabled && var.enable_http_listener && !(var.enable_https_listener && var.enable_redirect_http_to_https_listener)
}

resource "aws_lb" "default" {
  count = var.enabled ? 1 : 0

  name               = var.name
  load_balancer_type = "application"
  internal           = var.internal
  ip_address_type    = var.ip_address_type
  subnets            = var.subnets
  security_groups    = [aws_security_group.default[0].id]
}

resource "aws_lb_target_group" "default" {
  count = var.enabled ? 1 : 0

  name                 = var.name
  port                 = var.target_group_port
  protocol             = var.target_group_protocol
  target_type          = var.target_type
  vpc_id               = var.vpc_id
  deregistration_delay = var.deregistration_delay
  slow_start           = var.slow_start

  health_check {
    path                = var.health_check_path
    port                = var.health_check_port
    protocol            = var.health_check_protocol
    interval            = var.health_check_interval
    timeout             = var.health_check_timeout
    healthy_threshold   = var.health_check_healthy_threshold
    unhealthy_threshold = var.health_check_unhealthy_threshold
    matcher             = var.health_check_matcher
  }

  depends_on = [aws_lb.default]
}

resource "aws_lb_listener" "https" {
  count = local.secure ? 1 : 0

  load_balancer_arn = aws_lb.default[0].arn
  port              = var.https_port
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = var.fixed_response_content_type
      message_body = var.fixed_response_message_body
      status_code  = var.fixed_response_status_code
    }
  }
}

resource "aws_lb_listener" "http" {
  count = local.plain ? 1 : 0

  load_balancer_arn = aws_lb.default[0].arn
  port              = var.http_port
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = var.fixed_response_content_type
      message_body = var.fixed_response_message_body
      status_code  = var.fixed_response_status_code
    }
  }
}

resource "aws_lb_listener" "redirect_http_to_https" {
  count = local.redirect ? 1 : 0

  load_balancer_arn = aws_lb.default[0].arn
  port              = var.http_port
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = var.https_port
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener_rule" "https" {
  count = local.secure ? 1 : 0

  listener_arn = aws_lb_listener.https[0].arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.default[0].arn
  }
}

resource "aws_lb_listener_rule" "http" {
  count = local.plain ? 1 : 0

  listener_arn = aws_lb_listener.http[0].arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.default[0].arn
  }
}

resource "aws_security_group" "default" {
  count = var.enabled ? 1 : 0

  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "ingress_https" {
  count = local.secure ? 1 : 0

  type              = "ingress"
  from_port         = var.https_port
  to_port           = var.https_port
  protocol          = "tcp"
  cidr_blocks       = unread.cidr_blocks
  security_group_id = aws_security_group.default[0].id
}

resource "aws_security_group_rule" "ingress_http" {
  count = var.enabled ? 1 : 0

  type              = "ingress"
  from_port         = var.http_port
  to_port           = var.http_port
  protocol          = "tcp"
  cidr_blocks       = unread.cidr_blocks
  security_group_id = aws_security_group.default[0].id
}

resource "aws_security_group_rule" "egress" {
  count = var.enabled ? 1 : 0

  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.default[0].id
}

output "alb_id" { value = join("", aws_lb.default[*].id) }
output "alb_arn" { value = join("", aws_lb.default[*].arn) }
output "alb_dns_name" { value = join("", aws_lb.default[*].dns_name) }
output "alb_zone_id" { value = join("", aws_lb.default[*].zone_id) }
output "https_alb_listener_id" { value = join("", aws_lb_listener.https[*].id) }
output "https_alb_listener_arn" { value = join("", aws_lb_listener.https[*].arn) }
output "http_alb_listener_id" { value = join("", aws_lb_listener.http[*].id) }
output "http_alb_listener_arn" { value = join("", aws_lb_listener.http[*].arn) }
output "alb_target_group_id" { value = join("", aws_lb_target_group.default[*].id) }
output "alb_target_group_arn" { value = join("", aws_lb_target_group.default[*].arn) }
output "alb_target_group_name" { value = join("", aws_lb_target_group.default[*].name) }
output "alb_target_group_port" { value = join("", aws_lb_target_group.default[*].port) }
output "security_group_id" { value = join("", aws_security_group.default[*].id) }
output "security_group_arn" { value = join("", aws_security_group.default[*].arn) }
