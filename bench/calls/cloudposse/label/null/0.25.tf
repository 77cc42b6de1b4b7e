module "plain" {
  source     = "cloudposse/label/null"
  version    = "VERSION"
  namespace  = "eg"
  stage      = "test"
  name       = "Web App"
  attributes = ["b", "b", "a"]
}

module "ordered" {
  source      = "cloudposse/label/null"
  version     = "VERSION"
  tenant      = "core"
  environment = "uw2"
  label_order = ["name", "tenant", "attributes"]
  delimiter   = "_"
  context     = module.plain.context
}

module "upper" {
  source              = "cloudposse/label/null"
  version             = "VERSION"
  name                = "api-v1.2"
  label_value_case    = "upper"
  regex_replace_chars = "/[^a-zA-Z]/"
}

module "off" {
  source  = "cloudposse/label/null"
  version = "VERSION"
  name    = "off"
  enabled = false
}

resource "aws_ecs_task_definition" "named" {
  family = module.plain.id
  container_definitions = jsonencode([
    for label in [module.plain, module.ordered, module.upper, module.off] : {
      name  = label.id
      image = "nginx:1"
      environment = [
        { name = "namespace", value = label.namespace },
        { name = "stage", value = label.stage },
        { name = "name", value = label.name },
        { name = "delimiter", value = label.delimiter },
        { name = "attributes", value = join(",", label.attributes) },
        { name = "enabled", value = tostring(label.enabled) },
      ]
    }
  ])
}
