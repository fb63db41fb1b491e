# Buckets: `static` and `media` are shown by CloudFront and by nobody else; `exports` holds what operators take out of
# the databases (dumps); `logs` what AWS writes about the network.

locals {
  file_hosts = { static = local.static_host, media = local.media_host }
  # Days after which an object goes; 0 for never.
  buckets = { static = 0, media = 0, exports = 30, logs = 90 }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket = "${var.name}-${local.account}-${var.region}-${each.key}"
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    # CloudFront's older way of logging needs lists; here only AWS' newer ways are used.
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    # Dumps hold everything that people wrote. The others are shown to anybody, or are written by AWS itself.
    apply_server_side_encryption_by_default {
      sse_algorithm     = each.key == "exports" ? "aws:kms" : "AES256"
      kms_master_key_id = each.key == "exports" ? aws_kms_key.this.arn : null
    }

    bucket_key_enabled = each.key == "exports"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    # A picture that somebody deletes is gone, so `media` keeps no old ones.
    status = contains(["static", "exports"], each.key) ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "unfinished"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    dynamic "expiration" {
      for_each = each.value > 0 ? [each.value] : []

      content {
        days = expiration.value
      }
    }
  }
}

resource "aws_s3_bucket_policy" "files" {
  for_each = local.file_hosts

  bucket = aws_s3_bucket.this[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "CloudFront"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.this[each.key].arn}/${each.key}/*"
        Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this[each.key].arn } }
      },
      local.only_tls[each.key],
    ]
  })
}

resource "aws_s3_bucket_policy" "exports" {
  bucket = aws_s3_bucket.this["exports"].id
  policy = jsonencode({ Version = "2012-10-17", Statement = [local.only_tls["exports"]] })
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.this["logs"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.only_tls["logs"],
      {
        Sid       = "Delivery"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.this["logs"].arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
      {
        Sid       = "DeliveryLooks"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.this["logs"].arn
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}

locals {
  only_tls = { for name, days in local.buckets : name => {
    Sid       = "OnlyTLS"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [aws_s3_bucket.this[name].arn, "${aws_s3_bucket.this[name].arn}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  } }
}
