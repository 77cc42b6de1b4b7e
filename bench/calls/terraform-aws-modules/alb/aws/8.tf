module "web" {
  source  = "terraform-aws-modules/alb/aws"
  version = "VERSION"
  name    = "web"
  vpc_id  = "vpc-1"
  subnets = ["subnet-1", "subnet-2"]

  target_groups = [
    {
      name             = "blue"
      backend_protocol = "HTTP"
      backend_port     = 80
      target_type      = "ip"
      health_check     = { enabled = true, path = "/health", interval = 30, timeout = 5, port = "traffic-port" }
    },
    { name = "green", backend_protocol = "HTTPS", backend_port = 443, target_type = "instance" },
  ]

  http_tcp_listeners = [
    { port = 80, protocol = "HTTP", action_type = "redirect", redirect = { port = "443", protocol = "HTTPS", status_code = "HTTP_301" } },
    { port = 8080, protocol = "HTTP", target_group_index = 1 },
  ]

  https_listeners = [
    { port = 443, protocol = "HTTPS", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1", target_group_index = 0 },
    {
      port            = 8443
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      action_type     = "fixed-response"
      fixed_response  = { content_type = "text/plain", status_code = "404" }
    },
    {
      port               = 9443
      certificate_arn    = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      action_type        = "authenticate-oidc"
      target_group_index = 1
      authenticate_oidc = {
        authorization_endpoint = "https://example.com/authorize"
        client_id              = "client"
        client_secret          = "secret"
        issuer                 = "https://example.com"
        token_endpoint         = "https://example.com/token"
        user_info_endpoint     = "https://example.com/user"
      }
    },
  ]
}

module "network" {
  source             = "terraform-aws-modules/alb/aws"
  version            = "VERSION"
  name               = "network"
  load_balancer_type = "network"
  vpc_id             = "vpc-1"
  subnets            = ["subnet-1"]
  target_groups      = [{ backend_protocol = "TCP", backend_port = 25, target_type = "ip" }]
  http_tcp_listeners = [{ port = 25, protocol = "TCP", target_group_index = 0 }]
}
