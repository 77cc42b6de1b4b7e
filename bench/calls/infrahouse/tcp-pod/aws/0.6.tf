module "plain" {
  source            = "infrahouse/tcp-pod/aws"
  version           = "VERSION"
  service_name      = "mail"
  ami               = "ami-1"
  key_pair_name     = "key"
  userdata          = ""
  zone_id           = "Z1"
  nlb_listener_port = 25
  subnets           = ["subnet-1"]
  backend_subnets   = ["subnet-2"]
}

module "addresses" {
  source                        = "infrahouse/tcp-pod/aws"
  version                       = "VERSION"
  service_name                  = "queue"
  ami                           = "ami-1"
  key_pair_name                 = "key"
  userdata                      = ""
  zone_id                       = "Z1"
  nlb_listener_port             = 5672
  nlb_healthcheck_port          = "traffic-port"
  target_group_port             = 5673
  target_group_type             = "ip"
  subnets                       = ["subnet-1"]
  backend_subnets               = ["subnet-2"]
  extra_security_groups_backend = ["sg-1"]
}

resource "aws_ecs_service" "attached" {
  name = "attached"
  load_balancer {
    target_group_arn = module.plain.target_group_arn
    container_name   = "app"
    container_port   = 25
  }
}
