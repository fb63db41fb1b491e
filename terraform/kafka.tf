# Three brokers, one in each zone. Topics are made by `events create-topics` (the task `create_topics`), never by a typo.

resource "aws_msk_configuration" "this" {
  name           = var.name
  kafka_versions = [local.kafka_version]

  server_properties = <<-EOT
    auto.create.topics.enable=false
    default.replication.factor=3
    min.insync.replicas=2
    unclean.leader.election.enable=false
    num.partitions=6
    offsets.retention.minutes=20160
  EOT

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  kafka_version = "3.9.x"
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = local.kafka_version
  number_of_broker_nodes = 3
  enhanced_monitoring    = "PER_BROKER"

  broker_node_group_info {
    instance_type   = var.kafka.instance_type
    client_subnets  = aws_subnet.isolated[*].id
    security_groups = [aws_security_group.kafka.id]

    storage_info {
      ebs_storage_info {
        volume_size = var.kafka.storage
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      scram = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.this.arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.kafka.name
      }
    }
  }
}

# Each service has a name and a password of its own.
resource "aws_msk_single_scram_secret_association" "this" {
  for_each = toset(["accounts_kafka", "messaging_kafka"])

  cluster_arn = aws_msk_cluster.this.arn
  secret_arn  = aws_secretsmanager_secret.this[each.value].arn
}

resource "aws_secretsmanager_secret_policy" "kafka" {
  for_each = toset(["accounts_kafka", "messaging_kafka"])

  secret_arn = aws_secretsmanager_secret.this[each.value].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Kafka"
      Effect    = "Allow"
      Principal = { Service = "kafka.amazonaws.com" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = aws_secretsmanager_secret.this[each.value].arn
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_cloudwatch_log_group" "kafka" {
  name              = "/${var.name}/kafka"
  retention_in_days = var.log_days
  kms_key_id        = aws_kms_key.this.arn
}
