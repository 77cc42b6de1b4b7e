module "plain" {
  source             = "tmknom/alb/aws"
  version            = "VERSION"
  name               = "plain"
  subnets            = ["subnet-1", "subnet-2"]
  vpc_id             = "vpc-1"
  access_logs_bucket = "logs"
  certificate_arn    = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
}

module "instances" {
  source                = "tmknom/alb/aws"
  version               = "VERSION"
  name                  = "instances"
  subnets               = ["subnet-1", "subnet-2"]
  vpc_id                = "vpc-1"
  access_logs_bucket    = "logs"
  enable_https_listener = false
  http_port             = 8080
  internal              = true
  target_type           = "instance"
  target_group_port     = 8080
  health_check_path     = "/health"
}

module "both" {
  source                                 = "tmknom/alb/aws"
  version                                = "VERSION"
  name                                   = "both"
  subnets                                = ["subnet-1", "subnet-2"]
  vpc_id                                 = "vpc-1"
  access_logs_bucket                     = "logs"
  enable_redirect_http_to_https_listener = false
}

resource "aws_ecs_service" "attached" {
  name = "attached"
  load_balancer {
    target_group_arn = module.plain.alb_target_group_arn
    container_name   = "app"
    container_port   = 80
  }
}
