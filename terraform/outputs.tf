# What a deploy has to know. The workflows read these by name.

output "site_url" {
  description = "Where people go."
  value       = "https://${var.domain}"
}

output "region" {
  description = "Region of everything but certificates of CloudFront."
  value       = var.region
}

output "ecr_repository_url" {
  description = "Where an image is pushed to."
  value       = aws_ecr_repository.this.repository_url
}

output "cluster_name" {
  description = "ECS cluster of both services."
  value       = aws_ecs_cluster.this.name
}

output "service_names" {
  description = "ECS services, by profile."
  value       = { accounts = module.accounts.service_name, messaging = module.messaging.service_name }
}

output "task_families" {
  description = "Families of the services' task definitions, by profile: a deploy registers a revision with its image."
  value       = { accounts = module.accounts.task_family, messaging = module.messaging.task_family }
}

output "migrate_families" {
  description = "Families of one-off tasks, by profile; their container is `migrate`, and so is its command."
  value       = { accounts = module.accounts.migrate_family, messaging = module.messaging.migrate_family }
}

output "task_subnet_ids" {
  description = "Subnets of one-off tasks."
  value       = aws_subnet.private[*].id
}

output "task_security_group_ids" {
  description = "Security groups of one-off tasks, by profile."
  value       = { accounts = [aws_security_group.accounts.id], messaging = [aws_security_group.messaging.id] }
}

output "deploy_role_arn" {
  description = "Role that a workflow of the environment `production` takes; null without a repository."
  value       = one(aws_iam_role.deploy[*].arn)
}

output "plan_role_arn" {
  description = "Role that a workflow of a pull request takes, to plan; null without a repository."
  value       = one(aws_iam_role.plan[*].arn)
}

output "static_bucket" {
  description = "Bucket of static files: what the image has in /srv/static goes below static/."
  value       = aws_s3_bucket.this["static"].id
}

output "static_distribution_id" {
  description = "CloudFront distribution of static files."
  value       = aws_cloudfront_distribution.this["static"].id
}

output "exports_bucket" {
  description = "Private bucket for dumps of the databases; what lies in it goes after 30 days."
  value       = aws_s3_bucket.this["exports"].id
}

output "log_groups" {
  description = "CloudWatch log groups, by profile."
  value       = { accounts = module.accounts.log_group, messaging = module.messaging.log_group }
}

output "secret_names" {
  description = "Secrets that want a value before the first task starts."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.name }
}

output "redis_group_id" {
  description = "Replication group, to set its password once."
  value       = aws_elasticache_replication_group.this.id
}

output "redis_endpoint" {
  description = "Host of Redis, for REDIS_URL."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "kafka_servers" {
  description = "Brokers, as in KAFKA_SERVERS."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "dashboard_url" {
  description = "The dashboard."
  value       = "https://${var.region}.console.aws.amazon.com/cloudwatch/home?region=${var.region}#dashboards/dashboard/${aws_cloudwatch_dashboard.this.dashboard_name}"
}

output "most_connections" {
  description = "Connections to PostgreSQL that messaging may want at most, while a deploy has old and new tasks."
  value       = local.most_connections
}
