# It is true of a site that…

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "global"
  source          = "./tests/mocks"
  override_during = plan
}

# Everything that is asked of one plan, in one run: each run plans anew.
run "site" {
  command = plan

  # Both services run from one image, no worker can stop `web`, and nothing secret is in sight.

  assert {
    condition     = [for each in module.messaging.containers : each.name] == ["web", "canary", "consume", "jobs", "relay"]
    error_message = "messaging is web, canary, consume, jobs and relay."
  }

  assert {
    condition     = [for each in module.accounts.containers : each.name] == ["web", "consume", "jobs", "mails", "relay"]
    error_message = "accounts has who sends mails as well."
  }

  assert {
    condition     = [for each in local.containers : each.name if each.essential] == ["web", "web"]
    error_message = "Only `web` may take its task along when it ends."
  }

  assert {
    condition     = alltrue([for each in local.containers : each.essential || try(each.restartPolicy.enabled, false)])
    error_message = "A worker that ends has to be started again."
  }

  assert {
    condition     = alltrue([for each in local.containers : each.memory >= 256])
    error_message = "Every container has a bound of memory of its own."
  }

  assert {
    condition     = sum([for each in module.messaging.containers : each.memory]) == var.messaging.memory
    error_message = "The bounds of the containers are the memory of the task."
  }

  assert {
    condition     = alltrue([for each in local.containers : each.readonlyRootFilesystem && each.user == "10001:10001"])
    error_message = "Nobody is root, and nobody writes to the image."
  }

  assert {
    condition     = alltrue([for each in local.containers : each.image == var.image])
    error_message = "Both services are one image."
  }

  # SOCKET_DRAIN is 6 s, and what is under way gets 8 s (chatterbox/serve.py).
  assert {
    condition     = alltrue([for each in local.containers : each.stopTimeout >= 2 * (6 + 8)])
    error_message = "A task is killed before its sockets are gone."
  }

  assert {
    condition     = [for each in module.messaging.containers : one([for pair in each.environment : pair.value if pair.name == "METRICS_LOG"])] == [for each in module.messaging.containers : each.name]
    error_message = "Every process tells its metrics under its own name."
  }

  assert {
    condition     = flatten([for each in local.containers : each.portMappings[*].containerPort]) == [8000, 8000]
    error_message = "Nothing but HTTP is open."
  }

  assert {
    condition     = local.shared_environment["TRUSTED_PROXIES"] == "1"
    error_message = "The load balancer is the one proxy."
  }

  assert {
    condition = alltrue([for each in local.containers : length([for pair in each.environment : pair.name
    if can(regex("SECRET_KEY|PRIVATE_KEY|PASSWORD|MONGODB_URL|REDIS_URL|CLIENT_SECRET", pair.name))]) == 0])
    error_message = "A secret is in the environment, where everybody who may describe a task reads it."
  }

  assert {
    condition     = alltrue([for each in local.containers : alltrue([for pair in each.secrets : startswith(pair.valueFrom, "arn:aws")])])
    error_message = "Secrets are references."
  }

  assert {
    condition     = !can(regex(":[^/@]+@", one([for pair in module.messaging.containers[0].environment : pair.value if pair.name == "POSTGRES_URL"])))
    error_message = "PostgreSQL's password is not in its address."
  }

  assert {
    condition     = length([for pair in module.messaging.containers[0].secrets : pair.name if pair.name == "JWT_PRIVATE_KEY"]) == 0
    error_message = "messaging holds public keys only."
  }

  assert {
    condition     = length([for pair in flatten([for each in local.containers : each.secrets]) : pair.name if pair.name == "SECRET_KEY_FALLBACKS"]) == 0
    error_message = "Nobody waits for a secret that has no value."
  }

  assert {
    condition     = module.messaging.sockets_target == 4800
    error_message = "Autoscaling aims at six of ten sockets that a task may hold."
  }

  assert {
    condition     = module.accounts.sockets_target == null
    error_message = "accounts has no sockets."
  }

  assert {
    condition     = local.most_connections == 12 * 2 * (32 + 8 + 1 + 1 + 8 + 8)
    error_message = "Connections are counted while old and new tasks are there."
  }

  # People come by HTTPS, paths go where the contract says, and sockets live and end in peace.

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
    condition = length(setsubtract(
      flatten([for part in ["BODY", "QUERYSTRING", "HEADER"] : ["Log4JRCE_${part}", "JavaDeserializationRCE_${part}"]]),
      flatten([for each in aws_wafv2_web_acl.this.rule : [for rule in each.statement[0].managed_rule_group_statement[0].rule_action_override :
      rule.name if length(rule.action_to_use[0].count) == 1] if each.name == "bad-inputs"]),
    )) == 0
    error_message = "The firewall refuses nobody for what they write."
  }

  assert {
    condition     = one([for each in aws_wafv2_web_acl.this.rule : each.statement[0].rate_based_statement[0].limit if each.name == "rate"]) == 6000
    error_message = "One address may not send without bound."
  }

  # Data is reached by those who need it alone, it survives a zone, and rights are few.

  assert {
    condition     = length(distinct(concat(aws_subnet.public[*].cidr_block, aws_subnet.private[*].cidr_block, aws_subnet.isolated[*].cidr_block))) == 9
    error_message = "Nine subnets, none like another."
  }

  assert {
    condition     = join(",", aws_subnet.isolated[*].availability_zone) == "us-east-1a,us-east-1b,us-east-1c"
    error_message = "One in each zone."
  }

  assert {
    condition     = length(aws_route_table.isolated.route) == 0
    error_message = "Data has no way out."
  }

  assert {
    condition     = join(" ", [for name, way in local.ways : name if way.port == 5432]) == "messaging_to_postgres"
    error_message = "messaging alone reaches PostgreSQL."
  }

  assert {
    condition     = join(",", [for each in aws_vpc_security_group_ingress_rule.people : each.from_port]) == "443,80"
    error_message = "People come to 80 and 443."
  }

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.storage_encrypted && aws_db_instance.this.manage_master_user_password && !aws_db_instance.this.publicly_accessible
    error_message = "PostgreSQL has a standby, is encrypted, and nobody knows its password."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period >= 7 && aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot
    error_message = "PostgreSQL can be brought back, and is not lost by a slip."
  }

  assert {
    condition     = contains([for each in aws_db_parameter_group.this.parameter : "${each.name}=${each.value}"], "rds.force_ssl=1")
    error_message = "PostgreSQL speaks TLS only."
  }

  # None of these lets a statement into a log, and with it a message, a name or what somebody searched for.
  assert {
    condition = length(setsubtract(
      ["log_min_duration_statement=-1", "log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length=0", "log_parameter_max_length_on_error=0"],
      [for each in aws_db_parameter_group.this.parameter : "${each.name}=${each.value}"],
    )) == 0
    error_message = "PostgreSQL's log holds no words of people."
  }

  assert {
    condition = (alltrue([for each in aws_cloudwatch_log_group.postgres : each.retention_in_days == var.log_days && each.kms_key_id == aws_kms_key.this.arn])
    && toset(aws_db_instance.this.enabled_cloudwatch_logs_exports) == toset(keys(aws_cloudwatch_log_group.postgres)))
    error_message = "PostgreSQL's logs are under our key, and go some day."
  }

  assert {
    condition     = length(aws_lb.this.access_logs) == 0
    error_message = "The load balancer writes down no codes of invites and no links of mails."
  }

  assert {
    condition     = alltrue([for name in ["exports", "static"] : aws_s3_bucket_versioning.this[name].versioning_configuration[0].status == "Enabled"])
    error_message = "A dump that is written over can be brought back."
  }

  assert {
    condition     = aws_msk_cluster.this.number_of_broker_nodes == 3 && strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2")
    error_message = "A record is on two brokers before it counts."
  }

  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "auto.create.topics.enable=false")
    error_message = "No topic comes to be by a typo."
  }

  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this.client_authentication[0].sasl[0].scram
    error_message = "Kafka wants TLS and a name."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "Redis speaks TLS, and another node takes over."
  }

  assert {
    condition     = jsondecode(aws_iam_role.deploy[0].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == "repo:example/chatterbox:environment:production"
    error_message = "Deploys come from one environment of one repository, by its exact name."
  }

  assert {
    condition = alltrue([for statement in jsondecode(aws_iam_role_policy.deploy[0].policy).Statement :
    !contains(statement.Resource, "*") || statement.Sid == "Look"])
    error_message = "Only calls that know no resources may name all of them."
  }

  assert {
    condition = alltrue([for policy in concat(module.accounts.policies, module.messaging.policies, [aws_iam_role_policy.deploy[0].policy]) :
    alltrue([for statement in jsondecode(policy).Statement : alltrue([for action in statement.Action : !strcontains(action, "*")])])])
    error_message = "Every right is named."
  }

  assert {
    condition = alltrue([for policy in concat(module.accounts.policies, module.messaging.policies) :
    alltrue([for statement in jsondecode(policy).Statement : !contains(statement.Resource, "*") || statement.Action == ["ecr:GetAuthorizationToken"]])])
    error_message = "Every right is to something."
  }
}

