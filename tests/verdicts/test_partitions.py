"""Fixes and private names in partitions whose hosts do not end with amazonaws.com."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.analysis.fix_text import queue_url
from auditor.analysis.invocation.services import canonical
from auditor.analysis.network.names import private_endpoint
from auditor.analysis.secrets import Classifier
from auditor.model import EventSourceMapping, Function, Known, Queue
from auditor.model.partitions import DNS_SUFFIXES, dns_suffix

ROOT = Path(__file__).parents[2]
REGIONS = {
    "aws": "eu-west-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
}
# A host of AWS's, other than a service principal or documentation.
HOST = re.compile(r"https?://(?!docs\.aws)[^\s\"']*amazonaws\.com")


@pytest.mark.parametrize("partition", sorted(DNS_SUFFIXES))
@pytest.mark.parametrize(
    "check", ["short-visibility-timeout", "queue-without-redrive", "low-receive-count"]
)
def test_a_fix_names_the_hosts_of_its_own_partition(
    run: Any, function: Any, *, partition: str, check: str
) -> None:
    region, suffix = REGIONS[partition], dns_suffix(partition)
    arn = f"arn:{partition}:sqs:{region}:111122223333:work"
    judged: Function = function(
        timeout=30, arn=f"arn:{partition}:lambda:{region}:111122223333:function:orders"
    )
    dead = f"{arn}-dlq" if check == "low-receive-count" else None
    queue = Queue(arn=arn, visibility_timeout=30, dead_letter_queue=dead, max_receive_count=1)
    facts = {
        "event_source_mappings": Known(
            (EventSourceMapping(uuid="u", function_arn=judged.arn, source_arn=arn),)
        ),
        "queues": {arn: Known(queue)},
    }
    fix = run(check, judged, region=facts).findings[0].fix
    assert f"https://sqs.{region}.{suffix}/111122223333/work" in fix.cli


def test_a_queue_of_an_unknown_partition_gets_the_usual_suffix() -> None:
    url = queue_url("arn:aws-new:sqs:xx-new-1:111122223333:work")
    assert url == "https://sqs.xx-new-1.amazonaws.com/111122223333/work"


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_check_holds_a_host_of_one_partition() -> None:
    places = (*(ROOT / "checks").rglob("*.py"), ROOT / "auditor" / "analysis" / "fix_text.py")
    found = [(path.name, text) for path in places for text in _texts(path) if HOST.search(text)]
    assert not found


@pytest.mark.parametrize("partition", sorted(DNS_SUFFIXES))
def test_a_private_host_is_kept_and_told_in_every_partition(partition: str) -> None:
    host = f"shop.cluster-c1a2b3.{REGIONS[partition]}.rds.{dns_suffix(partition)}"
    kept = Classifier.new().reference("DB_HOST", host)
    assert kept == host
    assert private_endpoint(kept) == f"an RDS database ({host})"


@pytest.mark.parametrize("partition", sorted(DNS_SUFFIXES))
def test_a_service_principal_is_told_in_every_partition(partition: str) -> None:
    suffix = dns_suffix(partition)
    assert canonical(f"sns.{suffix}") == "sns.amazonaws.com"
    assert canonical(f"logs.{REGIONS[partition]}.{suffix}") == "logs.amazonaws.com"
