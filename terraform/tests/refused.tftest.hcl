# It is true that a wrong variable is refused by name, before anything is made.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "global"
  source          = "./tests/mocks"
  override_during = plan
}

run "variables" {
  command = plan

  variables {
    name                 = "Chatterbox"
    region               = "europe"
    zone                 = "example.net"
    image                = "chatterbox:latest"
    alarm_email          = "nobody"
    github_repository    = "*"
    vpc_cidr             = "10.20.0.0/28"
    zone_letters         = ["a", "a", "b"]
    nat_gateways         = 2
    requests_per_address = 1
    settings             = { DROP_FRAMES = "0.3" }
    secret_key_fallbacks = ["chat"]
    jwt_public_keys      = "{\"keys\":[{\"n\":\"1\",\"e\":\"3\",\"d\":\"1\"}]}"
    log_days             = 8
    mongodb_secret_arn   = "mongodb://user:password@example.org/"
    mongodb_cidr         = "everywhere"
    mongodb_ports        = [27017, 27015]
    price_class          = "cheap"
    postgres             = { instance_class = "db.t4g.medium", storage = 20, most_storage = 20, max_connections = 1500, backup_days = 1 }
    accounts             = { cpu = 512, memory = 2048, min = 0, max = 2 }
    messaging            = { cpu = 1024, memory = 2048, min = 2, max = 3, sockets = 100000 }
    kafka                = { instance_type = "t3.small", storage = 20 }
    redis                = { node_type = "cache.t4g.small", replicas = 9 }
  }

  expect_failures = [
    var.name, var.region, var.zone, var.image, var.alarm_email, var.github_repository, var.vpc_cidr,
    var.zone_letters, var.nat_gateways, var.requests_per_address, var.settings, var.secret_key_fallbacks, var.jwt_public_keys, var.log_days,
    var.mongodb_secret_arn, var.mongodb_cidr, var.mongodb_ports, var.price_class, var.postgres, var.redis,
    var.accounts, var.messaging, var.kafka,
  ]
}

run "a_domain_that_is_an_address" {
  command = plan

  variables {
    domain = "https://chat.example.org"
  }

  expect_failures = [var.domain]
}
