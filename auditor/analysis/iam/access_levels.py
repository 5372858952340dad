"""How much an action that reads gives away: data, or only what describes a resource.

AWS's levels (list, read) say little of it: `s3:GetObject` and `sqs:GetQueueAttributes` are both
reads. The rules go by the names of the Service Authorization Reference, read 2026-11.
"""

from __future__ import annotations

import re
from functools import cache

from auditor.analysis.iam.actions import Action

_DESCRIBES = re.compile(
    r"Describe|List|Check|Validate"
    r"|Get\w*(?:Acl|Attributes?|Configurations?|Config|Encryption|Limits?|Location|Logging|Metadata"
    r"|Policy|PolicyStatus|Policies|Quota|Settings|Status|Summary|Tagging|Tags|Versioning)$"
)

# Named like a description, yet they return variables, user data, templates or input.
_DATA = frozenset(
    {
        "batch:describejobdefinitions",
        "batch:describejobs",
        "cloudformation:describestacks",
        "ec2:describeinstanceattribute",
        "ec2:describelaunchtemplateversions",
        "ecs:describetaskdefinition",
        "ecs:describetasks",
        "elasticbeanstalk:describeconfigurationsettings",
        "lambda:getfunctionconfiguration",
        "ssm:describedocument",
        "ssm:listcommandinvocations",
        "states:describeexecution",
    }
)
_DESTROYS = ("BatchDelete", "Delete", "Destroy", "Purge", "Terminate")


@cache
def reads_data(action: Action) -> bool:
    """Return whether the action reads what a resource holds, not only what describes it."""
    if action.writes:
        return False
    if action.key in _DATA:
        return True
    return action.level != "L" and _DESCRIBES.match(action.name) is None


def danger(action: Action) -> tuple[int, str]:
    """Return the key that sorts actions by the harm they can do, the worst first.

    Changing who may do what comes first, then destroying, then other writes, then reading data.
    """
    if action.level == "P":
        rank = 0
    elif action.writes:
        rank = 1 if action.name.startswith(_DESTROYS) else 2
    else:
        rank = 3 if reads_data(action) else 4
    return rank, action.full_name
