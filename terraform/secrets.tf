# Names and places of secrets. Their values are put in by whoever operates the site (README.md, "Secrets"), so that none
# is ever in the state, in a plan or in the environment of a task definition.

locals {
  secret_names = merge(
    {
      accounts_secret_key  = "${var.name}/accounts/secret-key"
      accounts_jwt_key     = "${var.name}/accounts/jwt-private-key"
      messaging_secret_key = "${var.name}/messaging/secret-key"
      redis_url            = "${var.name}/redis-url"
      # MSK takes names and passwords from secrets whose names begin so.
      accounts_kafka  = "AmazonMSK_${var.name}-accounts"
      messaging_kafka = "AmazonMSK_${var.name}-messaging"
    },
    # A task whose secret has no value does not start, so this one has no place before somebody wants it.
    { for service in var.secret_key_fallbacks : "${service}_secret_key_fallbacks" => "${var.name}/${service}/secret-key-fallbacks" },
    var.google_client_id == "" ? {} : { google = "${var.name}/accounts/google-client-secret" },
    var.github_client_id == "" ? {} : { github = "${var.name}/accounts/github-client-secret" },
  )
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secret_names

  name                    = each.value
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = 30
}
