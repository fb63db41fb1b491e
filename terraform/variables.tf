# The site

variable "name" {
  description = "Name of this installation; begins the names of everything."
  type        = string
  default     = "chatterbox"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "Two to twenty lower-case letters, digits and hyphens, a letter first: load balancers allow no more."
  }
}

variable "environment" {
  description = "What this installation is for: a tag of everything."
  type        = string
  default     = "production"
}

variable "region" {
  description = "AWS region."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[1-9]$", var.region))
    error_message = "A region such as eu-central-1."
  }
}

variable "domain" {
  description = "Host name that people see; static.<domain> and media.<domain> are made beside it."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A host name such as chat.example.org, without https://."
  }
}

variable "zone" {
  description = "Public hosted zone of Route 53 that the domain is in."
  type        = string

  validation {
    condition     = var.domain == var.zone || endswith(var.domain, ".${var.zone}")
    error_message = "The domain has to lie in the zone."
  }
}

variable "image" {
  description = "Image that the first tasks start, by digest; later a deploy names it, and an apply changes no task."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest (repository@sha256:…): a tag can come to mean another image."
  }
}

variable "alarm_email" {
  description = "Address that alarms are mailed to; it has to confirm once."
  type        = string

  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.alarm_email))
    error_message = "An e-mail address."
  }
}

variable "github_repository" {
  description = "Repository whose workflows may deploy: owner/name; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.github_repository))
    error_message = "Owner and name, such as example/chatterbox. A pattern would let strangers in."
  }
}

variable "github_oidc_provider_arn" {
  description = "GitHub's OIDC provider where the account has one already (it can have one only); null makes it."
  type        = string
  default     = null
}

# Network

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrsubnet(var.vpc_cidr, 4, 11)) && try(tonumber(split("/", var.vpc_cidr)[1]) <= 20, false)
    error_message = "A block of /16 to /20, such as 10.20.0.0/16: twelve subnets are cut from it."
  }
}

variable "zone_letters" {
  description = "Three availability zones of the region."
  type        = list(string)
  default     = ["a", "b", "c"]

  validation {
    condition     = length(distinct(var.zone_letters)) == 3 && alltrue([for letter in var.zone_letters : can(regex("^[a-z]$", letter))])
    error_message = "Three different letters: Kafka has a broker in each zone."
  }
}

variable "nat_gateways" {
  description = "NAT gateways: one is cheaper; with three, no zone needs another one to reach the world."
  type        = number

  validation {
    condition     = contains([1, 3], var.nat_gateways)
    error_message = "One, or three."
  }
}

variable "interface_endpoints" {
  description = "AWS services that are reached inside the VPC instead of through NAT, such as logs, ecr.api, ecr.dkr, secretsmanager."
  type        = set(string)
  default     = []
}

variable "deletion_protection" {
  description = "Whether the load balancer and the database refuse to be destroyed."
  type        = bool
  default     = true
}

variable "requests_per_address" {
  description = "Requests of one address in five minutes, beyond which the firewall answers 429."
  type        = number
  default     = 6000

  validation {
    condition     = var.requests_per_address >= 100 && var.requests_per_address <= 2000000000
    error_message = "At least 100, the least that the firewall counts to."
  }
}

# Services

variable "accounts" {
  description = "Tasks of accounts: CPU units, MiB, how many, and threads that answer HTTP in each."
  type = object({
    cpu     = number
    memory  = number
    min     = number
    max     = number
    threads = optional(number, 32)
  })

  validation {
    condition     = var.accounts.min >= 1 && var.accounts.max >= var.accounts.min && var.accounts.threads >= 1 && var.accounts.threads <= 256
    error_message = "At least one task, at most no fewer than at least, and 1 to 256 threads in each."
  }
}

variable "messaging" {
  description = "Tasks of messaging: CPU units, MiB, how many, threads that answer HTTP, and sockets that each holds at most."
  type = object({
    cpu     = number
    memory  = number
    min     = number
    max     = number
    threads = optional(number, 32)
    sockets = optional(number, 10000)
  })

  validation {
    condition     = var.messaging.min >= 1 && var.messaging.max >= var.messaging.min && var.messaging.threads >= 1 && var.messaging.threads <= 256
    error_message = "At least one task, at most no fewer than at least, and 1 to 256 threads in each."
  }

  # Each socket is an open file, and a container may have 65,535 (modules/service/main.tf).
  validation {
    condition     = var.messaging.sockets >= 100 && var.messaging.sockets <= 60000
    error_message = "From 100 to 60000 sockets in each task."
  }
}

