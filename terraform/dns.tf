data "aws_route53_zone" "this" {
  name         = var.zone
  private_zone = false
}

resource "aws_acm_certificate" "site" {
  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "files" {
  provider = aws.global

  domain_name               = local.static_host
  subject_alternative_names = [local.media_host]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "site_proof" {
  zone_id         = data.aws_route53_zone.this.zone_id
  name            = tolist(aws_acm_certificate.site.domain_validation_options)[0].resource_record_name
  type            = tolist(aws_acm_certificate.site.domain_validation_options)[0].resource_record_type
  records         = [tolist(aws_acm_certificate.site.domain_validation_options)[0].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_route53_record" "files_proof" {
  for_each = toset(values(local.file_hosts))

  zone_id         = data.aws_route53_zone.this.zone_id
  name            = one([for proof in aws_acm_certificate.files.domain_validation_options : proof.resource_record_name if proof.domain_name == each.key])
  type            = one([for proof in aws_acm_certificate.files.domain_validation_options : proof.resource_record_type if proof.domain_name == each.key])
  records         = [one([for proof in aws_acm_certificate.files.domain_validation_options : proof.resource_record_value if proof.domain_name == each.key])]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "site" {
  certificate_arn         = aws_acm_certificate.site.arn
  validation_record_fqdns = [aws_route53_record.site_proof.fqdn]
}

resource "aws_acm_certificate_validation" "files" {
  provider = aws.global

  certificate_arn         = aws_acm_certificate.files.arn
  validation_record_fqdns = [for record in aws_route53_record.files_proof : record.fqdn]
}

resource "aws_route53_record" "site" {
  zone_id = data.aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "files" {
  for_each = local.file_hosts

  zone_id = data.aws_route53_zone.this.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.this[each.key].domain_name
    zone_id                = aws_cloudfront_distribution.this[each.key].hosted_zone_id
    evaluate_target_health = false
  }
}
