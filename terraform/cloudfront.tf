# static.<domain> and media.<domain>. The icon sprite, the manifest and /sw.js are answered by Django on the page's origin.

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

data "aws_cloudfront_origin_request_policy" "cors" {
  name = "Managed-CORS-S3Origin"
}

locals {
  # Modules and fonts come from another origin than the page that asks for them.
  year   = "public, max-age=31536000, immutable"
  minute = "public, max-age=60"
  times  = { hashed = local.year, static = local.minute, media = local.year }
  # What people uploaded is a picture to look at, and nothing that runs.
  policies = {
    hashed = "default-src 'none'"
    static = "default-src 'none'"
    media  = "default-src 'none'; sandbox"
  }
}

resource "aws_cloudfront_origin_access_control" "this" {
  for_each = local.file_hosts

  name                              = "${var.name}-${each.key}"
  description                       = "Files of ${each.value}."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_response_headers_policy" "this" {
  for_each = local.times

  name    = "${var.name}-${each.key}"
  comment = "Headers of ${each.key} files."

  cors_config {
    access_control_allow_credentials = false
    access_control_max_age_sec       = 86400
    origin_override                  = true

    access_control_allow_headers {
      items = ["*"]
    }

    access_control_allow_methods {
      items = ["GET", "HEAD"]
    }

    access_control_allow_origins {
      items = ["https://${var.domain}"]
    }
  }

  custom_headers_config {
    items {
      header   = "Cache-Control"
      value    = each.value
      override = true
    }

    items {
      header   = "Cross-Origin-Resource-Policy"
      value    = "same-site"
      override = true
    }
  }

  security_headers_config {
    content_security_policy {
      content_security_policy = local.policies[each.key]
      override                = true
    }

    content_type_options {
      override = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      override                   = true
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  for_each = local.file_hosts

  comment         = each.value
  aliases         = [each.value]
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = var.price_class

  origin {
    origin_id                = each.key
    domain_name              = aws_s3_bucket.this[each.key].bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this[each.key].id
  }

  default_cache_behavior {
    target_origin_id           = each.key
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.cors.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this[each.key].id
  }

  # Names with twelve characters of a hash never mean another content.
  dynamic "ordered_cache_behavior" {
    for_each = each.key == "static" ? ["/static/*.????????????.*"] : []

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = each.key
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ["GET", "HEAD", "OPTIONS"]
      cached_methods             = ["GET", "HEAD", "OPTIONS"]
      compress                   = true
      cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
      origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.cors.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this["hashed"].id
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.files.certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }
}
