terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "ports" {
  type    = map(number)
  default = { admin = 9000, api = 8080 }
}

data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "execution" {
  name               = "execution"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_lb_target_group" "web" {
  name        = "web"
  port        = 8080
  protocol    = "HTTP"
  target_type = "instance"
  vpc_id      = "vpc-0a1b2c3d"
}

resource "aws_lb_target_group" "each" {
  for_each = var.ports

  name        = each.key
  port        = each.value
  protocol    = "HTTP"
  target_type = "instance"
  vpc_id      = "vpc-0a1b2c3d"
}

resource "aws_lb_listener" "each" {
  for_each = var.ports

  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/0123456789abcdef"
  port              = each.value

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.each[each.key].arn
  }
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/0123456789abcdef"
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

module "tasks" {
  source = "./modules/tasks"

  names = ["web", "worker"]
  role  = aws_iam_role.execution.arn
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = module.tasks.first
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = ["subnet-0a1b2c3d"]
    security_groups = ["sg-0a1b2c3d"]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }

  dynamic "load_balancer" {
    for_each = var.ports
    content {
      target_group_arn = aws_lb_target_group.each[load_balancer.key].arn
      container_name   = "web"
      container_port   = load_balancer.value
    }
  }

  depends_on = [aws_lb_listener.web]
}

resource "aws_ecs_service" "each" {
  for_each = var.ports

  name                = each.key
  cluster             = aws_ecs_cluster.shop.id
  task_definition     = module.tasks.first
  scheduling_strategy = "DAEMON"

  load_balancer {
    target_group_arn = aws_lb_target_group.each[each.key].arn
    container_name   = "web"
    container_port   = each.value
  }
}

resource "aws_cloudwatch_log_group" "late" {
  name_prefix = "late-"
}

resource "aws_ecs_task_definition" "late" {
  family = "late"
  container_definitions = jsonencode([{
    name             = "late"
    image            = "example/late:1"
    memory           = 128
    logConfiguration = { logDriver = "awslogs", options = { awslogs-group = aws_cloudwatch_log_group.late.name, awslogs-region = "eu-west-1" } }
  }])
}

resource "aws_ecs_task_definition" "kept" {
  family       = "kept"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "kept"
    image        = "example/kept:1"
    memory       = 128
    portMappings = [{ containerPort = 80 }]
  }])
}

resource "aws_ecs_service" "kept" {
  name            = "kept"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.kept.arn
  desired_count   = 3

  network_configuration {
    subnets         = ["subnet-0a1b2c3d"]
    security_groups = ["sg-0a1b2c3d"]
  }
}

output "service" {
  value = aws_ecs_service.web.id
}
