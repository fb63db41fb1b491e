locals {
  name = "${var.prefix}-${var.service}"
  port = 8000

  environment = merge(var.environment, {
    AWS_REGION             = var.region
    CONTAINER_PORT         = tostring(local.port)
    DJANGO_SETTINGS_MODULE = "chatterbox.settings.${var.service}"
    LOG_FORMAT             = "json"
  })
  secrets = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]

  commands = merge({ web = "web" }, { for name, worker in var.workers : name => worker.command })
  memory = merge(
    { web = var.memory - sum([for worker in var.workers : worker.memory]) },
    { for name, worker in var.workers : name => worker.memory },
  )

  # What every container of the image is given.
  container = {
    image                  = var.image
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    secrets                = local.secrets
    stopTimeout            = var.stop_timeout
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    ulimits                = [{ name = "nofile", softLimit = 65535, hardLimit = 65535 }]
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
  }
  log_options = {
    "awslogs-group"   = aws_cloudwatch_log_group.this.name
    "awslogs-region"  = var.region
    "mode"            = "non-blocking"
    "max-buffer-size" = "8m"
  }

  containers = [for name in concat(["web"], sort(keys(var.workers))) : { for key, value in merge(local.container, {
    name             = name
    command          = [local.commands[name]]
    essential        = name == "web"
    memory           = local.memory[name]
    environment      = [for key, value in merge(local.environment, { METRICS_LOG = name }) : { name = key, value = value }]
    portMappings     = name == "web" ? [{ containerPort = local.port, protocol = "tcp" }] : []
    logConfiguration = { logDriver = "awslogs", options = merge(local.log_options, { "awslogs-stream-prefix" = name }) }
    healthCheck = name != "web" ? null : {
      command     = ["CMD", "python", "-m", "chatterbox.container", "healthy"]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 60
    }
    # A worker that ends is started again by itself; sockets on `web` do not notice. ECS does so only after this period,
    # and 60 is the least that it takes: within it the container itself tries again (chatterbox/attempts.py).
    restartPolicy = name == "web" ? null : { enabled = true, restartAttemptPeriod = 60 }
  }) : key => value if value != null }]

  # Of one-off tasks.
  once = [merge(local.container, {
    name        = "migrate"
    command     = ["migrate"]
    essential   = true
    memory      = 1024
    environment = [for key, value in local.environment : { name = key, value = value }]
    logConfiguration = {
      logDriver = "awslogs"
      options   = merge(local.log_options, { "awslogs-stream-prefix" = "migrate", "mode" = "blocking" })
    }
  })]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.prefix}/${var.service}"
  retention_in_days = var.log_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode(local.containers)

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  # The root file system is read-only; uploads that do not fit into memory are written here.
  volume {
    name = "tmp"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# One-off tasks: `migrate` as it stands; `create_topics`, `check` and `manage …` as an override of the command. An apply
# gives the newest revision the first image, so `scripts.deploy run` registers one with the image that the service runs.
resource "aws_ecs_task_definition" "migrate" {
  family                   = "${local.name}-migrate"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode(local.once)

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  volume {
    name = "tmp"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_ecs_service" "this" {
  name                               = var.service
  cluster                            = var.cluster.arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.tasks.min
  availability_zone_rebalancing      = "ENABLED"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = var.maximum_percent
  enable_ecs_managed_tags            = true
  enable_execute_command             = false
  health_check_grace_period_seconds  = 60
  propagate_tags                     = "SERVICE"

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # A deploy that brings errors goes back by itself, even when its tasks stay alive.
  alarms {
    enable      = true
    rollback    = true
    alarm_names = [aws_cloudwatch_metric_alarm.errors.alarm_name]
  }

  network_configuration {
    subnets          = var.network.subnets
    security_groups  = var.network.security_groups
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = "web"
    container_port   = local.port
  }

  dynamic "service_registries" {
    for_each = var.registry_arn == null ? [] : [var.registry_arn]

    content {
      registry_arn = service_registries.value
    }
  }

  # A deploy changes the image and autoscaling the number: an apply takes neither back.
  lifecycle {
    ignore_changes = [task_definition, desired_count]
  }

  # A target group can be used only once a listener names it.
  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task, var.listener_arn]
}
