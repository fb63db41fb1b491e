locals {
  # Settings of both services: docs/settings.md says what each means.
  shared_environment = merge(
    {
      PUBLIC_URL     = "https://${var.domain}"
      STATIC_URL     = "https://${local.static_host}/static/"
      MEDIA_URL      = "https://${local.media_host}/media/"
      MEDIA_BUCKET   = aws_s3_bucket.this["media"].id
      KAFKA_SERVERS  = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
      KAFKA_SECURITY = "sasl_ssl"
      JWT_ISSUER     = "https://${var.domain}"
      JWT_AUDIENCE   = var.domain
      # The load balancer appends the peer's address to X-Forwarded-For, and nothing else stands before the tasks.
      TRUSTED_PROXIES    = "1"
      DEFAULT_FROM_EMAIL = "Chatterbox <noreply@${var.domain}>"
    },
    var.google_client_id == "" ? {} : { GOOGLE_CLIENT_ID = var.google_client_id },
    var.github_client_id == "" ? {} : { GITHUB_CLIENT_ID = var.github_client_id },
    var.settings,
  )

  secret = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
  fallbacks = { for service in ["accounts", "messaging"] : service =>
    contains(var.secret_key_fallbacks, service) ? { SECRET_KEY_FALLBACKS = local.secret["${service}_secret_key_fallbacks"] } : {}
  }

  # Connections of one messaging task: its HTTP threads, 8 threads of sockets, writer, hub, 8 looks of health, and 2
  # of each of the workers. A deploy has old and new tasks at once.
  maximum_percent         = 200
  connections_of_a_task   = var.messaging.threads + 8 + 1 + 1 + 8 + 2 * length(local.messaging_workers)
  most_connections        = local.connections_of_a_task * ceil(var.messaging.max * local.maximum_percent / 100)
  connections_for_the_few = 20 # RDS itself, one-off tasks, people

  messaging_workers = {
    relay   = { command = "relay_events", memory = 256 }
    consume = { command = "consume_events", memory = 256 }
    jobs    = { command = "run_jobs", memory = 256 }
    canary  = { command = "canary", memory = 256 }
  }
  accounts_workers = merge({ for name, worker in local.messaging_workers : name => worker if name != "canary" }, {
    mails = { command = "send_mails", memory = 256 }
  })
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }
}

# accounts.<name>.internal, where messaging finds accounts without leaving the VPC.
resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "${var.name}.internal"
  description = "Tasks of ${var.name}."
  vpc         = aws_vpc.this.id
}

resource "aws_service_discovery_service" "accounts" {
  name = "accounts"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

module "accounts" {
  source = "./modules/service"

  prefix         = var.name
  service        = "accounts"
  image          = var.image
  repository_arn = aws_ecr_repository.this.arn
  region         = var.region
  cluster        = { arn = aws_ecs_cluster.this.arn, name = aws_ecs_cluster.this.name }
  kms_key_arn    = aws_kms_key.this.arn

  network = {
    vpc_id          = aws_vpc.this.id
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.accounts.id]
  }

  cpu     = var.accounts.cpu
  memory  = var.accounts.memory
  tasks   = { min = var.accounts.min, max = var.accounts.max }
  workers = local.accounts_workers

  environment = merge(local.shared_environment, {
    ALLOWED_HOSTS = "${var.domain},${local.internal_host}"
    EMAIL_URL     = "ses://${var.region}"
    HTTP_THREADS  = tostring(var.accounts.threads)
  })
  secrets = merge(
    {
      SECRET_KEY      = local.secret["accounts_secret_key"]
      JWT_PRIVATE_KEY = local.secret["accounts_jwt_key"]
      MONGODB_URL     = var.mongodb_secret_arn
      REDIS_URL       = local.secret["redis_url"]
      KAFKA_USERNAME  = "${local.secret["accounts_kafka"]}:username::"
      KAFKA_PASSWORD  = "${local.secret["accounts_kafka"]}:password::"
    },
    local.fallbacks["accounts"],
    var.google_client_id == "" ? {} : { GOOGLE_CLIENT_SECRET = local.secret["google"] },
    var.github_client_id == "" ? {} : { GITHUB_CLIENT_SECRET = local.secret["github"] },
  )
  statements = [
    {
      Sid      = "Pictures"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = ["${aws_s3_bucket.this["media"].arn}/media/avatars/*"]
    },
    {
      Sid       = "Mails"
      Action    = ["ses:SendRawEmail", "ses:SendEmail"]
      Resource  = [aws_sesv2_email_identity.this.arn, aws_sesv2_configuration_set.this.arn]
      Condition = { StringEquals = { "ses:FromAddress" = "noreply@${var.domain}" } }
    },
  ]

  listener_arn         = aws_lb_listener.https.arn
  path_patterns        = ["/accounts", "/accounts/*"]
  health_path          = "/accounts/health/live"
  maximum_percent      = local.maximum_percent
  registry_arn         = aws_service_discovery_service.accounts.arn
  log_days             = var.log_days
  alarm_topic_arn      = aws_sns_topic.alarms.arn
  load_balancer_suffix = aws_lb.this.arn_suffix
}

module "messaging" {
  source = "./modules/service"

  prefix         = var.name
  service        = "messaging"
  image          = var.image
  repository_arn = aws_ecr_repository.this.arn
  region         = var.region
  cluster        = { arn = aws_ecs_cluster.this.arn, name = aws_ecs_cluster.this.name }
  kms_key_arn    = aws_kms_key.this.arn

  network = {
    vpc_id          = aws_vpc.this.id
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.messaging.id]
  }

  cpu     = var.messaging.cpu
  memory  = var.messaging.memory
  tasks   = { min = var.messaging.min, max = var.messaging.max }
  workers = local.messaging_workers

  environment = merge(local.shared_environment, {
    ALLOWED_HOSTS   = var.domain
    ACCOUNTS_URL    = "http://${local.internal_host}:${local.port}"
    POSTGRES_URL    = "postgresql://chatterbox@${aws_db_instance.this.endpoint}/chatterbox?sslmode=require"
    POSTGRES_SECRET = aws_db_instance.this.master_user_secret[0].secret_arn
    HTTP_THREADS    = tostring(var.messaging.threads)
    MAX_SOCKETS     = tostring(var.messaging.sockets)
  }, var.jwt_public_keys == "" ? {} : { JWT_PUBLIC_KEYS = var.jwt_public_keys })
  secrets = merge(
    {
      SECRET_KEY     = local.secret["messaging_secret_key"]
      REDIS_URL      = local.secret["redis_url"]
      KAFKA_USERNAME = "${local.secret["messaging_kafka"]}:username::"
      KAFKA_PASSWORD = "${local.secret["messaging_kafka"]}:password::"
    },
    local.fallbacks["messaging"],
  )
  statements = [
    {
      Sid      = "Pictures"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = ["${aws_s3_bucket.this["media"].arn}/media/icons/*"]
    },
    {
      # The database's password changes by itself; whoever is refused asks for the new one.
      Sid      = "Password"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = [aws_db_instance.this.master_user_secret[0].secret_arn]
    },
    {
      Sid      = "Key"
      Action   = ["kms:Decrypt"]
      Resource = [aws_kms_key.this.arn]
    },
  ]

  listener_arn         = aws_lb_listener.https.arn
  health_path          = "/health/live"
  maximum_percent      = local.maximum_percent
  sockets_target       = floor(var.messaging.sockets * 0.6)
  log_days             = var.log_days
  alarm_topic_arn      = aws_sns_topic.alarms.arn
  load_balancer_suffix = aws_lb.this.arn_suffix
}
