# missing-dlq at orders
# Failed asynchronous events are lost: there is no dead-letter queue.
dead_letter_config {
  target_arn = "arn"
}
