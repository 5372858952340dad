from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.escalation import Escalation
from auditor.analysis.iam.escalation_fix import closing_statements
from auditor.analysis.iam.escalation_functions import depends_on_functions
from auditor.analysis.iam.evidence import (
    condition_note,
    condition_text,
    demand_whole,
    is_conditional,
    judgement_of,
    quoted,
)
from auditor.analysis.iam.judgement import Judgement
from auditor.analysis.iam.role_rights_fix import with_obstacle, written_policy
from auditor.analysis.policy_text import document_text
from auditor.analysis.quoting import shell_comment
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    check,
    fix_text,
)


@check(
    "privilege-escalation",
    severity=Severity.CRITICAL,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    needs={Need.ROLES},
    uses={Need.ORGANIZATION, Need.ORGANIZATION_POLICIES},
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
        "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
        "https://pathfinding.cloud/",
    ),
    frameworks=("NIST 800-53 r5 AC-6", "MITRE ATT&CK T1098"),
)
def privilege_escalation(function: Function, audit: Audit) -> Iterator[Finding]:
    """The function's role can give itself more rights than it has.

    Some actions are harmless by name and all-powerful in use: a role that may attach policies to
    roles may attach AdministratorAccess to itself, and one that may pass any role to a new
    function runs code as that role. The check fails where the role holds every action that one
    such path takes, on targets of any name, on targets that it can create under a name pattern, or
    on itself. Actions that take over what exists (ssm:SendCommand, cloudformation:UpdateStack …)
    are high: they reach as far as the strongest role there. docs/escalation.md lists every path
    with its source.

    Fix: Name the roles that may be passed and the functions that may be changed, and keep
    policy-editing actions out of execution roles.

    Risk: A function whose task is to deploy or to administer may need some of these actions: limit
    their targets then, instead of denying them.
    """
    judged = judgement_of(function, audit)
    if judged.administrator is not None:
        raise NotApplicableError("the role is an administrator already: see admin-role")
    if judged.escalations:
        yield _finding(function, audit, judged)
    elif depends_on_functions(judged.role) and (unlisted := audit.unlisted()) is not None:
        raise UnavailableError(unlisted)  # a function that was not read may have a stronger role
    demand_whole(judged)


def _worst(found: Escalation) -> tuple[bool, bool, bool]:
    mild = found.path.weak or (found.path.id.startswith("update-function") and not found.reaches)
    return is_conditional(found.doubts), mild, Doubt.REQUESTER in found.doubts


def _finding(function: Function, audit: Audit, judged: Judgement) -> Finding:
    found = sorted(judged.escalations, key=_worst)
    first = found[0]
    conditional, mild, limited = _worst(first)
    name = fix_text.role_name(function.role_arn)
    grants = list(dict.fromkeys(g for e in found for g in e.grants))
    note = condition_note(judged.role, first.doubts, first.grants)
    return Finding(
        message=f"The role {name} {_way(first)}{note}{_more(found)}.",
        evidence={
            "role": function.role_arn,
            "paths": quoted(f"{e.path.id}: {', '.join(e.steps)} on {_target(e)}" for e in found),
            "statements": quoted(g.label for g in grants),
            "conditions": quoted(
                t for t in dict.fromkeys(condition_text(g.statement) for g in grants) if t
            ),
            "reaches": quoted(r for e in found for r in e.reaches),
            "source": first.path.source,
            "boundary": judged.role.boundary_name or "none",
        },
        fix=_fix(function, audit, judged),
        confidence=Confidence.MEDIUM if conditional or mild or limited else Confidence.HIGH,
        severity=Severity.HIGH if conditional or mild else None,
        cause=function.role_arn,
    )


def _more(found: list[Escalation]) -> str:
    """Return what the ways reach, and how many more there are than the one that is named."""
    reaches = [r for e in found for r in e.reaches]
    reached = f"; it reaches {', '.join(reaches[:3])}" if reaches else ""
    more = len(found) - 1
    count = "there is one more way" if more == 1 else f"there are {more} more ways"
    return reached + (f"; {count}" if more else "")


def _way(found: Escalation) -> str:
    where = ", in its own role" if found.target == "itself" else ""
    return f"{found.path.effect}{where} ({', '.join(found.steps)})"


def _target(found: Escalation) -> str:
    return {"any": "any target", "itself": "the role itself"}.get(found.target, found.target)


def _fix(function: Function, audit: Audit, judged: Judgement) -> Fix:
    deny = document_text(closing_statements(judged.role, judged.escalations))
    written = written_policy(audit, function, "deny-escalation", deny)
    note = shell_comment(
        "closes every way at once. Afterwards remove the actions from the policies, or name their"
        " targets there"
    )
    fix = Fix(
        cli=f"{note}\n{written.cli}",
        sam=written.sam or fix_text.sam(function, *written.policies),
        terraform=written.terraform,
    )
    return with_obstacle(fix, written.refused)
