# It is true that data is reached by those who need it alone, that it survives a zone, and that rights are few.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "global"
  source          = "./tests/mocks"
  override_during = plan
}

run "inside" {
  command = plan

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

run "small_and_without_a_repository" {
  command = plan

  variables {
    github_repository   = null
    nat_gateways        = 1
    interface_endpoints = []
    redis               = { node_type = "cache.t4g.small", replicas = 0 }
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
