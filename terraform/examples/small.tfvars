# A club or a company of some hundred people: one of what may be one, and everything that must not be lost twice.

name        = "chatterbox"
environment = "small"
region      = "us-east-1"
domain      = "chat.example.org"
zone        = "example.org"
image       = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chatterbox@sha256:0000000000000000000000000000000000000000000000000000000000000000"
alarm_email = "operators@example.org"

github_repository  = "example/chatterbox"
mongodb_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:chatterbox/accounts/mongodb-url-AbCdEf"

nat_gateways = 1

accounts  = { cpu = 512, memory = 2048, min = 1, max = 2, threads = 16 }
messaging = { cpu = 1024, memory = 2048, min = 2, max = 3, threads = 24, sockets = 4000 }

postgres = {
  instance_class  = "db.t4g.medium"
  storage         = 20
  most_storage    = 100
  max_connections = 350
  backup_days     = 7
  multi_az        = true
}
kafka = { instance_type = "kafka.t3.small", storage = 20 }
redis = { node_type = "cache.t4g.small", replicas = 1 }
