module "plain" {
  source                        = "cloudposse/alb-ingress/aws"
  version                       = "VERSION"
  name                          = "plain"
  vpc_id                        = "vpc-1"
  unauthenticated_listener_arns = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2"]
  unauthenticated_paths         = ["/*"]
}

module "instances" {
  source      = "cloudposse/alb-ingress/aws"
  version     = "VERSION"
  name        = "instances"
  vpc_id      = "vpc-1"
  port        = 8080
  protocol    = "HTTPS"
  target_type = "instance"
}

module "off" {
  source  = "cloudposse/alb-ingress/aws"
  version = "VERSION"
  name    = "off"
  vpc_id  = "vpc-1"
  enabled = false
}

resource "aws_ecs_service" "attached" {
  name = "attached"
  load_balancer {
    target_group_arn = module.plain.target_group_arn
    container_name   = "app"
    container_port   = 80
  }
}
