terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "stage" {
  type    = string
  default = "dev"
}

locals {
  prefix = "shop-${var.stage}"
  reads  = ["s3:GetObject", "s3:ListBucket"]
  logs = {
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    Resource = "*"
  }
  managed = {
    logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    xray = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
  }
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_s3_bucket" "data" {
  bucket = "${local.prefix}-data"
}

resource "aws_sqs_queue" "jobs" {
  name = "${local.prefix}-jobs"
}

resource "aws_dynamodb_table" "orders" {
  for_each = toset(["orders", "stock"])
  name     = "${local.prefix}-${each.key}"
  hash_key = "id"
}

# A statement that a local value holds, and a condition on the stage.
resource "aws_iam_role" "joined" {
  name               = "${local.prefix}-joined"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "joined" {
  name = "joined"
  role = aws_iam_role.joined.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [local.logs],
      [{
        Effect   = "Allow"
        Action   = var.stage == "prod" ? local.reads : concat(local.reads, ["s3:PutObject"])
        Resource = [aws_s3_bucket.data.arn, "${aws_s3_bucket.data.arn}/*"]
      }],
    )
  })
}

# An inline block of the role.
resource "aws_iam_role" "inline" {
  name               = "${local.prefix}-inline"
  assume_role_policy = local.trust
  inline_policy {
    name = "queue"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = "sqs:*"
        Resource = aws_sqs_queue.jobs.arn
      }]
    })
  }
}

# Policies by for_each, and resources by a splat.
resource "aws_iam_role" "each" {
  name               = "${local.prefix}-each"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "each" {
  for_each   = local.managed
  role       = aws_iam_role.each.name
  policy_arn = each.value
}

resource "aws_iam_policy" "tables" {
  name = "${local.prefix}-tables"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem", "dynamodb:Query"]
      Resource = [for table in aws_dynamodb_table.orders : table.arn]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "tables" {
  role       = aws_iam_role.each.name
  policy_arn = aws_iam_policy.tables.arn
}

# Documents that take others in, with a dynamic statement.
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Logs"
    actions   = ["logs:PutLogEvents"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "documents" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  dynamic "statement" {
    for_each = ["dynamodb:*", "dynamodb:PutItem"]
    content {
      actions   = [statement.value]
      resources = [aws_dynamodb_table.orders["orders"].arn]
    }
  }
}

resource "aws_iam_role" "documents" {
  name               = "${local.prefix}-documents"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "documents" {
  name   = "documents"
  role   = aws_iam_role.documents.id
  policy = data.aws_iam_policy_document.documents.json
}

# A template file.
resource "aws_iam_role" "file" {
  name               = "${local.prefix}-file"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "file" {
  name   = "file"
  role   = aws_iam_role.file.id
  policy = templatefile("${path.module}/policies/read.json", { bucket = aws_s3_bucket.data.arn })
}

resource "aws_lambda_function" "this" {
  for_each = {
    joined    = aws_iam_role.joined.arn
    inline    = aws_iam_role.inline.arn
    each      = aws_iam_role.each.arn
    documents = aws_iam_role.documents.arn
    file      = aws_iam_role.file.arn
  }
  function_name = "${local.prefix}-${each.key}"
  role          = each.value
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "app.zip"
}
