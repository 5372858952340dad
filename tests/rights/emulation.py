"""Where ministack 1.5.33 departs from IAM or from AWS: data, each with its reason.

The simulator in tests/collect/test_rights.py enforces every action, so also those that are idle
here.
"""

from __future__ import annotations

from collections.abc import Mapping

# Checks whose operations it does not have: they are left out.
ABSENT: Mapping[str, str] = {
    "memory-misfit": "it has no Compute Optimizer",
    "pinned-runtime": "it has no runtime management",
    "unsigned-code": "it answers the list of code-signing configurations with an empty object",
}

# Operations that it has and refuses to anybody: their facts are unknown in every scan.
REFUSED = frozenset(
    {
        "lambda:ListProvisionedConcurrencyConfigs",
        "iam:GetServiceLastAccessedDetails",  # its report leaves out services that are granted
    }
)

# Rights that it asks for on more than AWS does, which asks for them on the resource.
WIDER: Mapping[str, str] = {"iam:GenerateServiceLastAccessedDetails": "*"}

# Rights that it asks for in place of others.
TAKEN_FOR: Mapping[str, frozenset[str]] = {
    "lambda:GetFunction": frozenset(
        {
            "lambda:GetFunctionRecursionConfig",
            "lambda:ListFunctionEventInvokeConfigs",
            "lambda:ListFunctionUrlConfigs",
            "lambda:ListProvisionedConcurrencyConfigs",
        }
    ),
    "lambda:ListLayers": frozenset({"lambda:GetLayerVersion"}),
}

# Actions whose absence changes nothing.
IDLE: Mapping[str, str] = {
    "ec2:GetManagedPrefixListEntries": "the emulator drops prefix lists from rules",
    "ecr:BatchGetImage": "the image is no list of several architectures",
    "iam:ListAccountAliases": "nothing is decided by the account's name",
    "kms:Decrypt": "the emulator encrypts no variables",
    "lambda:GetRuntime": "no function has a customer-managed runtime",
    "lambda:GetRuntimeAlias": "no function has a customer-managed runtime",
    "lambda:ListTags": "the emulator returns tags with GetFunction to anybody",
    "organizations:DescribeOrganization": "a condition on any organization keeps strangers out",
    "s3:GetBucketNotification": "one kind of source more or less decides nothing here",
    "sqs:ListDeadLetterSourceQueues": "the emulator lacks it; the queues here need no such call",
    **dict.fromkeys(TAKEN_FOR["lambda:GetFunction"], "the emulator takes it for GetFunction"),
    **dict.fromkeys(TAKEN_FOR["lambda:ListLayers"], "the emulator takes it for ListLayers"),
}

_OTHERS = "other sources show that the alias is bypassed"
_TRUST = "the trust policy is read with another action"

# Checks that need a fact of an action, and are decided without it in this account.
DECIDED: Mapping[str, Mapping[str, str]] = {
    "cloudwatch:GetMetricData": {
        "idle-provisioned-concurrency": "the emulator refuses what is provisioned as well"
    },
    "iam:GetAccountAuthorizationDetails": {
        "role-trust-too-wide": _TRUST,
        "unmatchable-condition": _TRUST,
        "unusable-role": _TRUST,
    },
    "apigateway:GET": {"unversioned-deployment": _OTHERS},
    "events:ListEventBuses": {"unversioned-deployment": _OTHERS},
    "events:ListRules": {"unversioned-deployment": _OTHERS},
    "events:ListTargetsByRule": {"unversioned-deployment": _OTHERS},
    "sns:ListSubscriptions": {"unversioned-deployment": _OTHERS},
    "lambda:GetFunction": {"database-without-proxy": "no function connects to the database"},
    "scheduler:GetSchedule": {"unversioned-deployment": _OTHERS},
    "scheduler:ListSchedules": {"unversioned-deployment": _OTHERS},
    "iam:GetRole": {
        "role-trust-too-wide": _TRUST,
        "unmatchable-condition": _TRUST,
        "unusable-role": _TRUST,
    },
}

# Checks that only use a fact of an action, and can't decide without it in this account.
_LOST = "a sender may be in the list that was lost, whatever policies admit"
_SENDERS = {"missing-dlq": _LOST, "monolith": _LOST}
HANGING: Mapping[str, Mapping[str, str]] = {
    "apigateway:GET": {"cold-start-exposed": _LOST, "missing-dlq": _LOST},
    "events:ListEventBuses": _SENDERS,
    "events:ListRules": _SENDERS,
    "events:ListTargetsByRule": _SENDERS,
    "sns:ListSubscriptions": _SENDERS,
    "ec2:DescribeRegions": {"shared-role": "a role may be shared in a region that was not read"},
    "lambda:GetFunction": {
        "monolith": "the emulator takes it for the function's destinations as well",
        "plaintext-secret": "it says where the package is that is searched",
    },
    "lambda:ListLayers": {"plaintext-secret": "the emulator takes it for reading a layer"},
    "logs:DescribeLogGroups": {
        "no-log-permission": "whether a role must create its log group depends on the group"
    },
}
