locals {
  cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
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

resource "aws_ecs_task_definition" "contained" {
  family                = "contained"
  container_definitions = jsonencode([module.container.container_definition])
}
