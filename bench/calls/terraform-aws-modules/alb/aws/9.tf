module "ruled" {
  source  = "terraform-aws-modules/alb/aws"
  version = "VERSION"
  name    = "ruled"
  vpc_id  = "vpc-1"
  subnets = ["subnet-1", "subnet-2"]

  listeners = {
    http = {
      port     = 80
      protocol = "HTTP"
      redirect = { port = "443", protocol = "HTTPS", status_code = "HTTP_301" }
      rules = {
        green = {
          priority   = 10
          actions    = [{ type = "forward", target_group_key = "green" }]
          conditions = [{ path_pattern = { values = ["/green/*"] } }]
        }
      }
    }
  }

  target_groups = {
    green = { port = 443, protocol = "HTTPS", target_type = "instance", target_id = "i-1" }
  }
}
