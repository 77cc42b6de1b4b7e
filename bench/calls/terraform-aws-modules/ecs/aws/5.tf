module "plain" {
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  version     = "VERSION"
  name        = "plain"
  cluster_arn = local.cluster
  subnet_ids  = ["subnet-1", "subnet-2"]

  container_definitions = {
    app = {
      image         = "nginx:1"
      cpu           = 256
      memory        = 512
      port_mappings = [{ name = "http", containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
      environment   = [{ name = "A", value = "b" }]
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
      image         = "nginx:1"
      port_mappings = [{ containerPort = 80, hostPort = 0 }]
    }
  }

  volume = {
    data = { host_path = "/data" }
    shared = {
      efs_volume_configuration = { file_system_id = "fs-1", root_directory = "/shared" }
    }
  }
}

module "container" {
  source        = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version       = "VERSION"
  name          = "app"
  image         = "nginx:1"
  memory        = 512
  port_mappings = [{ containerPort = 80 }]
}

module "cluster" {
  source       = "terraform-aws-modules/ecs/aws//modules/cluster"
  version      = "VERSION"
  cluster_name = "alone"

  fargate_capacity_providers = {
    FARGATE      = { default_capacity_provider_strategy = { weight = 50, base = 20 } }
    FARGATE_SPOT = { default_capacity_provider_strategy = { weight = 50 } }
  }
}

module "whole" {
  source       = "terraform-aws-modules/ecs/aws"
  version      = "VERSION"
  cluster_name = "whole"

  default_capacity_provider_use_fargate = false
  autoscaling_capacity_providers = {
    workers = {
      auto_scaling_group_arn             = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/workers"
      default_capacity_provider_strategy = { weight = 60 }
    }
  }

  services = {
    web = {
      subnet_ids = ["subnet-1"]
      container_definitions = {
        app = { image = "nginx:1", port_mappings = [{ containerPort = 80 }] }
      }
    }
    none = { create = false }
  }
}
