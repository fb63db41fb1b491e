# Some ten thousand people online at once: nothing depends on one zone.

name        = "chatterbox"
environment = "production"
region      = "us-east-1"
domain      = "chat.example.org"
zone        = "example.org"
image       = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chatterbox@sha256:0000000000000000000000000000000000000000000000000000000000000000"
alarm_email = "operators@example.org"

github_repository  = "example/chatterbox"
mongodb_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:chatterbox/accounts/mongodb-url-AbCdEf"

nat_gateways        = 3
interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
log_days            = 90

accounts  = { cpu = 1024, memory = 4096, min = 2, max = 6 }
messaging = { cpu = 2048, memory = 4096, min = 4, max = 12, sockets = 8000 }

postgres = {
  instance_class  = "db.r7g.xlarge"
  storage         = 200
  most_storage    = 2000
  max_connections = 1500
  backup_days     = 30
  multi_az        = true
}
kafka = { instance_type = "kafka.m7g.large", storage = 250 }
redis = { node_type = "cache.r7g.large", replicas = 2 }
