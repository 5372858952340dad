terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_iam_role" "shared" {
  name               = "shared"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# Blocks that are there once the queue is: the files tell that an ARN is not null.
resource "aws_lambda_function" "told" {
  function_name = "told"
  role          = aws_iam_role.shared.arn
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "app.zip"
  dynamic "tracing_config" {
    for_each = aws_sqs_queue.dead.arn == null ? [] : ["Active"]
    content {
      mode = tracing_config.value
    }
  }
  dynamic "dead_letter_config" {
    for_each = aws_sqs_queue.dead.arn != null ? [aws_sqs_queue.dead.arn] : []
    content {
      target_arn = dead_letter_config.value
    }
  }
  dynamic "environment" {
    for_each = aws_sqs_queue.dead.arn == null ? [] : [{ PASSWORD = "hunter2-Kx9vQz71" }]
    iterator = settings
    content {
      variables = settings.value
    }
  }
}

# Blocks of which nothing tells whether they are there.
resource "aws_lambda_function" "open" {
  function_name = "open"
  role          = aws_iam_role.shared.arn
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "app.zip"
  dynamic "tracing_config" {
    for_each = aws_vpc.main.id == "vpc-1" ? [1] : []
    content {
      mode = "Active"
    }
  }
  dynamic "dead_letter_config" {
    for_each = aws_vpc.main.id == "vpc-1" ? [1] : []
    content {
      target_arn = aws_sqs_queue.dead.arn
    }
  }
  dynamic "environment" {
    for_each = aws_vpc.main.id == "vpc-1" ? [1] : []
    content {
      variables = { PASSWORD = "hunter2-Kx9vQz71" }
    }
  }
  dynamic "vpc_config" {
    for_each = aws_vpc.main.id == "vpc-1" ? [1] : []
    content {
      subnet_ids         = ["subnet-1"]
      security_group_ids = ["sg-1"]
    }
  }
}

# Blocks whose number the plan tells.
resource "aws_lambda_function" "known" {
  function_name = "known"
  role          = aws_iam_role.shared.arn
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "app.zip"
  dynamic "tracing_config" {
    for_each = [1]
    content {
      mode = "Active"
    }
  }
}

resource "aws_s3_bucket" "uploads" {
  bucket = "uploads-of-dynamic"
}

resource "aws_lambda_permission" "uploads" {
  for_each      = toset(["told", "open", "known"])
  action        = "lambda:InvokeFunction"
  function_name = each.key
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::uploads-of-dynamic"
}
