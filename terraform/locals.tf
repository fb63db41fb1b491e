locals {
  tags = {
    Project     = "chatterbox"
    Name        = var.name
    Environment = var.environment
    ManagedBy   = "terraform"
  }

  account = data.aws_caller_identity.current.account_id
  zones   = [for letter in var.zone_letters : "${var.region}${letter}"]

  static_host   = "static.${var.domain}"
  media_host    = "media.${var.domain}"
  internal_host = "accounts.${var.name}.internal"
  port          = 8000
}

data "aws_caller_identity" "current" {}

# All containers of both services, for tests.
locals {
  containers = concat(module.accounts.containers, module.messaging.containers)
}
