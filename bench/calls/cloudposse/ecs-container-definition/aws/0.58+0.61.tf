module "app" {
  source                       = "cloudposse/ecs-container-definition/aws"
  version                      = "VERSION"
  container_name               = "app"
  container_image              = "nginx:1"
  container_cpu                = 256
  container_memory             = 512
  container_memory_reservation = 256
  port_mappings                = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }]
  environment                  = [{ name = "B", value = "2" }, { name = "A", value = "1" }]
  map_secrets                  = { TOKEN = "arn:aws:ssm:eu-west-1:123456789012:parameter/token" }
  container_depends_on         = [{ containerName = "init", condition = "SUCCESS" }]
  log_configuration            = { logDriver = "awslogs", options = { "awslogs-group" = "app" } }
  healthcheck                  = { command = ["CMD", "true"], interval = 30, retries = 3, startPeriod = 5, timeout = 5 }
}

module "init" {
  source               = "cloudposse/ecs-container-definition/aws"
  version              = "VERSION"
  container_name       = "init"
  container_image      = "busybox"
  essential            = false
  container_definition = { user = "1000", privileged = null }
}

resource "aws_ecs_task_definition" "all" {
  family                = "all"
  container_definitions = jsonencode([module.app.json_map_object, module.init.json_map_object])
}

resource "aws_ecs_task_definition" "encoded" {
  family                = "encoded"
  container_definitions = module.app.json_map_encoded_list
}
