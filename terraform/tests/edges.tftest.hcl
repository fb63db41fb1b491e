# It is true of what people, AWS and GitHub reach of a site that…

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "./tests/mocks"
}

# Applied, because ids that AWS gives are not known before. Nothing is made: the provider is a mock.
run "edges" {
  command = apply

  # Names lead to the load balancer and to CloudFront, and the firewall stands before the first.

  assert {
    condition     = aws_route53_record.site.name == var.domain && aws_route53_record.site.alias[0].name == aws_lb.this.dns_name
    error_message = "The site's name leads to the load balancer."
  }

  assert {
    condition = alltrue([for file, host in local.file_hosts :
    aws_route53_record.files[file].name == host && aws_route53_record.files[file].alias[0].name == aws_cloudfront_distribution.this[file].domain_name])
    error_message = "Hosts of files lead to CloudFront."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.this.resource_arn == aws_lb.this.arn && aws_wafv2_web_acl_association.this.web_acl_arn == aws_wafv2_web_acl.this.arn
    error_message = "The firewall stands before the load balancer."
  }

  assert {
    condition = one([for each in aws_wafv2_web_acl.this.rule : each.action[0].block[0].custom_response[0].response_code == 429
    && each.statement[0].rate_based_statement[0].aggregate_key_type == "IP" if each.name == "rate"])
    error_message = "Who sends too much is told so, by the address that the load balancer sees."
  }

  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.default_action[0].target_group_arn == module.messaging.target_group_arn
    error_message = "What is not accounts' is messaging's."
  }

  # CloudFront alone reads what it shows.

  assert {
    condition = alltrue([for file in keys(local.file_hosts) : alltrue([for each in aws_cloudfront_distribution.this[file].origin :
    each.origin_access_control_id == aws_cloudfront_origin_access_control.this[file].id])])
    error_message = "CloudFront proves to the bucket who it is."
  }

  assert {
    condition     = alltrue([for each in aws_cloudfront_origin_access_control.this : each.signing_behavior == "always" && each.signing_protocol == "sigv4"])
    error_message = "CloudFront signs what it asks of a bucket."
  }

  assert {
    condition = alltrue([for file in keys(local.file_hosts) : one([for each in jsondecode(aws_s3_bucket_policy.files[file].policy).Statement :
    each.Condition.StringEquals["AWS:SourceArn"] if each.Effect == "Allow"]) == aws_cloudfront_distribution.this[file].arn])
    error_message = "A bucket is read by its own distribution and by nobody else's."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this["static"].ordered_cache_behavior[*].response_headers_policy_id) == aws_cloudfront_response_headers_policy.this["hashed"].id && length(aws_cloudfront_distribution.this["media"].ordered_cache_behavior) == 0
    error_message = "Names with hashes are kept for ever, and no others."
  }

  assert {
    condition     = length([for each in jsondecode(aws_s3_bucket_policy.exports.policy).Statement : each if each.Effect != "Deny"]) == 0
    error_message = "Dumps are read by whoever the account lets, and by no policy of the bucket."
  }

  assert {
    condition     = flatten(aws_s3_bucket_lifecycle_configuration.this["exports"].rule[*].expiration[*].days) == [30]
    error_message = "Dumps go after thirty days."
  }

  # Mail proves that it is ours.

  assert {
    condition     = [for each in aws_route53_record.dkim : each.name] == [for token in ["one", "two", "three"] : "${token}._domainkey.${var.domain}"]
    error_message = "SES signs with three keys, and each is published."
  }

  assert {
    condition     = one(aws_sesv2_configuration_set.this.delivery_options[*].tls_policy) == "REQUIRE" && aws_sesv2_email_identity.this.configuration_set_name == var.name
    error_message = "Links to sign in travel by TLS."
  }

  assert {
    condition     = strcontains(tolist(aws_route53_record.dmarc.records)[0], "p=reject") && strcontains(tolist(aws_route53_record.mail_from_spf.records)[0], "-all")
    error_message = "A mail that only pretends to be ours is refused."
  }

  # The image's home.

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.this.image_scanning_configuration[0].scan_on_push
    error_message = "An image is looked at when it comes, and its tag means no other ever."
  }

  assert {
    condition = { for each in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : each.selection.tagStatus =>
    "${each.selection.countType} ${each.selection.countNumber}" } == { untagged = "sinceImagePushed 1", any = "imageCountMoreThan 30" }
    error_message = "Thirty images are kept, to go back to."
  }

  # Each tier where it belongs.

  assert {
    condition     = toset(aws_lb.this.subnets) == toset(aws_subnet.public[*].id)
    error_message = "The load balancer is in public subnets."
  }

  assert {
    condition     = alltrue([for each in [module.accounts, module.messaging] : toset(each.subnets) == toset(aws_subnet.private[*].id)])
    error_message = "Tasks are in private subnets."
  }

  assert {
    condition = alltrue([for each in [aws_db_subnet_group.this.subnet_ids, aws_elasticache_subnet_group.this.subnet_ids,
    aws_msk_cluster.this.broker_node_group_info[0].client_subnets] : toset(each) == toset(aws_subnet.isolated[*].id)])
    error_message = "Data is in isolated subnets."
  }

  assert {
    condition     = length(distinct([for each in aws_route_table.private : one(each.route[*].nat_gateway_id)])) == 3
    error_message = "No zone needs another one to reach the world."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_mode == "required" && !aws_msk_cluster.this.client_authentication[0].unauthenticated
    error_message = "Redis speaks nothing but TLS, and Kafka to nobody without a name."
  }

  assert {
    condition = alltrue([for name in ["accounts_kafka", "messaging_kafka"] :
      aws_msk_single_scram_secret_association.this[name].secret_arn == aws_secretsmanager_secret.this[name].arn
    && startswith(aws_secretsmanager_secret.this[name].name, "AmazonMSK_")])
    error_message = "Each service has a name and a password of its own at Kafka."
  }

  assert {
    condition     = local.secret_names["accounts_secret_key"] != local.secret_names["messaging_secret_key"]
    error_message = "What one service signs, the other does not take for its own."
  }

  # GitHub deploys from one environment, and looks from pull requests.

  assert {
    condition     = jsondecode(aws_iam_role.plan[0].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == "repo:example/chatterbox:pull_request"
    error_message = "Plans are of pull requests of this repository."
  }

  assert {
    condition = alltrue([for role in [aws_iam_role.plan[0], aws_iam_role.deploy[0]] :
    jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "A token that was made for somebody else opens nothing here."
  }

  assert {
    condition = length(setsubtract(["s3:GetObject*", "secretsmanager:GetSecretValue", "logs:GetLogEvents", "logs:FilterLogEvents", "kms:Decrypt"],
    flatten([for each in jsondecode(aws_iam_role_policy.plan[0].policy).Statement : each.Action if each.Effect == "Deny"]))) == 0
    error_message = "A pull request reads nothing that people wrote, and no secret."
  }

  assert {
    condition = toset(flatten([for each in jsondecode(aws_iam_role_policy.deploy[0].policy).Statement : [for action in each.Action : action if startswith(action, "ecs:")]])) == toset(
      ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:DescribeTasks", "ecs:StopTask", "ecs:DescribeServices", "ecs:UpdateService"],
    )
    error_message = "A deploy moves services, and makes and destroys none."
  }

  # Somebody hears when a promise is not kept.

  assert {
    condition     = aws_sns_topic_subscription.alarms.topic_arn == aws_sns_topic.alarms.arn && aws_sns_topic_subscription.alarms.endpoint == var.alarm_email
    error_message = "Alarms are mailed to who asked for them."
  }

  assert {
    condition = alltrue([for each in concat(values(aws_cloudwatch_metric_alarm.ours), values(aws_cloudwatch_metric_alarm.canary), values(aws_cloudwatch_metric_alarm.theirs)) :
    tolist(each.alarm_actions) == tolist([aws_sns_topic.alarms.arn])])
    error_message = "An alarm that nobody hears is none."
  }

  assert {
    condition = alltrue(flatten([for service in ["accounts", "messaging"] : [for name, bound in { outbox-age = 10, lag = 1000, dead-letters = 0, parked = 0 } :
    aws_cloudwatch_metric_alarm.ours["${service}-${name}"].threshold == bound]]))
    error_message = "Events that wait, or were laid aside, are noticed in both services."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.ours["sockets"].threshold == floor(var.messaging.sockets * 0.85)
    error_message = "Sockets are noticed before people are sent away."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.canary)) == toset(["canary-not-ok", "canary-shown-slow", "canary-events-slow"])
    error_message = "The canary's silence is noticed as well."
  }
}
