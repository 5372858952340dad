"""What AWS says of functions and ministack cannot: answered in front of it, over the same HTTP.

Runs inside the emulator's process. What the rows of the sample account say about code signing,
runtime updates, provisioned concurrency, memory and the use of permissions is answered from them;
in answers about functions, the state and the age that AWS alone sets are put in. All else passes
through. Wire shapes: the service models of botocore 1.44.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from auditor.demo.functions import FUNCTIONS
from auditor.demo.names import ACCOUNT, function, role
from auditor.demo.other_resources import ROLES
from auditor.demo.sample import SampleFunction

_SIGNING = "/2020-04-22/code-signing-configs"
_RECOMMENDATIONS = "ComputeOptimizerService.GetLambdaFunctionRecommendations"
_IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
_DAY = timedelta(days=1)
_ROLE_AGE = 400 * _DAY
_CREATED = re.compile(rb"<CreateDate>[^<]*</CreateDate>")
_JSON, _XML = "application/json", "text/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatedRequest:
    """What decides about an answer."""

    service: str  # as the signature names it
    region: str
    method: str
    path: str
    target: str  # the operation, where a header names it
    form: Mapping[str, str]  # of a query or a form, each name's first value
    key: str = ""  # the access key that signed
    parameters: Mapping[str, Any] = field(default_factory=dict)  # of a JSON body


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatedAnswer:
    """An HTTP answer."""

    kind: str  # its content type
    body: bytes
    status: int = 200


def answer(asked: EmulatedRequest) -> EmulatedAnswer | None:
    """Return what ministack has no answer to; None: it has one."""
    if asked.service == "iam":
        text = _of_iam(asked.form)
        return None if text is None else EmulatedAnswer(kind=_XML, body=text.encode())
    found: Mapping[str, Any] | None = None
    if asked.service == "lambda" and asked.method == "GET":
        found = _of_lambda(asked)
    elif asked.target == _RECOMMENDATIONS:
        rows = [_recommendation(row) for row in _rows(asked.region) if row.metrics]
        found = {"lambdaFunctionRecommendations": rows}
    return None if found is None else EmulatedAnswer(kind=_JSON, body=json.dumps(found).encode())


def amend(configuration: dict[str, Any]) -> None:
    """Put into what AWS answers about one function what AWS alone sets."""
    row = _row(str(configuration.get("FunctionName")))
    if row is None:
        return
    if row.days_old:
        moment = datetime.now(UTC) - row.days_old * _DAY
        configuration["LastModified"] = moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    if row.failure:
        configuration.update(
            State="Failed", StateReasonCode=row.failure, StateReason="The demo says so."
        )


def amend_roles(body: bytes) -> bytes:
    """Return what AWS answers about roles, as if they were as old as a company's."""
    made = datetime.now(UTC) - _ROLE_AGE
    return _CREATED.sub(f"<CreateDate>{made:%Y-%m-%dT%H:%M:%SZ}</CreateDate>".encode(), body)


def _rows(region: str) -> Iterable[SampleFunction]:
    return (row for row in FUNCTIONS if row.region == region)


def _row(name: str) -> SampleFunction | None:
    return next((row for row in FUNCTIONS if row.name == name), None)


def _of_lambda(asked: EmulatedRequest) -> Mapping[str, Any] | None:
    path = asked.path.rstrip("/")
    if path == _SIGNING:
        return {"CodeSigningConfigs": [_signing(asked.region, p) for p in ("Enforce", "Warn")]}
    if path.startswith(_SIGNING) and path.endswith("/functions"):
        policy = "Warn" if path.split("/")[-2].endswith(_signing_id("Warn")) else "Enforce"
        signed = (row for row in _rows(asked.region) if row.signing == policy and not row.image)
        return {"FunctionArns": [function(row.name, row.region) for row in signed]}
    row = _row(path.split("/")[3]) if path.count("/") == 4 else None  # noqa: PLR2004
    if row is None:
        return None
    if path.endswith("/runtime-management-config"):
        mode = "Manual" if row.runtime_pinned else "Auto"
        return {"UpdateRuntimeOn": mode, "FunctionArn": function(row.name, row.region)}
    if path.endswith("/provisioned-concurrency") and asked.form.get("List") == "ALL":
        return {"ProvisionedConcurrencyConfigs": _provisioned(row)}
    return None


