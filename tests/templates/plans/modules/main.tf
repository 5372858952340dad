terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  functions = {
    orders  = { actions = ["s3:*"], vpc = true }
    reports = { actions = ["dynamodb:GetItem", "dynamodb:Query"], vpc = false }
  }
}

resource "aws_s3_bucket" "data" {}

resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.out.id
  }
}

resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}

resource "aws_eip" "out" {
  domain = "vpc"
}

resource "aws_nat_gateway" "out" {
  subnet_id     = aws_subnet.private[0].id
  allocation_id = aws_eip.out.id
}

resource "aws_security_group" "functions" {
  name   = "functions"
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "database" {
  name   = "database"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "database" {
  type                     = "ingress"
  security_group_id        = aws_security_group.database.id
  from_port                = 5432
  to_port                  = 5432
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.functions.id
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_instance" "main" {
  identifier             = "main"
  engine                 = "postgres"
  instance_class         = "db.t4g.micro"
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.database.id]
  username               = "app"
  password               = "hunter2-Kx9vQz71"
}

module "function" {
  source   = "./modules/function"
  for_each = local.functions

  name               = each.key
  actions            = each.value.actions
  resources          = ["${aws_s3_bucket.data.arn}/*", aws_dynamodb_table.orders.arn]
  subnet_ids         = each.value.vpc ? aws_subnet.private[*].id : []
  security_group_ids = each.value.vpc ? [aws_security_group.functions.id] : []
  variables          = { DB_HOST = aws_db_instance.main.address, DB_PASSWORD = aws_db_instance.main.password }
}

resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "lambda"
  endpoint  = module.function["orders"].arn
}

resource "aws_lambda_permission" "orders" {
  action        = "lambda:InvokeFunction"
  function_name = module.function["orders"].name
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.orders.arn
}
