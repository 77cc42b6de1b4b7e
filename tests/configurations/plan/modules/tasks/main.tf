variable "names" {
  type = list(string)
}

variable "role" {
  type = string
}

resource "aws_ecs_task_definition" "this" {
  count = length(var.names)

  family                   = var.names[count.index]
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.role
  container_definitions = jsonencode([{
    name  = var.names[count.index]
    image = "example/${var.names[count.index]}:1"
    portMappings = [
      { containerPort = 8080, hostPort = 8080 + count.index },
      { containerPort = 9000 },
    ]
  }])
}

output "first" {
  value = aws_ecs_task_definition.this[0].arn
}