def _signing_id(policy: str) -> str:
    return f"csc-{uuid.uuid5(uuid.NAMESPACE_URL, policy).hex[:17]}"


def _signing(region: str, policy: str) -> Mapping[str, Any]:
    id_ = _signing_id(policy)
    return {
        "CodeSigningConfigId": id_,
        "CodeSigningConfigArn": f"arn:aws:lambda:{region}:{ACCOUNT}:code-signing-config:{id_}",
        "AllowedPublishers": {"SigningProfileVersionArns": []},
        "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": policy},
        "LastModified": "2026-01-12T09:00:00.000+0000",
    }


def _provisioned(row: SampleFunction) -> list[Mapping[str, Any]]:
    if row.provisioned is None:
        return []
    number = row.provisioned
    return [
        {
            "FunctionArn": f"{function(row.name, row.region)}:{row.alias}",
            "RequestedProvisionedConcurrentExecutions": number,
            "AvailableProvisionedConcurrentExecutions": number,
            "AllocatedProvisionedConcurrentExecutions": number,
            "Status": "READY",
            "LastModified": "2026-01-12T09:00:00+0000",
        }
    ]


def _recommendation(row: SampleFunction) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "functionArn": f"{function(row.name, row.region)}:$LATEST",
        "functionVersion": "$LATEST",
        "accountId": ACCOUNT,
        "finding": "Optimized",
        "lookbackPeriodInDays": 14.0,
    }
    if row.better_memory is not None:
        found.update(
            finding="NotOptimized",
            findingReasonCodes=["MemoryUnderprovisioned"],
            memorySizeRecommendationOptions=[{"rank": 1, "memorySize": row.better_memory}],
        )
    return found


def _of_iam(form: Mapping[str, str]) -> str | None:
    if form.get("Action") == "GenerateServiceLastAccessedDetails":
        job = _job(form.get("Arn", ""))
        return _iam_answer("GenerateServiceLastAccessedDetails", f"<JobId>{job}</JobId>")
    if form.get("Action") == "GetServiceLastAccessedDetails":
        unused = next(
            (row.unused for row in FUNCTIONS if _job(role(row.role_name)) == form.get("JobId")), ()
        )
        return _iam_answer("GetServiceLastAccessedDetails", _last_accessed(unused))
    return None


def _job(role_arn: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, role_arn))


def _granted() -> frozenset[str]:
    """Return the services that the sample's roles may use: AWS reports on each of them."""
    rows = (*FUNCTIONS, *ROLES)
    named = [statement.get("Action") for row in rows for statement in row.statements]
    lists = [found if isinstance(found, list) else [found] for found in named]
    actions = [str(action) for found in lists for action in found if action is not None]
    of_every_role = {"ec2", "logs", "xray"}  # of the network, the log and the traces
    return frozenset(a.partition(":")[0].lower() for a in actions) - {"*"} | of_every_role


def _last_accessed(unused: Iterable[str]) -> str:
    now = datetime.now(UTC)
    used = f"<LastAuthenticated>{now - _DAY:%Y-%m-%dT%H:%M:%SZ}</LastAuthenticated>"
    services = [(name, "" if name in unused else used) for name in sorted({*_granted(), *unused})]
    members = "".join(
        f"<member><ServiceName>{escape(name)}</ServiceName>"
        f"<ServiceNamespace>{escape(name)}</ServiceNamespace>{when}</member>"
        for name, when in services
    )
    return (
        "<JobStatus>COMPLETED</JobStatus><JobType>ACTION_LEVEL</JobType>"
        f"<JobCreationDate>{now:%Y-%m-%dT%H:%M:%SZ}</JobCreationDate>"
        f"<JobCompletionDate>{now:%Y-%m-%dT%H:%M:%SZ}</JobCompletionDate>"
        f"<IsTruncated>false</IsTruncated><ServicesLastAccessed>{members}</ServicesLastAccessed>"
    )


def _iam_answer(name: str, content: str) -> str:
    return (
        f'<{name}Response xmlns="{_IAM}"><{name}Result>{content}</{name}Result>'
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
        f"</{name}Response>"
    )