run "a_plan_with_more_tasks_than_connections_is_refused" {
  command = plan

  variables {
    messaging = { cpu = 2048, memory = 4096, min = 4, max = 40, sockets = 8000 }
  }

  expect_failures = [aws_db_instance.this]
}

run "small_and_without_a_repository" {
  command = plan

  variables {
    github_repository   = null
    nat_gateways        = 1
    interface_endpoints = []
    redis               = { node_type = "cache.t4g.small", replicas = 0 }
    # And with keys that were changed.
    secret_key_fallbacks = ["accounts", "messaging"]
  }

  assert {
    condition = alltrue([for each in local.containers :
    alltrue([for pair in each.secrets : startswith(pair.valueFrom, "arn:aws")]) && contains(each.secrets[*].name, "SECRET_KEY_FALLBACKS")])
    error_message = "A SECRET_KEY that is changed has a place for the one before."
  }

  assert {
    condition     = local.secret_names["accounts_secret_key_fallbacks"] != local.secret_names["messaging_secret_key_fallbacks"]
    error_message = "Each service has old keys of its own."
  }

  assert {
    condition     = length(aws_iam_role.deploy) == 0 && length(aws_iam_openid_connect_provider.github) == 0
    error_message = "There is a role that nobody asked for."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1
    error_message = "Three zones share one way out."
  }

  assert {
    condition     = !aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "A single node has nobody to take over."
  }
}
