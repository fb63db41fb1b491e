locals {
  postgres_logs = toset(["postgresql", "upgrade"])
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = aws_subnet.isolated[*].id
}

# The major version that the tests run against.
resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-postgres15"
  family      = "postgres15"
  description = "PostgreSQL of messaging."

  parameter {
    name         = "max_connections"
    value        = var.postgres.max_connections
    apply_method = "pending-reboot"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Acknowledged means committed: on disk here and, with multi_az, in the other zone.
  parameter {
    name  = "synchronous_commit"
    value = "on"
  }

  parameter {
    name  = "idle_in_transaction_session_timeout"
    value = "60000"
  }

  parameter {
    name  = "log_lock_waits"
    value = "1"
  }

  # Names and messages are text, and no text belongs into a log. Our driver writes values into the statement itself, so
  # no statement is logged at all: not a slow one, not one that failed or waited, and no DETAIL, which quotes rows and,
  # of a deadlock, statements.
  dynamic "parameter" {
    for_each = {
      log_min_duration_statement        = "-1"
      log_min_error_statement           = "panic"
      log_error_verbosity               = "terse"
      log_parameter_max_length          = "0"
      log_parameter_max_length_on_error = "0"
    }

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

# Made before RDS would make them: its own are kept for ever, under no key of ours.
resource "aws_cloudwatch_log_group" "postgres" {
  for_each = local.postgres_logs

  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = "15"
  instance_class = var.postgres.instance_class
  db_name        = "chatterbox"
  username       = "chatterbox"

  # RDS makes the password, keeps it in Secrets Manager and changes it by itself.
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.this.key_id

  allocated_storage     = var.postgres.storage
  max_allocated_storage = var.postgres.most_storage
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.this.arn

  # An instance with a standby, not a cluster with readers: who reads here reads what was written.
  multi_az               = var.postgres.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.postgres.id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  backup_retention_period  = var.postgres.backup_days
  backup_window            = "02:00-02:30"
  maintenance_window       = "sun:03:00-sun:04:00"
  copy_tags_to_snapshot    = true
  delete_automated_backups = false
  deletion_protection      = var.deletion_protection
  skip_final_snapshot      = !var.deletion_protection

  final_snapshot_identifier           = "${var.name}-last"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = local.postgres_logs
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.this.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.monitoring.arn

  lifecycle {
    precondition {
      condition     = local.most_connections + local.connections_for_the_few <= var.postgres.max_connections
      error_message = "While a deploy has old and new tasks, messaging may want ${local.most_connections} connections, and ${local.connections_for_the_few} are for others: raise postgres.max_connections, or lower messaging.max or messaging.threads."
    }
  }

  depends_on = [aws_cloudwatch_log_group.postgres]
}

resource "aws_iam_role" "monitoring" {
  name = "${var.name}-postgres-monitoring"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
