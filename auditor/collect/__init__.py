"""From AWS to facts: the one home of boto3."""
