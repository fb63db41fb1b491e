# Limits that cost no task anything. What a person may do is limited by the services (docs/settings.md, LIMIT_…).
# It counts and takes no samples: those hold addresses as they were asked for, and cookies.

locals {
  # Rules of AWS' group that read what people write: bodies, queries (a search), and headers (Referer and HX-Current-URL
  # repeat the query). `${jndi:ldap://…}` is a message like any other, and nothing behind here runs Java or React. They only count.
  counting = [
    "JavaDeserializationRCE_BODY", "JavaDeserializationRCE_QUERYSTRING", "JavaDeserializationRCE_HEADER",
    "Log4JRCE_BODY", "Log4JRCE_QUERYSTRING", "Log4JRCE_HEADER", "ReactJSRCE_BODY",
  ]
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "In front of the load balancer."
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  custom_response_body {
    key          = "too_many_requests"
    content_type = "APPLICATION_JSON"
    content      = jsonencode({ code = "rate_limited", message = "Too many requests come from this address. Wait five minutes." })
  }

  rule {
    name     = "rate"
    priority = 1

    action {
      block {
        custom_response {
          response_code            = 429
          custom_response_body_key = "too_many_requests"

          response_header {
            name  = "Retry-After"
            value = "300"
          }
        }
      }
    }

    statement {
      rate_based_statement {
        limit                 = var.requests_per_address
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "bad-inputs"
    priority = 2

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
        vendor_name = "AWS"

        dynamic "rule_action_override" {
          for_each = local.counting

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "bad-inputs"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  resource_arn = aws_lb.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}
