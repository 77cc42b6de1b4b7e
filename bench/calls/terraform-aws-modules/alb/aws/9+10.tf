module "web" {
  source  = "terraform-aws-modules/alb/aws"
  version = "VERSION"
  name    = "web"
  vpc_id  = "vpc-1"
  subnets = ["subnet-1", "subnet-2"]

  security_group_ingress_rules = {
    http = { from_port = 80, to_port = 80, ip_protocol = "tcp", cidr_ipv4 = "0.0.0.0/0" }
  }
  security_group_egress_rules = {
    all = { ip_protocol = "-1", cidr_ipv4 = "10.0.0.0/16" }
  }

  listeners = {
    http = {
      port     = 80
      protocol = "HTTP"
      redirect = { port = "443", protocol = "HTTPS", status_code = "HTTP_301" }
    }
    https = {
      port            = 443
      protocol        = "HTTPS"
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      forward         = { target_group_key = "blue" }
    }
    weighted = {
      port     = 8080
      protocol = "HTTP"
      weighted_forward = {
        target_groups = [
          { target_group_key = "blue", weight = 60 },
          { target_group_key = "green", weight = 40 },
        ]
      }
    }
  }

  target_groups = {
    blue = {
      name_prefix       = "blue-"
      protocol          = "HTTP"
      port              = 80
      target_type       = "ip"
      create_attachment = false
      health_check      = { enabled = true, path = "/health", interval = 30, timeout = 5 }
    }
    green = {
      name_prefix = "green-"
      protocol    = "HTTPS"
      port        = 443
      target_type = "instance"
      target_id   = "i-1"
    }
  }
}
