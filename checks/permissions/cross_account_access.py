from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_text import placeholder
from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.document import Term
from auditor.analysis.iam.evidence import condition_text, quoted
from auditor.analysis.iam.exposure import exposure
from auditor.analysis.iam.function_actions import (
    INVOKING,
    are_known,
    changes,
    names,
    shows_content,
)
from auditor.analysis.iam.resource_policy_fix import PolicyDemand, policy_fix
from auditor.plugin import (
    EVENT_FUNCTION,
    WEB_FUNCTION,
    Audit,
    Category,
    Confidence,
    Finding,
    Function,
    Known,
    Need,
    Severity,
    check,
)


@check(
    "cross-account-access",
    severity=Severity.MEDIUM,
    worst=Severity.HIGH,
    category=Category.SECURITY,
    kinds=(EVENT_FUNCTION, WEB_FUNCTION),
    needs={Need.RESOURCE_POLICY},
    uses={Need.ORGANIZATION, Need.ORGANIZATION_POLICIES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-cross-account.html",
    ),
    frameworks=("NIST 800-53 r5 AC-3",),
)
def cross_account_access(function: Function, audit: Audit) -> Iterator[Finding]:
    """Another account may use the function without further conditions.

    The policy names an account that is not this one, and no condition (an organization, a
    principal, an address) narrows it: whoever takes that account over invokes this function, or
    changes it where the policy allows more than invoking. Accounts of the organization that
    aws:PrincipalOrgID names are narrowed.

    Fix: Add aws:PrincipalOrgID, or name the one role that calls; remove accounts that no longer
    call, and actions other than invoking.

    Risk: Callers of that account who do not meet the new condition are denied. An account outside
    your organization does not meet aws:PrincipalOrgID.
    """
    judged = audit.once(exposure, function.arn)
    demands = [_demand(audit, opening) for opening in judged.foreign]
    for opening, demand in zip(judged.foreign, demands, strict=True):
        one_role = ":role/" in opening.how or ":user/" in opening.how
        sure = not one_role and are_known(opening.actions)
        yield Finding(
            message=_message(opening),
            evidence={
                "qualifier": opening.qualifier,
                "statement": opening.statement.label,
                "principal": opening.how or opening.who,
                "opens": quoted(names(opening.actions)),
                "condition": condition_text(opening.statement) or "none",
            },
            fix=policy_fix(function, judged, demand, demands),
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
            severity=_severity(opening),
        )
    if judged.unjudged is not None:
        judged.unjudged.get()


def _more(opening: Opening) -> list[str]:
    return [n for n in names(opening.actions) if n.lower() not in INVOKING]


def _severity(opening: Opening) -> Severity | None:
    more = [n.lower() for n in _more(opening)]
    return Severity.HIGH if more and (changes(more) or shows_content(more)) else None


def _message(opening: Opening) -> str:
    more = _more(opening)
    invokes = len(more) < len(opening.actions)
    named = ", ".join(more[:3]) + (f" and {len(more) - 3} more" if len(more) > 3 else "")  # noqa: PLR2004
    what = "invoke the function" if invokes else f"call {named} on the function"
    also = f" and call {named} on it" if invokes and more else ""
    return f"{_who(opening)} may {what}{also} ({opening.qualifier})."


def _who(opening: Opening) -> str:
    if opening.who.isdigit() and opening.how.endswith((":root", opening.who)):
        return f"The account {opening.who}"
    name = opening.how or opening.who
    return f"The principal {name}" if name.startswith("arn:") else name[:1].upper() + name[1:]


def _demand(audit: Audit, opening: Opening) -> PolicyDemand:
    principal = next((p for p in opening.statement.principals if p.value == opening.how), None)
    if principal is None or _more(opening):
        return PolicyDemand(opening)
    return PolicyDemand(opening, principal, (_organization(audit),))


def _organization(audit: Audit) -> Term:
    own = audit.account.organization
    known = own.value if isinstance(own, Known) else None
    return Term("StringEquals", "aws:PrincipalOrgID", (known or placeholder("ORGANIZATION_ID"),))
