variable "create" {
  type     = bool
  default  = true
  nullable = false
}
variable "name" {
  type     = string
  default  = ""
  nullable = false
}
variable "create_task_exec_iam_role" {
  type     = bool
  default  = false
  nullable = false
}

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0
  name  = var.name
}

resource "aws_iam_role" "task_exec" {
  count = var.create && var.create_task_exec_iam_role ? 1 : 0
}

# Which capacity providers a cluster has by default, and what names them, differs between 6 and 7.
resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.create && unread.capacity_providers ? 1 : 0

  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = unread.capacity_providers
}

output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, null) }
