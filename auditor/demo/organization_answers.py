"""What AWS says of an organization and ministack cannot: answered in front of it.

Who is in the organization, in which state and unit, and who may assume the role for the audit, all
from the rows of `auditor.demo.organization`. A session's access key is the account's id, which
ministack takes as the account. Wire shapes: the service models of botocore 1.44.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from auditor.demo.missing_answers import EmulatedAnswer, EmulatedRequest
from auditor.demo.organization import (
    EXTERNAL_ID,
    ORGANIZATION,
    ROLE,
    ROOT,
    TEAMS,
    UNITS,
    AccountReach,
)

_STS = "https://sts.amazonaws.com/doc/2011-06-15/"
_TARGET = "AWSOrganizationsV20161128."
_JSON, _XML = "application/json", "text/xml"
_FORBIDDEN = 403
_ADMITTING = frozenset({AccountReach.GOOD, AccountReach.POWERLESS})


def answer(asked: EmulatedRequest) -> EmulatedAnswer | None:
    """Return what ministack has no answer to; None: it has one."""
    if asked.service == "sts" and asked.form.get("Action") == "AssumeRole":
        return _assumed(asked)
    if asked.service == "organizations":
        found = _of_organizations(asked)
        return None if found is None else _json(found)
    team = TEAMS.get(asked.key)
    # The role's own session is refused; the demo makes the account without one.
    if team is not None and team.reach is AccountReach.POWERLESS and asked.service == "lambda":
        text = f"User: {_session(asked.key)} is not authorized to perform this action"
        return _json({"__type": "AccessDeniedException", "Message": text}, status=_FORBIDDEN)
    return None


def _json(body: Mapping[str, Any], status: int = 200) -> EmulatedAnswer:
    return EmulatedAnswer(kind=_JSON, body=json.dumps(body).encode(), status=status)


def _of_organizations(asked: EmulatedRequest) -> Mapping[str, Any] | None:
    operation = asked.target.removeprefix(_TARGET)
    if operation == "ListAccounts":
        return {"Accounts": [_row(account) for account in TEAMS]}
    if operation == "ListRoots":
        arn = f"arn:aws:organizations::{next(iter(TEAMS))}:root/{ORGANIZATION}/{ROOT}"
        return {"Roots": [{"Id": ROOT, "Name": "Root", "Arn": arn}]}
    if operation == "ListOrganizationalUnitsForParent":
        below = UNITS.items() if asked.parameters.get("ParentId") == ROOT else ()
        return {"OrganizationalUnits": [{"Id": id_, "Name": name} for id_, name in below]}
    return None


def _row(account: str) -> Mapping[str, Any]:
    team = TEAMS[account]
    return {
        "Id": account,
        "Name": team.name,
        "Email": f"{team.name}@example.com",
        "State": "ACTIVE",
        "Paths": [f"{ORGANIZATION}/{ROOT}/{team.unit}/{account}/"],
        "JoinedMethod": "CREATED",
    }


def _assumed(asked: EmulatedRequest) -> EmulatedAnswer:
    role = asked.form.get("RoleArn", "")
    account = next((a for a in TEAMS if role == f"arn:aws:iam::{a}:role/{ROLE}"), "")
    admitted = account and TEAMS[account].reach in _ADMITTING
    if not admitted or asked.form.get("ExternalId") != EXTERNAL_ID:
        return _refused(asked.key, role)
    ends = datetime.now(UTC) + timedelta(hours=1)
    content = (
        f"<Credentials><AccessKeyId>{account}</AccessKeyId><SecretAccessKey>demo"
        f"</SecretAccessKey><SessionToken>demo</SessionToken><Expiration>{ends:%Y-%m-%dT%H:%M:%SZ}"
        f"</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROADEMO:audit</AssumedRoleId>"
        f"<Arn>{_session(account)}</Arn></AssumedRoleUser>"
    )
    text = (
        f'<AssumeRoleResponse xmlns="{_STS}"><AssumeRoleResult>{content}</AssumeRoleResult>'
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
        "</AssumeRoleResponse>"
    )
    return EmulatedAnswer(kind=_XML, body=text.encode())


def _refused(caller: str, role: str) -> EmulatedAnswer:
    """Say what AWS says of a role that is absent, and of one that asks for another external id."""
    said = (
        f"User: arn:aws:iam::{caller}:root is not authorized to perform: sts:AssumeRole on"
        f" resource: {role}"
    )
    text = (
        f'<ErrorResponse xmlns="{_STS}"><Error><Type>Sender</Type><Code>AccessDenied</Code>'
        f"<Message>{escape(said)}</Message></Error><RequestId>{uuid.uuid4()}</RequestId>"
        "</ErrorResponse>"
    )
    return EmulatedAnswer(kind=_XML, body=text.encode(), status=_FORBIDDEN)


def _session(account: str) -> str:
    return f"arn:aws:sts::{account}:assumed-role/{ROLE}/lambda-auditor"
