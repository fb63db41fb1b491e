locals {
  target = {
    LoadBalancer = var.load_balancer_suffix
    TargetGroup  = aws_lb_target_group.this.arn_suffix
  }
}

# Law 9: no input gives a 5xx. A lost database does, and then somebody has to look as well.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${local.name}-5xx"
  alarm_description   = "${var.service} answered more than 1 % of its requests, and more than 5 a minute, with 5xx."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "share"
    expression  = "IF(failed > 5, 100 * failed / requests, 0)"
    label       = "5xx of 100 requests"
    return_data = true
  }

  metric_query {
    id = "failed"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      stat        = "Sum"
      period      = 60
      dimensions  = local.target
    }
  }

  metric_query {
    id = "requests"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      stat        = "Sum"
      period      = 60
      dimensions  = local.target
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "${local.name}-p99"
  alarm_description   = "One of 100 answers of ${var.service} took longer than 500 ms."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p99"
  period              = 60
  dimensions          = local.target
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 5
  datapoints_to_alarm = 4
  treat_missing_data  = "notBreaching"
  # With a handful of requests the slowest one is the p99.
  evaluate_low_sample_count_percentiles = "ignore"
  alarm_actions                         = [var.alarm_topic_arn]
  ok_actions                            = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "few" {
  alarm_name          = "${local.name}-tasks"
  alarm_description   = "Fewer tasks of ${var.service} are alive than there have to be at least."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  statistic           = "Minimum"
  period              = 60
  dimensions          = local.target
  comparison_operator = "LessThanThreshold"
  threshold           = var.tasks.min
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
