output "service_name" {
  description = "ECS service, to update at a deploy."
  value       = aws_ecs_service.this.name
}

output "service_arn" {
  description = "The same, as an ARN."
  value       = aws_ecs_service.this.id
}

output "task_family" {
  description = "Family of the service's task definitions; a deploy adds a revision."
  value       = aws_ecs_task_definition.this.family
}

output "migrate_family" {
  description = "Family of the task definition of one-off tasks."
  value       = aws_ecs_task_definition.migrate.family
}

output "target_group_arn" {
  description = "Target group, for the listener's default action."
  value       = aws_lb_target_group.this.arn
}

output "target_group_suffix" {
  description = "The target group's dimension in CloudWatch."
  value       = aws_lb_target_group.this.arn_suffix
}

output "role_arns" {
  description = "Roles that a deploy has to be allowed to pass on."
  value       = [aws_iam_role.execution.arn, aws_iam_role.task.arn]
}

output "log_group" {
  description = "Log group of all containers of this service."
  value       = aws_cloudwatch_log_group.this.name
}

output "containers" {
  description = "Definitions of the service's containers."
  value       = local.containers
}

output "policies" {
  description = "Policies of both roles, for tests."
  value       = [aws_iam_role_policy.execution.policy, aws_iam_role_policy.task.policy]
}

output "path_patterns" {
  description = "Paths that come here by a rule."
  value       = flatten([for rule in aws_lb_listener_rule.this : [for condition in rule.condition : [for pattern in condition.path_pattern : tolist(pattern.values)]]])
}

output "health_path" {
  description = "What the load balancer asks for."
  value       = aws_lb_target_group.this.health_check[0].path
}

output "sockets_target" {
  description = "Sockets of a task that autoscaling aims at; null where there are none."
  value       = one(aws_appautoscaling_policy.sockets[*].target_tracking_scaling_policy_configuration[0].target_value)
}

output "subnets" {
  description = "Subnets that the tasks are in, for tests."
  value       = aws_ecs_service.this.network_configuration[0].subnets
}
