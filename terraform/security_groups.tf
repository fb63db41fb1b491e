# Who may speak to whom. Rules are resources of their own, so that each has a name and a reason.

resource "aws_security_group" "load_balancer" {
  name        = "${var.name}-load-balancer"
  description = "The load balancer: people come in, tasks are reached."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-load-balancer" }
}

resource "aws_security_group" "accounts" {
  name        = "${var.name}-accounts"
  description = "Tasks of accounts."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-accounts" }
}

resource "aws_security_group" "messaging" {
  name        = "${var.name}-messaging"
  description = "Tasks of messaging."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-messaging" }
}

resource "aws_security_group" "postgres" {
  name        = "${var.name}-postgres"
  description = "PostgreSQL: messaging alone comes here."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-postgres" }
}

resource "aws_security_group" "kafka" {
  name        = "${var.name}-kafka"
  description = "Kafka: both services come here."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-kafka" }
}

resource "aws_security_group" "redis" {
  name        = "${var.name}-redis"
  description = "Redis: both services come here."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-redis" }
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "AWS services inside the VPC: tasks come here."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

locals {
  tasks = {
    accounts  = aws_security_group.accounts.id
    messaging = aws_security_group.messaging.id
  }

  # Way in, from one group to another: target, source, port.
  ways = {
    load_balancer_to_accounts  = { to = aws_security_group.accounts.id, from = aws_security_group.load_balancer.id, port = local.port }
    load_balancer_to_messaging = { to = aws_security_group.messaging.id, from = aws_security_group.load_balancer.id, port = local.port }
    # It asks for accounts' public keys and how it is; no request waits for that.
    messaging_to_accounts = { to = aws_security_group.accounts.id, from = aws_security_group.messaging.id, port = local.port }
    messaging_to_postgres = { to = aws_security_group.postgres.id, from = aws_security_group.messaging.id, port = 5432 }
    accounts_to_kafka     = { to = aws_security_group.kafka.id, from = aws_security_group.accounts.id, port = 9096 }
    messaging_to_kafka    = { to = aws_security_group.kafka.id, from = aws_security_group.messaging.id, port = 9096 }
    accounts_to_redis     = { to = aws_security_group.redis.id, from = aws_security_group.accounts.id, port = 6379 }
    messaging_to_redis    = { to = aws_security_group.redis.id, from = aws_security_group.messaging.id, port = 6379 }
    accounts_to_aws       = { to = aws_security_group.endpoints.id, from = aws_security_group.accounts.id, port = 443 }
    messaging_to_aws      = { to = aws_security_group.endpoints.id, from = aws_security_group.messaging.id, port = 443 }
  }
}

resource "aws_vpc_security_group_ingress_rule" "way" {
  for_each = local.ways

  security_group_id            = each.value.to
  referenced_security_group_id = each.value.from
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = replace(each.key, "_", " ")
}

resource "aws_vpc_security_group_egress_rule" "way" {
  for_each = local.ways

  security_group_id            = each.value.from
  referenced_security_group_id = each.value.to
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = replace(each.key, "_", " ")
}

# Everybody may come, by HTTPS; port 80 only sends them there.
resource "aws_vpc_security_group_ingress_rule" "people" {
  for_each = toset(["80", "443"])

  security_group_id = aws_security_group.load_balancer.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = tonumber(each.value)
  to_port           = tonumber(each.value)
  description       = "people"
}

# Images, secrets, logs, pictures, mail, Google and GitHub: HTTPS to anywhere.
resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = local.tasks

  security_group_id = each.value
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "HTTPS"
}

# MongoDB Atlas listens at 27015 to 27017, and at ports from 1024 behind a private endpoint.
resource "aws_vpc_security_group_egress_rule" "mongodb" {
  security_group_id = aws_security_group.accounts.id
  cidr_ipv4         = var.mongodb_cidr
  ip_protocol       = "tcp"
  from_port         = var.mongodb_ports[0]
  to_port           = var.mongodb_ports[1]
  description       = "MongoDB"
}
