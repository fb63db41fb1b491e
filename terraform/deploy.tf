# What GitHub's workflows may do: no key is kept there, a job proves by OIDC which repository and environment it is of.

locals {
  deploys      = var.github_repository == null ? 0 : 1
  github_host  = "token.actions.githubusercontent.com"
  oidc_arn     = var.github_oidc_provider_arn != null ? var.github_oidc_provider_arn : one(aws_iam_openid_connect_provider.github[*].arn)
  task_arn     = "arn:aws:ecs:${var.region}:${local.account}"
  families     = [for family in values(local.task_families) : "${local.task_arn}:task-definition/${family}:*"]
  passed_roles = concat(module.accounts.role_arns, module.messaging.role_arns)

  task_families = {
    accounts          = module.accounts.task_family
    messaging         = module.messaging.task_family
    accounts_migrate  = module.accounts.migrate_family
    messaging_migrate = module.messaging.migrate_family
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = local.deploys == 1 && var.github_oidc_provider_arn == null ? 1 : 0

  url            = "https://${local.github_host}"
  client_id_list = ["sts.amazonaws.com"]
}

# Deploys come from the environment `production` of that repository: its rules say who may, and from which branch.
resource "aws_iam_role" "deploy" {
  count = local.deploys

  name                 = "${var.name}-deploy"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.oidc_arn }
      Condition = {
        StringEquals = {
          "${local.github_host}:aud" = "sts.amazonaws.com"
          "${local.github_host}:sub" = "repo:${var.github_repository}:environment:production"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  count = local.deploys

  name = "deploy"
  role = aws_iam_role.deploy[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # These calls know no resources.
        Sid      = "Look"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"]
        Resource = ["*"]
      },
      {
        Sid    = "Push"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
          "ecr:DescribeImageScanFindings", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = [aws_ecr_repository.this.arn]
      },
      {
        # Layers are kept under the installation's key.
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [aws_kms_key.this.arn]
      },
      {
        Sid      = "Migrate"
        Effect   = "Allow"
        Action   = ["ecs:RunTask"]
        Resource = local.families
        Condition = {
          ArnEquals = { "ecs:cluster" = aws_ecs_cluster.this.arn }
        }
      },
      {
        Sid      = "Tasks"
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = ["${local.task_arn}:task/${aws_ecs_cluster.this.name}/*"]
      },
      {
        Sid      = "Deploy"
        Effect   = "Allow"
        Action   = ["ecs:DescribeServices", "ecs:UpdateService"]
        Resource = [module.accounts.service_arn, module.messaging.service_arn]
      },
      {
        Sid      = "Roles"
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = local.passed_roles
        Condition = {
          StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" }
        }
      },
      {
        Sid      = "Static"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:GetObject"]
        Resource = ["${aws_s3_bucket.this["static"].arn}/static/*"]
      },
      {
        Sid      = "StaticList"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [aws_s3_bucket.this["static"].arn]
      },
      {
        Sid      = "Fresh"
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        Resource = [aws_cloudfront_distribution.this["static"].arn]
      },
      {
        Sid      = "Said"
        Effect   = "Allow"
        Action   = ["logs:GetLogEvents", "logs:FilterLogEvents"]
        Resource = [for name in [module.accounts.log_group, module.messaging.log_group] : "arn:aws:logs:${var.region}:${local.account}:log-group:${name}:*"]
      },
    ]
  })
}

# A plan for a pull request reads, and nothing of what people wrote.
resource "aws_iam_role" "plan" {
  count = local.deploys

  name                 = "${var.name}-plan"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.oidc_arn }
      Condition = {
        StringEquals = {
          "${local.github_host}:aud" = "sts.amazonaws.com"
          "${local.github_host}:sub" = "repo:${var.github_repository}:pull_request"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "plan" {
  count = local.deploys

  role       = aws_iam_role.plan[0].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  count = local.deploys

  name = "nothing-of-people"
  role = aws_iam_role.plan[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Files"
        Effect   = "Deny"
        Action   = ["s3:GetObject*"]
        Resource = [for name in ["media", "exports", "logs"] : "${aws_s3_bucket.this[name].arn}/*"]
      },
      {
        Sid      = "Words"
        Effect   = "Deny"
        Action   = ["secretsmanager:GetSecretValue", "logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery", "logs:GetQueryResults"]
        Resource = ["*"]
      },
      {
        # Performance Insights shows statements with the words in them.
        Sid      = "Statements"
        Effect   = "Deny"
        Action   = ["pi:*"]
        Resource = ["*"]
      },
      {
        # The state lies under another key, and that one it has to read.
        Sid      = "Key"
        Effect   = "Deny"
        Action   = ["kms:Decrypt"]
        Resource = [aws_kms_key.this.arn]
      },
    ]
  })
}
