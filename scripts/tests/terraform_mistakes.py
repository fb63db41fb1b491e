"""Mistakes that are planted into terraform/, each with the check that has to find it (test_terraform.py)."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """`before` becomes `after` in a file; `check` has to say `told`. Those of a check in TOGETHER are made together."""

    file: str
    before: str
    after: str
    check: str
    told: str


MISTAKES = {
    "a misspelt argument": Mistake(
        "load_balancer.tf", "idle_timeout  ", "idle_time  ", "validate", 'An argument named "idle_time" is not expected'
    ),
    "a word where a number belongs": Mistake(
        "postgres.tf",
        "monitoring_interval                 = 60",
        'monitoring_interval = "often"',
        "validate",
        "a number is required",
    ),
    "a required argument that is left out": Mistake(
        "kafka.tf",
        "  number_of_broker_nodes = 3\n",
        "",
        "validate",
        'The argument "number_of_broker_nodes" is required',
    ),
    "a reference to what a resource does not have": Mistake(
        "ecs.tf", "aws_ecr_repository.this.arn", "aws_ecr_repository.this.address", "validate", "Unsupported attribute"
    ),
    "a reference to a resource that is not there": Mistake(
        "dns.tf", "aws_lb.this.dns_name", "aws_lb.main.dns_name", "validate", "Reference to undeclared resource"
    ),
    "a block that does not exist": Mistake(
        "storage.tf",
        "    abort_incomplete_multipart_upload {",
        "    abort_multipart_upload {",
        "validate",
        "Unsupported block type",
    ),
    "a secret in the environment": Mistake(
        "ecs.tf",
        '      TRUSTED_PROXIES    = "1"',
        '    REDIS_URL = "rediss://:password@redis/0"',
        "plan",
        "A secret goes into `secrets`",
    ),
    "a load balancer that asks for readiness": Mistake(
        "ecs.tf", '"/health/live"', '"/health/ready"', "plan", "Load balancers ask for liveness"
    ),
    "an image by its tag": Mistake(
        "examples/production.tfvars", "chatterbox@sha256:", "chatterbox:v1 #", "plan", "Name the image by its digest"
    ),
    "more tasks than the database has connections for": Mistake(
        "examples/production.tfvars", "max = 12, sockets", "max = 40, sockets", "plan", "raise postgres.max_connections"
    ),
    "workers that leave no memory": Mistake(
        "ecs.tf", '"run_jobs", memory = 256', '"run_jobs", memory = 3400', "plan", "less than 384 MiB"
    ),
    "a worker that takes its task along": Mistake(
        "modules/service/main.tf",
        'essential = name == "web"',
        "essential = true",
        "test",
        "Only `web` may take",
    ),
    "a client that may choose its own address": Mistake(
        "ecs.tf",
        'TRUSTED_PROXIES    = "1"',
        'TRUSTED_PROXIES    = "2"',
        "test",
        "The load balancer is the one proxy",
    ),
    "a load balancer that outlives the server's connection": Mistake(
        "load_balancer.tf", "idle_seconds = 60", "idle_seconds = 120", "test", "the one that hangs up"
    ),
    "a deploy from any branch or fork": Mistake(
        "deploy.tf", ":environment:production", ":*", "test", "by its exact name"
    ),
    "a right to everything": Mistake(
        "ecs.tf",
        '"s3:GetObject", "s3:PutObject", "s3:DeleteObject"',
        '"s3:*"',
        "test",
        "Every right is named",
    ),
    "a deploy that can't go back": Mistake(
        "modules/service/main.tf",
        "    rollback = true\n  }\n\n  # A deploy",
        "    rollback = false\n  }\n\n  # A deploy",
        "module",
        "do not start goes back",
    ),
    "errors that no deploy minds": Mistake(
        "modules/service/main.tf",
        "    enable      = true\n    rollback    = true\n    alarm_names",
        "    enable = false\n    rollback = true\n    alarm_names",
        "module",
        "brings errors goes back",
    ),
    "a deploy that ends before it begins": Mistake(
        "modules/service/main.tf",
        "deployment_minimum_healthy_percent = 100",
        "deployment_minimum_healthy_percent = 50",
        "module",
        "never fewer tasks",
    ),
    "a shell in every task": Mistake(
        "modules/service/main.tf",
        "enable_execute_command = false",
        "enable_execute_command = true",
        "module",
        "Nobody opens a shell",
    ),
    "tasks that the world can call": Mistake(
        "modules/service/main.tf",
        "assign_public_ip = false",
        "assign_public_ip = true",
        "module",
        "no address that the world",
    ),
    "tasks that AWS takes away": Mistake(
        "modules/service/main.tf",
        'capacity_provider = "FARGATE"',
        'capacity_provider = "FARGATE_SPOT"',
        "module",
        "close everybody",
    ),
    "rights of an administrator": Mistake(
        "modules/service/main.tf", 'drop = ["ALL"]', "drop = []", "module", "keeps no right"
    ),
    "a migration that is a server": Mistake(
        "modules/service/main.tf", 'command     = ["migrate"]', 'command     = ["web"]', "module", "Migrations run"
    ),
    "autoscaling on a metric that nobody tells": Mistake(
        "modules/service/scaling.tf", '"chatterbox_sockets"', '"chatterbox_socket"', "module", "Many sockets bring"
    ),
    "autoscaling on another process": Mistake(
        "modules/service/scaling.tf", 'value = "web"', 'value = "relay"', "module", "counted where they are"
    ),
    "autoscaling on memory": Mistake(
        "modules/service/scaling.tf", "ServiceAverageCPU", "ServiceAverageMemory", "module", "Busy processors"
    ),
    "a load balancer that takes every answer for well": Mistake(
        "modules/service/load_balancing.tf", '"200"', '"200-599"', "module", "only 200 is well"
    ),
    "an alarm that nobody hears": Mistake(
        "modules/service/alarms.tf",
        "alarm_actions = [var.alarm_topic_arn]",
        "alarm_actions = []",
        "module",
        "nobody hears",
    ),
    "logs for ever": Mistake(
        "modules/service/main.tf", "retention_in_days = var.log_days", "retention_in_days = 0", "module", "go some day"
    ),
    "words of people in PostgreSQL's log": Mistake(
        "postgres.tf",
        'log_min_error_statement           = "panic"',
        'log_min_error_statement = "error"',
        "test",
        "no words of people",
    ),
    "logs of PostgreSQL for ever": Mistake(
        "postgres.tf",
        "retention_in_days = var.log_days",
        "retention_in_days = 0",
        "test",
        "PostgreSQL's logs are under",
    ),
    "a load balancer that writes down links": Mistake(
        "load_balancer.tf",
        '  xff_header_processing_mode       = "append"\n',
        '  xff_header_processing_mode = "append"\n  access_logs {\n    bucket = "logs"\n    enabled = true\n  }\n',
        "test",
        "no codes of invites",
    ),
    "a message that the firewall refuses": Mistake(
        "waf.tf", '"Log4JRCE_BODY", ', "", "test", "refuses nobody for what they write"
    ),
    "a SECRET_KEY that can't be changed": Mistake(
        "ecs.tf",
        '    local.fallbacks["messaging"],\n',
        "",
        "test",
        "has a place for the one before",
    ),
    "a firewall before nothing": Mistake(
        "waf.tf",
        "resource_arn = aws_lb.this.arn",
        "resource_arn = aws_lb.this.id",
        "test",
        "stands before the load balancer",
    ),
    "a bucket for any distribution": Mistake(
        "storage.tf",
        '"AWS:SourceArn" = aws_cloudfront_distribution.this[each.key].arn',
        '"AWS:SourceArn" = "*"',
        "test",
        "its own distribution",
    ),
    "files that CloudFront asks for without a name": Mistake(
        "cloudfront.tf", '"always"', '"never"', "test", "signs what it asks"
    ),
    "dumps for ever": Mistake("storage.tf", "exports = 30", "exports = 0", "test", "go after thirty days"),
    "mail that anybody may pretend": Mistake("mail.tf", "p=reject", "p=none", "test", "pretends to be ours is refused"),
    "a key of DKIM that is not published": Mistake(
        "mail.tf", '"dkim" {\n  count = 3', '"dkim" {\n  count = 2', "test", "each is published"
    ),
    "an image that is not looked at": Mistake(
        "ecr.tf", "scan_on_push = true", "scan_on_push = false", "test", "looked at when it comes"
    ),
    "tasks in public subnets": Mistake(
        "ecs.tf",
        "subnets = aws_subnet.private[*].id",
        "subnets = aws_subnet.public[*].id",
        "test",
        "in private subnets",
    ),
    "a database beside the tasks": Mistake(
        "postgres.tf", "aws_subnet.isolated[*].id", "aws_subnet.private[*].id", "test", "in isolated subnets"
    ),
    "three zones through one": Mistake(
        "network.tf", "count.index % var.nat_gateways", "0", "test", "needs another one"
    ),
    "Kafka for anybody": Mistake(
        "kafka.tf", "unauthenticated = false", "unauthenticated = true", "test", "without a name"
    ),
    "a plan from any branch": Mistake("deploy.tf", ":pull_request", ":*", "test", "Plans are of pull requests"),
    "a plan that reads secrets": Mistake(
        "deploy.tf",
        '"secretsmanager:GetSecretValue", "logs:GetLogEvents"',
        '"logs:GetLogEvents"',
        "test",
        "and no secret",
    ),
    "a deploy that destroys": Mistake(
        "deploy.tf", '"ecs:UpdateService"', '"ecs:UpdateService", "ecs:DeleteService"', "test", "destroys none"
    ),
    "events that wait for hours": Mistake(
        "alarms.tf",
        'bound = 10, minutes = 3, missing = "breaching"',
        'bound = 10000, minutes = 3, missing = "breaching"',
        "test",
        "Events that wait",
    ),
    "a canary that nobody hears": Mistake(
        "alarms.tf",
        "each.value.missing\n  alarm_actions = [aws_sns_topic.alarms.arn]",
        "each.value.missing\n  alarm_actions = []",
        "test",
        "alarm that nobody hears",
    ),
}
