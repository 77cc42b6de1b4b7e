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

module "container" {
  source       = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version      = "VERSION"
  name         = "app"
  image        = "nginx:1"
  memory       = 512
  portMappings = [{ containerPort = 80 }]
}
