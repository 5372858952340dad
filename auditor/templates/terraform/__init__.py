"""Terraform plans, put into CloudFormation's words, so that one reader serves both."""
