# It is true that both services run from one image, that no worker can stop `web`, and that nothing secret is in sight.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "global"
  source          = "./tests/mocks"
  override_during = plan
}

run "services" {
  command = plan

  assert {
    condition     = [for each in module.messaging.containers : each.name] == ["web", "consume", "jobs", "relay"]
    error_message = "messaging is web, consume, jobs and relay."
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
    condition     = length(distinct([for each in module.messaging.containers : one([for pair in each.environment : pair.value if pair.name == "METRICS_PORT"])])) == 4
    error_message = "Containers of a task share an address, so each has a port of its own for metrics."
  }

  assert {
    condition     = flatten([for each in local.containers : each.portMappings[*].containerPort]) == [8000, 8000]
    error_message = "Nothing but HTTP is open: metrics are for nobody outside."
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
    condition     = module.messaging.sockets_target == 4800
    error_message = "Autoscaling aims at six of ten sockets that a task may hold."
  }

  assert {
    condition     = module.accounts.sockets_target == null
    error_message = "accounts has no sockets."
  }

  assert {
    condition     = local.most_connections == 12 * 2 * (32 + 8 + 1 + 1 + 8 + 6)
    error_message = "Connections are counted while old and new tasks are there."
  }
}

run "a_plan_with_more_tasks_than_connections_is_refused" {
  command = plan

  variables {
    messaging = { cpu = 2048, memory = 4096, min = 4, max = 40, sockets = 8000 }
  }

  expect_failures = [aws_db_instance.this]
}
