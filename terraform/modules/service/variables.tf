# What and where

variable "prefix" {
  description = "Name of the installation; begins the name of everything that is made here."
  type        = string
}

variable "service" {
  description = "Which of the two services this is: its settings profile is chatterbox.settings.<service>."
  type        = string

  validation {
    condition     = contains(["accounts", "messaging"], var.service)
    error_message = "The image has two services: accounts and messaging."
  }
}

variable "image" {
  description = "Image by digest: repository@sha256:…"
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest (repository@sha256:…): a tag can come to mean another image."
  }
}

variable "repository_arn" {
  description = "ECR repository that the image is fetched from."
  type        = string
}

variable "region" {
  description = "AWS region, for the containers' logs and clients."
  type        = string
}

variable "cluster" {
  description = "ECS cluster to run in."
  type = object({
    arn  = string
    name = string
  })
}

variable "network" {
  description = "VPC, the private subnets of the tasks, and the security groups that they are in."
  type = object({
    vpc_id          = string
    subnets         = list(string)
    security_groups = list(string)
  })
}

variable "kms_key_arn" {
  description = "Key that logs and secrets are encrypted with."
  type        = string
}

# Containers

variable "workers" {
  description = "Containers beside `web`, by name: the image's word for each, and the MiB of memory that it may use."
  type = map(object({
    command = string
    memory  = number
  }))

  validation {
    condition     = !contains(keys(var.workers), "web")
    error_message = "`web` is there already."
  }
}

variable "cpu" {
  description = "CPU units of a task: 1024 are one vCPU."
  type        = number

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192], var.cpu)
    error_message = "Fargate has tasks of 256, 512, 1024, 2048, 4096 and 8192 CPU units."
  }
}

variable "memory" {
  description = "MiB of memory of a task; what the workers leave of it is for `web`."
  type        = number

  validation {
    condition = contains(lookup({
      256  = [512, 1024, 2048]
      512  = range(1024, 4097, 1024)
      1024 = range(2048, 8193, 1024)
      2048 = range(4096, 16385, 1024)
      4096 = range(8192, 30721, 1024)
      8192 = range(16384, 61441, 4096)
    }, tostring(var.cpu), []), var.memory)
    error_message = "Fargate has no task with so much memory for that many CPU units."
  }

  validation {
    condition     = var.memory - sum([for worker in var.workers : worker.memory]) >= 384
    error_message = "The workers leave less than 384 MiB for `web`: give the task more memory."
  }
}

variable "environment" {
  description = "Settings that are no secrets, by their names in docs/settings.md."
  type        = map(string)

  validation {
    condition = length(setintersection(keys(var.environment), [
      "SECRET_KEY", "SECRET_KEY_FALLBACKS", "JWT_PRIVATE_KEY", "MONGODB_URL", "REDIS_URL", "KAFKA_PASSWORD",
      "GOOGLE_CLIENT_SECRET", "GITHUB_CLIENT_SECRET",
    ])) == 0
    error_message = "A secret goes into `secrets` as a reference, never into the environment."
  }

  validation {
    condition     = alltrue([for value in values(var.environment) : !can(regex("://[^/@]*:[^/@]+@", value))])
    error_message = "An address with a password in it is a secret: it goes into `secrets` as a reference."
  }
}

variable "secrets" {
  description = "Settings that are secrets, by name: ARN in Secrets Manager, with `:key::` behind it for one key of a JSON secret."
  type        = map(string)

  validation {
    condition     = alltrue([for arn in values(var.secrets) : startswith(arn, "arn:aws")])
    error_message = "A secret is given by its ARN, never by its value."
  }
}

variable "statements" {
  description = "Statements of the task role's policy: what the containers themselves may do at AWS."
  type = list(object({
    Sid       = string
    Effect    = optional(string, "Allow")
    Action    = list(string)
    Resource  = list(string)
    Condition = optional(map(map(string)))
  }))
}

variable "stop_timeout" {
  description = "Seconds from SIGTERM to SIGKILL. A web process takes up to SOCKET_DRAIN and 8 s for what is under way."
  type        = number
  default     = 60

  validation {
    condition     = var.stop_timeout >= 30 && var.stop_timeout <= 120
    error_message = "From 30 (longer than sockets and requests get to end) to 120, the most that Fargate gives."
  }
}

# Load balancing

variable "listener_arn" {
  description = "HTTPS listener of the load balancer."
  type        = string
}

variable "path_patterns" {
  description = "Paths that come to this service; none where the listener's default action names its target group."
  type        = list(string)
  default     = []
}

variable "health_path" {
  description = "Path of liveness. Never readiness: a database that is gone would have every task replaced."
  type        = string

  validation {
    condition     = endswith(var.health_path, "/health/live")
    error_message = "Load balancers ask for liveness (…/health/live)."
  }
}

variable "deregistration_delay" {
  description = "Seconds in which a task that is to stop gets no new connections before it hears SIGTERM."
  type        = number
  default     = 15

  validation {
    condition     = var.deregistration_delay >= 5 && var.deregistration_delay < 60
    error_message = "From 5 to 59: sockets say goodbye at SIGTERM only, so waiting longer helps nobody."
  }
}

variable "registry_arn" {
  description = "Service of Cloud Map under whose name the tasks are found inside the VPC; null for none."
  type        = string
  default     = null
}

# Scaling

variable "tasks" {
  description = "Tasks at least and at most."
  type = object({
    min = number
    max = number
  })

  validation {
    condition     = var.tasks.min >= 1 && var.tasks.max >= var.tasks.min
    error_message = "At least one task, and at most no fewer than at least."
  }
}

variable "maximum_percent" {
  description = "Tasks during a deploy, in percent of those before: new ones start before old ones end."
  type        = number
  default     = 200

  validation {
    condition     = var.maximum_percent > 100 && var.maximum_percent <= 200
    error_message = "From 101 to 200: with 100 no new task could start before an old one has ended."
  }
}

variable "cpu_target" {
  description = "Percent of CPU, averaged over the tasks, that autoscaling aims at."
  type        = number
  default     = 55

  validation {
    condition     = var.cpu_target >= 20 && var.cpu_target <= 80
    error_message = "From 20 to 80."
  }
}

variable "sockets_target" {
  description = "Open sockets of a task, averaged over the tasks, that autoscaling aims at; null where there are none."
  type        = number
  default     = null
}

# Watching

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
}

variable "alarm_topic_arn" {
  description = "SNS topic that alarms go to."
  type        = string
}

variable "load_balancer_suffix" {
  description = "The load balancer's `arn_suffix`, the dimension of its metrics."
  type        = string
}
