resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.cluster.name}/${aws_ecs_service.this.name}"
  min_capacity       = var.tasks.min
  max_capacity       = var.tasks.max
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "${local.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.cpu_target
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# Idle sockets cost memory, not CPU. Each web process logs its count once a minute; the average is that of a task.
resource "aws_appautoscaling_policy" "sockets" {
  count = var.sockets_target == null ? 0 : 1

  name               = "${local.name}-sockets"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.sockets_target
    scale_out_cooldown = 60
    # A task that goes sends its sockets to the others: not before it is plain that they have room.
    scale_in_cooldown = 900

    customized_metric_specification {
      namespace   = "Chatterbox"
      metric_name = "chatterbox_sockets"
      statistic   = "Average"

      dimensions {
        name  = "Service"
        value = var.service
      }

      dimensions {
        name  = "Process"
        value = "web"
      }
    }
  }
}
