"""AWS SAM: what its resources become in CloudFormation, as far as the audit reads it."""
