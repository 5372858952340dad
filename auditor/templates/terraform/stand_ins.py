"""What stands for attributes of resources that are made later."""

from __future__ import annotations

from auditor.templates.terraform.resource_types import TYPES
from auditor.templates.values import Node

# Attributes of other resources that may hold a secret.
SECRETS = ("password", "secret", "token", "result", "secret_string", "private_key", "value")
# What CloudFormation calls attributes whose value is no name and no ARN.
_ATTRIBUTES = {
    "address": "Endpoint.Address",
    "endpoint": "Endpoint.Address",
    "dns_name": "DNSName",
    "primary_endpoint_address": "PrimaryEndPoint.Address",
    "reader_endpoint": "ReadEndpoint.Address",
    "default_security_group_id": "DefaultSecurityGroup",
    "function_url": "FunctionUrl",
    "api_endpoint": "ApiEndpoint",
}
# Attributes that hold nothing but names of resources: one that is known after apply names one
# that is made then.
NAMES_A_RESOURCE = frozenset(
    {"target_arn", "destination", "destination_arn", "resources", "identifiers", "kms_key_arn"}
)


def stand_in(address: str, attribute: str, type: str) -> Node:
    """Return the node for an attribute of a resource; None for one that may be a secret.

    `type` is the resource's type, or empty where the plan does not hold it.
    """
    if attribute.lower() in SECRETS:
        return None
    if type not in TYPES:
        # Something that the audit does not read: its name stands for it.
        name = address.replace("$", "")
        return {"Fn::Sub": f"arn:${{AWS::Partition}}:auditor::${{AWS::AccountId}}:{name}"}
    if attribute in {"arn", "qualified_arn", "stream_arn", "execution_arn", "invoke_arn"}:
        return {"Fn::GetAtt": [address, "StreamArn" if attribute == "stream_arn" else "Arn"]}
    if attribute in _ATTRIBUTES:
        return {"Fn::GetAtt": [address, _ATTRIBUTES[attribute]]}
    return {"Ref": address}
