# It is true that people come by HTTPS, that paths go where the contract says, and that sockets live and end in peace.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "global"
  source          = "./tests/mocks"
  override_during = plan
}

run "edge" {
  command = plan

  assert {
    condition     = aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.http.default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "Port 80 sends people to 443."
  }

  assert {
    condition     = startswith(aws_lb_listener.https.ssl_policy, "ELBSecurityPolicy-TLS13")
    error_message = "TLS 1.2 and 1.3 alone."
  }

  # Pings come every 25 s, and a server hangs up after 75 s (chatterbox/bounds.py).
  assert {
    condition     = aws_lb.this.idle_timeout > 2 * 25 && aws_lb.this.idle_timeout < 75
    error_message = "Sockets have to live, and the load balancer has to be the one that hangs up."
  }

  assert {
    condition     = aws_lb.this.xff_header_processing_mode == "append" && aws_lb.this.drop_invalid_header_fields
    error_message = "The client's address is the last one of X-Forwarded-For."
  }

  assert {
    condition     = join(" ", sort(module.accounts.path_patterns)) == "/accounts /accounts/*" && length(module.messaging.path_patterns) == 0
    error_message = "/accounts… goes to accounts, the rest to messaging."
  }

  assert {
    condition     = module.accounts.health_path == "/accounts/health/live" && module.messaging.health_path == "/health/live"
    error_message = "Load balancers ask for liveness."
  }

  assert {
    condition     = alltrue([for each in aws_s3_bucket_public_access_block.this : each.block_public_acls && each.block_public_policy && each.ignore_public_acls && each.restrict_public_buckets])
    error_message = "No bucket is open to the world."
  }

  assert {
    condition     = toset(keys(aws_s3_bucket_public_access_block.this)) == toset(keys(local.buckets))
    error_message = "Every bucket is closed."
  }

  assert {
    condition     = tolist(aws_cloudfront_response_headers_policy.this["hashed"].cors_config[0].access_control_allow_origins[0].items) == tolist(["https://chat.example.org"])
    error_message = "Modules and fonts are for our own page."
  }

  assert {
    condition     = one([for each in aws_cloudfront_response_headers_policy.this["hashed"].custom_headers_config[0].items : each.value if each.header == "Cache-Control"]) == "public, max-age=31536000, immutable"
    error_message = "A name with a hash is kept for ever."
  }

  assert {
    condition     = strcontains(aws_cloudfront_response_headers_policy.this["media"].security_headers_config[0].content_security_policy[0].content_security_policy, "sandbox")
    error_message = "What people uploaded runs nothing."
  }

  assert {
    condition     = alltrue([for each in aws_cloudfront_distribution.this : each.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https"])
    error_message = "Files come by HTTPS."
  }

  assert {
    condition     = one([for each in aws_wafv2_web_acl.this.rule : each.statement[0].rate_based_statement[0].limit if each.name == "rate"]) == 6000
    error_message = "One address may not send without bound."
  }
}
