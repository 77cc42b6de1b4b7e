module "plain" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  version                   = "VERSION"
  name                      = "plain"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1"]
  ecs_cluster_arn           = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  container_definition_json = jsonencode([{ name = "app", image = "nginx:1", portMappings = [{ containerPort = 80 }] }])
  ecs_load_balancers = [{
    container_name   = "app"
    container_port   = 80
    elb_name         = null
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/1"
  }]
}

module "followed" {
  source                         = "cloudposse/ecs-alb-service-task/aws"
  version                        = "VERSION"
  name                           = "followed"
  vpc_id                         = "vpc-1"
  subnet_ids                     = ["subnet-1"]
  ecs_cluster_arn                = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  container_definition_json      = jsonencode([{ name = "app", image = "nginx:1" }])
  ignore_changes_task_definition = false
  assign_public_ip               = true
  desired_count                  = 2
  task_cpu                       = 1024
  task_memory                    = 2048
  security_group_enabled         = false
  security_group_ids             = ["sg-1"]
  capacity_provider_strategies = [
    { capacity_provider = "FARGATE_SPOT", weight = 1, base = null },
  ]
  runtime_platform = [{ operating_system_family = "LINUX", cpu_architecture = "ARM64" }]
}

module "instances" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  version                   = "VERSION"
  name                      = "instances"
  vpc_id                    = "vpc-1"
  ecs_cluster_arn           = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  launch_type               = "EC2"
  network_mode              = "bridge"
  scheduling_strategy       = "DAEMON"
  container_definition_json = jsonencode([{ name = "app", image = "nginx:1", memory = 64 }])
  bind_mount_volumes        = [{ name = "data", host_path = "/data" }]
}

module "off" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  version                   = "VERSION"
  name                      = "off"
  vpc_id                    = "vpc-1"
  enabled                   = false
  ecs_cluster_arn           = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  container_definition_json = "[]"
}
