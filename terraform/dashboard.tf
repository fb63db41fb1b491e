# One page: what people feel, what the processes do, what lies behind them.

locals {
  balancer = aws_lb.this.arn_suffix
  groups   = { accounts = module.accounts.target_group_suffix, messaging = module.messaging.target_group_suffix }

  graphs = concat(
    [for service, group in local.groups : {
      title = "${service}: requests and 5xx, a minute", stat = "Sum"
      metrics = [
        ["AWS/ApplicationELB", "RequestCount", "TargetGroup", group, "LoadBalancer", local.balancer],
        ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "TargetGroup", group, "LoadBalancer", local.balancer, { yAxis = "right" }],
      ]
    }],
    [for service, group in local.groups : {
      title = "${service}: answers, p50 and p99, s", stat = "p99"
      metrics = [
        ["AWS/ApplicationELB", "TargetResponseTime", "TargetGroup", group, "LoadBalancer", local.balancer, { stat = "p50" }],
        ["AWS/ApplicationELB", "TargetResponseTime", "TargetGroup", group, "LoadBalancer", local.balancer, { stat = "p99" }],
      ]
    }],
    [for service in ["accounts", "messaging"] : {
      title = "${service}: CPU and memory, %", stat = "Average"
      metrics = [
        ["AWS/ECS", "CPUUtilization", "ClusterName", var.name, "ServiceName", service],
        ["AWS/ECS", "MemoryUtilization", "ClusterName", var.name, "ServiceName", service],
      ]
    }],
    [
      {
        title = "Sockets of all tasks, and of the fullest", stat = "Sum"
        metrics = [
          [local.namespace, "chatterbox_sockets", "Service", "messaging", "Process", "web", { stat = "Sum" }],
          [local.namespace, "chatterbox_sockets", "Service", "messaging", "Process", "web", { stat = "Maximum" }],
        ]
      },
      {
        title = "From commit to the last socket, p99 of each minute, s", stat = "Maximum"
        metrics = [
          [local.namespace, "chatterbox_delivery_seconds_p99", "Service", "messaging", "Process", "web"],
        ]
      },
      {
        title = "Oldest event that waits, s", stat = "Maximum"
        metrics = [for service in ["accounts", "messaging"] :
          [local.namespace, "chatterbox_events_outbox_age_seconds", "Service", service, "Process", "relay"]
        ]
      },
      {
        title = "Records behind, and dead letters", stat = "Maximum"
        metrics = concat(
          [for service in ["accounts", "messaging"] : [local.namespace, "chatterbox_events_lag", "Service", service, "Process", "consume"]],
          [for service in ["accounts", "messaging"] : [local.namespace, "chatterbox_events_dead_letters", "Service", service, "Process", "consume"]],
        )
      },
      {
        title = "PostgreSQL: CPU %, connections", stat = "Maximum"
        metrics = [
          ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", var.name],
          ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", var.name, { yAxis = "right" }],
        ]
      },
      {
        title = "PostgreSQL: latency of its disk, s", stat = "Average"
        metrics = [
          ["AWS/RDS", "WriteLatency", "DBInstanceIdentifier", var.name],
          ["AWS/RDS", "ReadLatency", "DBInstanceIdentifier", var.name],
        ]
      },
      {
        title = "Redis: CPU and memory, %", stat = "Maximum"
        metrics = [
          ["AWS/ElastiCache", "EngineCPUUtilization", "CacheClusterId", "${var.name}-001"],
          ["AWS/ElastiCache", "DatabaseMemoryUsagePercentage", "CacheClusterId", "${var.name}-001"],
        ]
      },
      {
        title = "Kafka: disk of each broker, %", stat = "Maximum"
        metrics = [for broker in ["1", "2", "3"] :
          ["AWS/Kafka", "KafkaDataLogsDiskUsed", "Cluster Name", var.name, "Broker ID", broker]
        ]
      },
      {
        title = "Firewall: requests turned away, a minute", stat = "Sum"
        metrics = [
          ["AWS/WAFV2", "BlockedRequests", "WebACL", var.name, "Region", var.region, "Rule", "ALL"],
        ]
      },
    ],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for index, graph in local.graphs : {
      type   = "metric"
      x      = 12 * (index % 2)
      y      = 6 * floor(index / 2)
      width  = 12
      height = 6
      properties = {
        title   = graph.title
        region  = var.region
        period  = 60
        stat    = graph.stat
        view    = "timeSeries"
        metrics = graph.metrics
      }
    }]
  })
}
