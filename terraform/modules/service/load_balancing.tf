resource "aws_lb_target_group" "this" {
  name                          = local.name
  vpc_id                        = var.network.vpc_id
  target_type                   = "ip"
  port                          = local.port
  protocol                      = "HTTP"
  deregistration_delay          = var.deregistration_delay
  load_balancing_algorithm_type = "least_outstanding_requests"

  # Liveness: a task whose database is gone stays, answers 503, and keeps its sockets.
  health_check {
    path                = var.health_path
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  count = length(var.path_patterns) > 0 ? 1 : 0

  listener_arn = var.listener_arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }

  condition {
    path_pattern {
      values = var.path_patterns
    }
  }
}
