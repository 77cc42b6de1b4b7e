variable "nlb_listener_port" {
  type = number
}
variable "nlb_healthcheck_port" { default = null }
variable "nlb_healthcheck_protocol" {
  type    = string
  default = "TCP"
}
variable "nlb_healthcheck_healthy_threshold" {
  type    = number
  default = 5
}
variable "nlb_healthcheck_uhealthy_threshold" {
  type    = number
  default = 2
}
variable "nlb_healthcheck_interval" {
  type    = number
  default = 30
}
variable "nlb_healthcheck_timeout" {
  type    = number
  default = 10
}
variable "target_group_port" {
  type    = number
  default = null
}
variable "target_group_type" {
  type    = string
  default = "instance"
}
variable "attach_target_group_to_asg" {
  type    = bool
  default = true
}
variable "protect_from_scale_in" {
  type    = bool
  default = false
}
variable "subnets" {
  type = list(string)
}
variable "backend_subnets" {
  type = list(string)
}
variable "extra_security_groups_backend" {
  type    = list(string)
  default = []
}

resource "aws_lb" "tcp" {
  load_balancer_type = "network"
  internal           = unread.internal
  subnets            = var.subnets
  security_groups    = [aws_security_group.nlb.id]
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_lb.tcp.arn
  port              = var.nlb_listener_port
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp.arn
  }
}

resource "aws_lb_target_group" "tcp" {
  port        = var.target_group_port == null ? var.nlb_listener_port : var.target_group_port
  protocol    = "TCP"
  target_type = var.target_group_type
  vpc_id      = unread.vpc_id

  health_check {
    enabled             = true
    port                = var.nlb_healthcheck_port
    protocol            = var.nlb_healthcheck_protocol
    interval            = var.nlb_healthcheck_interval
    timeout             = var.nlb_healthcheck_timeout
    healthy_threshold   = var.nlb_healthcheck_healthy_threshold
    unhealthy_threshold = var.nlb_healthcheck_uhealthy_threshold
  }
}

resource "aws_autoscaling_group" "tcp" {
  vpc_zone_identifier   = var.backend_subnets
  protect_from_scale_in = var.protect_from_scale_in
  target_group_arns     = var.attach_target_group_to_asg && var.target_group_type == "instance" ? [aws_lb_target_group.tcp.arn] : []
}

resource "aws_launch_template" "tcp" {
  vpc_security_group_ids = concat([aws_security_group.backend.id], var.extra_security_groups_backend)
}

resource "aws_security_group" "nlb" {
  vpc_id = unread.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "tcp" {
  security_group_id = aws_security_group.nlb.id
  from_port         = var.nlb_listener_port
  to_port           = var.nlb_listener_port
  ip_protocol       = "tcp"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "nlb_outgoing" {
  security_group_id = aws_security_group.nlb.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

# Instances admit more: the rules for health checks and for SSH are left out.
resource "aws_security_group" "backend" {
  vpc_id  = unread.vpc_id
  ingress = unread.ingress
}

resource "aws_vpc_security_group_egress_rule" "backend_outgoing" {
  security_group_id = aws_security_group.backend.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

output "asg_arn" { value = aws_autoscaling_group.tcp.arn }
output "asg_name" { value = aws_autoscaling_group.tcp.name }
output "dns_name" { value = aws_lb.tcp.dns_name }
output "load_balancer_arn" { value = aws_lb.tcp.arn }
output "load_balancer_dns_name" { value = aws_lb.tcp.dns_name }
output "target_group_arn" { value = aws_lb_target_group.tcp.arn }
output "zone_id" { value = aws_lb.tcp.zone_id }
