# It is true of each service that…

mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  prefix               = "chatterbox"
  service              = "messaging"
  image                = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chatterbox@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  repository_arn       = "arn:aws:ecr:us-east-1:123456789012:repository/chatterbox"
  region               = "us-east-1"
  cluster              = { arn = "arn:aws:ecs:us-east-1:123456789012:cluster/chatterbox", name = "chatterbox" }
  network              = { vpc_id = "vpc-0", subnets = ["subnet-a", "subnet-b", "subnet-c"], security_groups = ["sg-0"] }
  kms_key_arn          = "arn:aws:kms:us-east-1:123456789012:key/stub"
  workers              = { relay = { command = "relay_events", memory = 256 } }
  cpu                  = 1024
  memory               = 2048
  environment          = { PUBLIC_URL = "https://chat.example.org" }
  secrets              = { KAFKA_PASSWORD = "arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka-AbCdEf:password::" }
  statements           = []
  listener_arn         = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/chatterbox/0/0"
  health_path          = "/health/live"
  tasks                = { min = 2, max = 6 }
  sockets_target       = 600
  log_days             = 30
  alarm_topic_arn      = "arn:aws:sns:us-east-1:123456789012:chatterbox-alarms"
  load_balancer_suffix = "app/chatterbox/0"
}

run "service" {
  command = plan

  # A deploy brings new tasks before old ones end, and goes back by itself.

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "A deploy whose tasks do not start goes back."
  }

  assert {
    condition     = aws_ecs_service.this.alarms[0].enable && aws_ecs_service.this.alarms[0].rollback && join(" ", aws_ecs_service.this.alarms[0].alarm_names) == "chatterbox-messaging-5xx"
    error_message = "A deploy that brings errors goes back."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_minimum_healthy_percent == 100 && aws_ecs_service.this.deployment_maximum_percent == 200
    error_message = "There are never fewer tasks than before."
  }

  assert {
    condition     = aws_lb_target_group.this.deregistration_delay < one([for each in local.containers : each.stopTimeout if each.name == "web"])
    error_message = "Requests stop coming before a task is killed."
  }

  assert {
    condition     = aws_lb_target_group.this.target_type == "ip" && aws_lb_target_group.this.health_check[0].matcher == "200"
    error_message = "The load balancer asks tasks by their own addresses, and only 200 is well."
  }

  # Tasks are where nobody gets at them, and hold no more rights than they need.

  assert {
    condition     = !aws_ecs_service.this.network_configuration[0].assign_public_ip && tolist(aws_ecs_service.this.network_configuration[0].subnets)[0] == "subnet-a"
    error_message = "Tasks have no address that the world knows."
  }

  assert {
    condition     = !aws_ecs_service.this.enable_execute_command
    error_message = "Nobody opens a shell in a task."
  }

  assert {
    condition     = one(aws_ecs_service.this.capacity_provider_strategy[*].capacity_provider) == "FARGATE"
    error_message = "Tasks that AWS may take away at any time close everybody's sockets."
  }

  assert {
    condition     = alltrue([for each in concat(local.containers, local.once) : each.linuxParameters.capabilities.drop == ["ALL"]])
    error_message = "A container keeps no right of a system's administrator."
  }

  assert {
    condition     = join(" ", one([for each in jsondecode(aws_iam_role_policy.execution.policy).Statement : each.Resource if each.Sid == "Secrets"])) == "arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka-AbCdEf"
    error_message = "A task is started with exactly the secrets that it names."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30 && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn
    error_message = "Logs are under our key, and go some day."
  }

  # Containers are what the image knows.

  assert {
    condition     = [for each in local.containers : can(each.healthCheck)] == [true, false] && local.containers[0].healthCheck.command == ["CMD", "python", "-m", "chatterbox.container", "healthy"]
    error_message = "A `web` that does not answer is replaced."
  }

  assert {
    condition     = one([for each in local.once : "${each.name} ${join(" ", each.command)} ${each.image}"]) == "migrate migrate ${var.image}"
    error_message = "Migrations run from the same image, before a deploy."
  }

  assert {
    condition     = local.once[0].logConfiguration.options.mode == "blocking"
    error_message = "What a one-off task said last is not lost."
  }

  # More people, more tasks.

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 2 && aws_appautoscaling_target.this.max_capacity == 6
    error_message = "Tasks are between least and most."
  }

  assert {
    condition     = aws_appautoscaling_policy.cpu.target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type == "ECSServiceAverageCPUUtilization"
    error_message = "Busy processors bring more tasks."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.sockets[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[*].metric_name) == "chatterbox_sockets"
    error_message = "Many sockets bring more tasks."
  }

  assert {
    condition = { for each in aws_appautoscaling_policy.sockets[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].dimensions :
    each.name => each.value } == { Service = "messaging", Process = "web" }
    error_message = "Sockets are counted where they are."
  }

  # Somebody hears of it.

  assert {
    condition = alltrue([for each in [aws_cloudwatch_metric_alarm.errors, aws_cloudwatch_metric_alarm.slow, aws_cloudwatch_metric_alarm.few] :
    tolist(each.alarm_actions) == tolist([var.alarm_topic_arn])])
    error_message = "An alarm that nobody hears is none."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.slow.threshold == 0.5 && aws_cloudwatch_metric_alarm.slow.extended_statistic == "p99" && aws_cloudwatch_metric_alarm.few.threshold == 2
    error_message = "Alarms ring at what docs/operate.md says."
  }
}

run "without_sockets" {
  command = plan

  variables {
    sockets_target = null
    path_patterns  = ["/accounts", "/accounts/*"]
  }

  assert {
    condition     = length(aws_appautoscaling_policy.sockets) == 0
    error_message = "A service without sockets scales by its processors alone."
  }

  assert {
    condition     = one(aws_lb_listener_rule.this[*].action[0].target_group_arn) == aws_lb_target_group.this.arn
    error_message = "Its paths lead to its own tasks."
  }
}

run "what_can_not_be_right" {
  command = plan

  variables {
    service              = "everything"
    image                = "chatterbox:latest"
    workers              = { web = { command = "web", memory = 4000 } }
    cpu                  = 300
    environment          = { SECRET_KEY = "plain" }
    secrets              = { SECRET_KEY = "plain" }
    stop_timeout         = 10
    health_path          = "/health/ready"
    deregistration_delay = 300
    tasks                = { min = 2, max = 1 }
    maximum_percent      = 100
    cpu_target           = 100
  }

  expect_failures = [
    var.service, var.image, var.workers, var.cpu, var.environment, var.secrets, var.stop_timeout, var.health_path,
    var.deregistration_delay, var.tasks, var.maximum_percent, var.cpu_target,
  ]
}

run "memory_that_fargate_does_not_have" {
  command = plan

  variables {
    memory = 2000
  }

  expect_failures = [var.memory]
}
