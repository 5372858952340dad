"""What `auditor template` costs: CPU a template, the first one included, and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from auditor.analysis.secrets import Classifier
from auditor.assess import pipeline
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.templates.templates import TemplateRequest, read_templates

TEMPLATES, FUNCTIONS = 500, 2
FUNCTION = """
  Function{n}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Tracing: !If [IsProd, Active, PassThrough]
      Environment: {{Variables: {{TABLE: !Ref Table, STAGE: !Ref Stage}}}}
      Policies: [DynamoDBCrudPolicy: {{TableName: !Ref Table}}]
      Events:
        Jobs: {{Type: SQS, Properties: {{Queue: !GetAtt Queue.Arn}}}}
        Get: {{Type: Api, Properties: {{Path: /{n}, Method: get}}}}
"""
HEAD = """Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable}
  Queue: {Type: AWS::SQS::Queue}
"""


def main() -> None:
    """Print the figures."""
    chosen = plan.make(checks(), plan.Selection(), Settings())
    classifier = Classifier.new()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.yaml"
        path.write_text(HEAD + "".join(FUNCTION.format(n=n) for n in range(FUNCTIONS)))
        started = time.process_time()
        for _ in range(TEMPLATES):
            account = read_templates(TemplateRequest(paths=(path,)), classifier, datetime.now(UTC))
            pipeline.report(account, pipeline.Inputs(plan=chosen))
        spent = time.process_time() - started
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-c", "from auditor.cli import main; main()", "template"]
        subprocess.run([*command, str(path), "-q", "--exit-zero"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    single = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{TEMPLATES} templates in one process: {spent:.1f} s CPU, {memory:.0f} MB")
    print(f"one template, start included: {single:.2f} s CPU")


if __name__ == "__main__":
    main()