variable "settings" {
  description = "More settings of both services, by their names in docs/settings.md, such as SIGNUP or LIMIT_POSTS."
  type        = map(string)
  default     = {}

  validation {
    condition = length(setintersection(keys(var.settings), [
      "ALLOW_FAILPOINTS", "CHATTERBOX_FAILPOINT", "DEBUG", "DROP_FRAMES", "GITHUB_URL", "GOOGLE_URL", "LIMIT_FACTOR",
    ])) == 0
    error_message = "Settings for tests have no place on a site."
  }
}

variable "google_client_id" {
  description = "Client id for sign-in with Google; empty for no such button. Its secret is put into Secrets Manager."
  type        = string
  default     = ""
}

variable "github_client_id" {
  description = "Client id for sign-in with GitHub; empty for no such button. Its secret is put into Secrets Manager."
  type        = string
  default     = ""
}

variable "secret_key_fallbacks" {
  description = "Services whose SECRET_KEY_FALLBACKS is a secret too: those that have ever changed their SECRET_KEY (docs/operate.md)."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.secret_key_fallbacks, ["accounts", "messaging"])) == 0
    error_message = "The services are accounts and messaging."
  }
}

variable "jwt_public_keys" {
  description = "JWKS (JSON) of accounts' public keys, which messaging trusts from its start; empty: it asks accounts."
  type        = string
  default     = ""

  validation {
    condition     = var.jwt_public_keys == "" || can(jsondecode(var.jwt_public_keys).keys[0].n)
    error_message = "A JWKS with RSA keys: {\"keys\":[{…}]}."
  }

  validation {
    condition     = !can(jsondecode(var.jwt_public_keys).keys[0].d)
    error_message = "This is a private key. It belongs into Secrets Manager, and nowhere else."
  }
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days."
  }
}

# Data

variable "mongodb_secret_arn" {
  description = "Secret that holds MONGODB_URL of accounts' database, such as one of MongoDB Atlas."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$", var.mongodb_secret_arn))
    error_message = "The ARN of a secret in Secrets Manager, not the URL itself."
  }
}

variable "postgres" {
  description = "PostgreSQL of messaging: class, GiB at first and at most, connections, days of backups, standby in another zone."
  type = object({
    instance_class  = string
    storage         = number
    most_storage    = number
    max_connections = number
    backup_days     = optional(number, 14)
    multi_az        = optional(bool, true)
  })

  validation {
    condition     = var.postgres.backup_days >= 7 && var.postgres.backup_days <= 35
    error_message = "Backups are kept for 7 to 35 days."
  }

  validation {
    condition     = var.postgres.storage >= 20 && var.postgres.most_storage > var.postgres.storage
    error_message = "At least 20 GiB, and room to grow."
  }
}

variable "kafka" {
  description = "Brokers, one in each zone: their type, and GiB of each."
  type = object({
    instance_type = string
    storage       = number
  })

  validation {
    condition     = startswith(var.kafka.instance_type, "kafka.") && var.kafka.storage >= 1 && var.kafka.storage <= 16384
    error_message = "A type such as kafka.t3.small, and 1 to 16384 GiB."
  }
}

variable "redis" {
  description = "Redis: type of its nodes, and replicas; with one or more, a node that dies is replaced by another."
  type = object({
    node_type = string
    replicas  = optional(number, 1)
  })

  validation {
    condition     = var.redis.replicas >= 0 && var.redis.replicas <= 5
    error_message = "From 0 to 5 replicas."
  }
}

variable "mongodb_cidr" {
  description = "Addresses of MongoDB: those of a private endpoint or a peered network, or 0.0.0.0/0 where it is reached by TLS alone."
  type        = string
  default     = "0.0.0.0/0"

  validation {
    condition     = can(cidrhost(var.mongodb_cidr, 0))
    error_message = "A block of addresses such as 192.168.248.0/21."
  }
}

variable "mongodb_ports" {
  description = "First and last port of MongoDB: 27015 to 27017; behind a private endpoint of Atlas 1024 to 65535."
  type        = list(number)
  default     = [27015, 27017]

  validation {
    condition     = length(var.mongodb_ports) == 2 && try(var.mongodb_ports[0] <= var.mongodb_ports[1], false)
    error_message = "Two ports, the lower one first."
  }
}

variable "price_class" {
  description = "Where CloudFront answers from: PriceClass_100 (North America, Europe), PriceClass_200, PriceClass_All."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}
