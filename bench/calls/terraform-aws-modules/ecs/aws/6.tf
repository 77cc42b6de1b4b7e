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
