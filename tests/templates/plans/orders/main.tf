terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "stage" {
  type    = string
  default = "dev"
}
variable "db_password" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery"
}
locals {
  name   = "orders-${var.stage}"
  actions = ["s3:GetObject", "s3:PutObject"]
}
data "aws_caller_identity" "me" {}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
data "aws_iam_policy_document" "doc" {
  statement {
    actions   = ["dynamodb:*"]
    resources = [aws_dynamodb_table.t.arn]
  }
  statement {
    effect    = "Allow"
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.g.arn}:*"]
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.me.account_id]
    }
  }
}
resource "aws_s3_bucket" "b" {}
resource "aws_dynamodb_table" "t" {
  name         = "${local.name}-t"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}
resource "aws_cloudwatch_log_group" "g" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = 14
}
resource "aws_iam_role" "r" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "hidden" {
  name = "hidden"
  role = aws_iam_role.r.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:*"
        Resource = ["${aws_s3_bucket.b.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = local.actions
        Resource = aws_s3_bucket.b.arn
      },
    ]
  })
}
resource "aws_iam_role_policy" "heredoc" {
  name   = "heredoc"
  role   = aws_iam_role.r.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "${aws_sqs_queue.dead.arn}"}]
    }
  EOT
}
resource "aws_iam_policy" "doc" {
  name   = "doc"
  policy = data.aws_iam_policy_document.doc.json
}
resource "aws_iam_role_policy_attachment" "doc" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.doc.arn
}
resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
resource "aws_sqs_queue" "dead" {
  name = "${local.name}-dead"
}
resource "aws_sqs_queue" "work" {
  name                       = "${local.name}-work"
  visibility_timeout_seconds = 30
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}
resource "aws_lambda_function" "f" {
  function_name = local.name
  role          = aws_iam_role.r.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "app.zip"
  timeout       = 5
  environment {
    variables = {
      TABLE       = aws_dynamodb_table.t.name
      DB_PASSWORD = var.db_password
      STAGE       = var.stage
    }
  }
  tracing_config {
    mode = "Active"
  }
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.work.arn
  function_name    = aws_lambda_function.f.arn
}
resource "aws_s3_bucket_notification" "n" {
  bucket = aws_s3_bucket.b.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.f.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.b.arn
}
