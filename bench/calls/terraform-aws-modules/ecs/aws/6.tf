locals {
  cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
}

module "plain" {
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  version     = "VERSION"
  name        = "plain"
  cluster_arn = local.cluster
  subnet_ids  = ["subnet-1", "subnet-2"]

  container_definitions = {
    app = {
      image        = "nginx:1"
      cpu          = 256
      memory       = 512
      portMappings = [{ name = "http", containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
      environment  = [{ name = "A", value = "b" }]
    }
    log = {
      name      = "logs"
      image     = "fluent-bit:2"
      essential = false
    }
  }

  load_balancer = {
    web = {
      target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/1"
      container_name   = "app"
      container_port   = 8080
    }
  }
}

module "followed" {
  source                         = "terraform-aws-modules/ecs/aws//modules/service"
  version                        = "VERSION"
  name                           = "followed"
  cluster_arn                    = local.cluster
  subnet_ids                     = ["subnet-1"]
  ignore_task_definition_changes = true
  desired_count                  = 3
  enable_autoscaling             = false
  assign_public_ip               = true
  create_security_group          = false
  security_group_ids             = ["sg-1"]

  container_definitions = {
    app = { image = "nginx:1" }
  }
}

module "instances" {
  source                   = "terraform-aws-modules/ecs/aws//modules/service"
  version                  = "VERSION"
  name                     = "instances"
  cluster_arn              = local.cluster
  launch_type              = "EC2"
  network_mode             = "bridge"
  requires_compatibilities = ["EC2"]
  cpu                      = 512
  memory                   = 1024
  scheduling_strategy      = "DAEMON"

  container_definitions = {
    app = {
      image        = "nginx:1"
      portMappings = [{ containerPort = 80, hostPort = 0 }]
    }
  }

  volume = {
    data = { host_path = "/data" }
    shared = {
      efs_volume_configuration = { file_system_id = "fs-1", root_directory = "/shared" }
    }
  }
}

module "strategy" {
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  version     = "VERSION"
  name        = "strategy"
  cluster_arn = local.cluster
  subnet_ids  = ["subnet-1"]

  capacity_provider_strategy = {
    spot = { capacity_provider = "FARGATE_SPOT", weight = 2 }
    base = { capacity_provider = "FARGATE", weight = 1, base = 1 }
  }

  container_definitions = {
    app = { image = "nginx:1" }
  }
}

module "external" {
  source                = "terraform-aws-modules/ecs/aws//modules/service"
  version               = "VERSION"
  name                  = "external"
  cluster_arn           = local.cluster
  subnet_ids            = ["subnet-1"]
  deployment_controller = { type = "EXTERNAL" }

  container_definitions = {
    app = { image = "nginx:1" }
  }
}

module "container" {
  source       = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version      = "VERSION"
  name         = "app"
  image        = "nginx:1"
  memory       = 512
  portMappings = [{ containerPort = 80 }]
}

resource "aws_ecs_task_definition" "contained" {
  family                = "contained"
  container_definitions = jsonencode([module.container.container_definition])
}

module "cluster" {
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "VERSION"
  name    = "alone"

  default_capacity_provider_strategy = {
    FARGATE      = { weight = 50, base = 20 }
    FARGATE_SPOT = { weight = 50 }
  }
}

module "whole" {
  source       = "terraform-aws-modules/ecs/aws"
  version      = "VERSION"
  cluster_name = "whole"

  default_capacity_provider_strategy = {
    workers = { weight = 60 }
  }
  autoscaling_capacity_providers = {
    workers = {
      auto_scaling_group_arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/workers"
    }
  }

  services = {
    web = {
      subnet_ids = ["subnet-1"]
      container_definitions = {
        app = { image = "nginx:1", portMappings = [{ containerPort = 80 }] }
      }
    }
    none = { create = false }
  }
}
