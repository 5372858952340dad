"""The scheduled self-audit: a Lambda function that audits its own account and reports.

`handler.handler` is its entry; deploy/template.yaml deploys it. Everything that it writes goes
where its deployment says: its bucket, its topic, Security Hub of its account.
"""
