# Alarms on what the site promises. Those of each service are in its module; here is what lies behind them.

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sns_topic_subscription" "alarms" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

locals {
  # Metrics that our processes log themselves (METRICS_LOG): name, statistic, and the bound that is wrong. `minutes` in a
  # row. Where `missing` is "breaching", silence is as bad as a bad value.
  our_alarms = merge(
    { for service in ["accounts", "messaging"] : "${service}-outbox-age" => {
      about   = "The oldest event of ${service} has waited for more than 10 s: its relay or Kafka does not work."
      service = service, process = "relay", metric = "chatterbox_events_outbox_age_seconds", statistic = "Maximum", when = "GreaterThanThreshold"
      bound   = 10, minutes = 3, missing = "breaching"
    } },
    { for service in ["accounts", "messaging"] : "${service}-lag" => {
      about   = "Consumers of ${service} are more than 1,000 records behind in one partition."
      service = service, process = "consume", metric = "chatterbox_events_lag", statistic = "Maximum", when = "GreaterThanThreshold"
      bound   = 1000, minutes = 5, missing = "breaching"
    } },
    { for service in ["accounts", "messaging"] : "${service}-dead-letters" => {
      about   = "Events of ${service} were laid aside: see the admin, or `manage.py events status`."
      service = service, process = "consume", metric = "chatterbox_events_dead_letters", statistic = "Maximum", when = "GreaterThanThreshold"
      bound   = 0, minutes = 1, missing = "notBreaching"
    } },
    { for service in ["accounts", "messaging"] : "${service}-parked" => {
      about   = "Events of ${service} can't be published."
      service = service, process = "relay", metric = "chatterbox_events_outbox_parked", statistic = "Maximum", when = "GreaterThanThreshold"
      bound   = 0, minutes = 1, missing = "notBreaching"
    } },
    {
      sockets = {
        about   = "A task holds more than 85 % of the sockets that it may: beyond them people are sent away."
        service = "messaging", process = "web", metric = "chatterbox_sockets", statistic = "Maximum", when = "GreaterThanThreshold"
        bound   = floor(var.messaging.sockets * 0.85), minutes = 3, missing = "breaching"
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "ours" {
  for_each = local.our_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.about
  namespace           = local.namespace
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  period              = 60
  dimensions          = { Service = each.value.service, Process = each.value.process }
  comparison_operator = each.value.when
  threshold           = each.value.bound
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = each.value.minutes
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# What the canary finds. The rules are data, because a test compares them with the metrics that there are.
resource "aws_cloudwatch_metric_alarm" "canary" {
  for_each = { for alarm in jsondecode(file("${path.module}/canary_alarms.json")).alarms : alarm.name => alarm }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  namespace           = local.namespace
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  period              = each.value.period_seconds
  dimensions          = { Service = "messaging", Process = "web" }
  comparison_operator = each.value.when
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

locals {
  namespace = "Chatterbox"

  # Metrics of AWS' own services: a bound on one side, `more` or not. Nodes and brokers are watched one by one.
  redis_nodes = [for index in range(1 + var.redis.replicas) : format("%s-%03d", var.name, index + 1)]
  their_alarms = merge(
    { for node in local.redis_nodes : "redis-memory-${node}" => {
      about     = "Redis uses more than 80 % of its memory."
      namespace = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", statistic = "Maximum"
      more      = true, bound = 80, minutes = 5, missing = "missing"
      of        = { CacheClusterId = node }
    } },
    { for node in local.redis_nodes : "redis-cpu-${node}" => {
      about     = "Redis' one thread is busy for more than 80 %: live delivery slows down."
      namespace = "AWS/ElastiCache", metric = "EngineCPUUtilization", statistic = "Maximum"
      more      = true, bound = 80, minutes = 5, missing = "missing"
      of        = { CacheClusterId = node }
    } },
    { for broker in ["1", "2", "3"] : "kafka-space-${broker}" => {
      about     = "A broker of Kafka has filled 75 % of its disk."
      namespace = "AWS/Kafka", metric = "KafkaDataLogsDiskUsed", statistic = "Maximum"
      more      = true, bound = 75, minutes = 5, missing = "breaching"
      of        = { "Cluster Name" = var.name, "Broker ID" = broker }
    } },
    local.single_alarms,
  )
  single_alarms = {
    errors = {
      about     = "The load balancer itself answered with 5xx: no task was there, or one hung up."
      namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", statistic = "Sum"
      more      = true, bound = 10, minutes = 3, missing = "notBreaching"
      of        = { LoadBalancer = aws_lb.this.arn_suffix }
    }
    postgres-cpu = {
      about     = "PostgreSQL has been busy for more than 80 % for ten minutes."
      namespace = "AWS/RDS", metric = "CPUUtilization", statistic = "Average"
      more      = true, bound = 80, minutes = 10, missing = "breaching"
      of        = { DBInstanceIdentifier = aws_db_instance.this.identifier }
    }
    postgres-space = {
      about     = "PostgreSQL has less than 5 GiB left."
      namespace = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum"
      more      = false, bound = 5368709120, minutes = 5, missing = "breaching"
      of        = { DBInstanceIdentifier = aws_db_instance.this.identifier }
    }
    postgres-connections = {
      about     = "PostgreSQL has more than 85 % of the connections that it may have."
      namespace = "AWS/RDS", metric = "DatabaseConnections", statistic = "Maximum"
      more      = true, bound = floor(var.postgres.max_connections * 0.85), minutes = 3, missing = "notBreaching"
      of        = { DBInstanceIdentifier = aws_db_instance.this.identifier }
    }
    kafka-controller = {
      about     = "Kafka has no controller."
      namespace = "AWS/Kafka", metric = "ActiveControllerCount", statistic = "Maximum"
      more      = false, bound = 1, minutes = 5, missing = "breaching"
      of        = { "Cluster Name" = var.name }
    }
    kafka-offline = {
      about     = "Partitions of Kafka can't be reached: events wait in the outboxes."
      namespace = "AWS/Kafka", metric = "OfflinePartitionsCount", statistic = "Maximum"
      more      = true, bound = 0, minutes = 3, missing = "notBreaching"
      of        = { "Cluster Name" = var.name }
    }
    bounces = {
      about     = "More than 4 % of our mails come back: at 10 % SES stops sending."
      namespace = "AWS/SES", metric = "Reputation.BounceRate", statistic = "Maximum"
      more      = true, bound = 0.04, minutes = 60, missing = "notBreaching"
      of        = {}
    }
    certificate = {
      about     = "The site's certificate ends in less than three weeks: its DNS record is gone?"
      namespace = "AWS/CertificateManager", metric = "DaysToExpiry", statistic = "Minimum"
      more      = false, bound = 21, minutes = 1440, missing = "notBreaching"
      of        = { CertificateArn = aws_acm_certificate.site.arn }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "theirs" {
  for_each = local.their_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.about
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  period              = each.value.minutes >= 60 ? each.value.minutes * 60 : 60
  dimensions          = each.value.of
  comparison_operator = each.value.more ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = each.value.bound
  evaluation_periods  = each.value.minutes >= 60 ? 1 : each.value.minutes
  datapoints_to_alarm = each.value.minutes >= 60 ? 1 : each.value.minutes
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
