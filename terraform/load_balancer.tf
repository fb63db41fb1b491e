locals {
  # Sockets are pinged every 25 s, so a silent one is dead. A server of ours ends a connection that nobody uses after
  # 75 s (chatterbox/bounds.py): the load balancer has to be first, or it sends a request into a closing door.
  idle_seconds = 60
}

resource "aws_lb" "this" {
  name                             = var.name
  load_balancer_type               = "application"
  subnets                          = aws_subnet.public[*].id
  security_groups                  = [aws_security_group.load_balancer.id]
  idle_timeout                     = local.idle_seconds
  drop_invalid_header_fields       = true
  desync_mitigation_mode           = "strictest"
  enable_deletion_protection       = var.deletion_protection
  xff_header_processing_mode       = "append"
  enable_cross_zone_load_balancing = true

  # No access_logs: they would hold each address as it was asked for, with the codes of invites, the tickets of sockets
  # and the links of mails. The services log each request themselves, without any of these.
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.site.certificate_arn

  # All that is not accounts': pages, the API, the socket, /sw.js.
  default_action {
    type             = "forward"
    target_group_arn = module.messaging.target_group_arn
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
