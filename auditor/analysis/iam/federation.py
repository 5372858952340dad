"""Sign-in services that serve everybody, and which of their claims tell whose a token is.

A role that trusts such a service without asking for one of them can be assumed by anybody who has
an account there. Sources: the OpenID Connect guides of the services and the IAM user guide, "OIDC
federation" and "Available keys for AWS OIDC federation", read 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from auditor.analysis.iam.admitted_principals import Opening, applies, denied, names_action
from auditor.analysis.iam.conditions import Context, Doubt, Value
from auditor.analysis.iam.document import Document, Principal, Statement, Term

ASSUME_WITH_TOKEN = "sts:assumerolewithwebidentity"  # noqa: S105  an action

_APPLICATION = ("aud", "sub")
# Host → the claims of which one must be asked for. Other issuers serve one company or cluster.
SHARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "token.actions.githubusercontent.com": (
            "sub",
            "repository",
            "repository_id",
            "repository_owner",
            "repository_owner_id",
            "job_workflow_ref",
            "enterprise",
            "enterprise_id",
        ),
        "gitlab.com": ("sub", "project_path", "project_id", "namespace_path", "namespace_id"),
        "app.terraform.io": (
            "sub",
            "terraform_organization_id",
            "terraform_organization_name",
            "terraform_project_id",
            "terraform_workspace_id",
        ),
        "agent.buildkite.com": ("sub", "organization_id", "organization_slug", "pipeline_id"),
        "accounts.google.com": (*_APPLICATION, "oaud", "email"),
        "appleid.apple.com": _APPLICATION,
        "cognito-identity.amazonaws.com": _APPLICATION,
        "graph.facebook.com": ("app_id", "id", "sub"),
        "www.amazon.com": ("app_id", "user_id", "sub"),
    }
)
# How subjects begin before they name an owner: a pattern that asks for no more asks for nobody.
_BEFORE_OWNER = ("repo", "repository_owner", "project_path", "organization")
_NEGATING = ("not", "ifexists", "forallvalues", "null")


def open_federations(document: Document, context: Context) -> Iterator[Opening]:
    """Yield the statements by which anybody with an account at a sign-in service gets in."""
    for statement in document.statements:
        if not (statement.allow and names_action(statement, ASSUME_WITH_TOKEN)):
            continue
        for principal in () if statement.not_principal else statement.principals:
            host = _host(principal)
            if host in SHARED and _asks_nobody(statement, host, context):
                if not denied(document, ASSUME_WITH_TOKEN, context, _concerning(principal)):
                    yield Opening(qualifier="", statement=statement, who="anybody", how=host)
                break


def _host(principal: Principal) -> str:
    """Return the issuer of a federated principal, given by name or as the ARN of a provider."""
    if principal.kind != "Federated":
        return ""
    return principal.value.lower().rpartition(":oidc-provider/")[2]


def _concerning(principal: Principal) -> Callable[[Statement], bool]:
    def concerned(statement: Statement) -> bool:
        named = any(p.kind == "*" or p == principal for p in statement.principals)
        return named is not statement.not_principal

    return concerned


def _asks_nobody(statement: Statement, host: str, context: Context) -> bool:
    keys = {f"{host}:{claim}" for claim in SHARED[host]}
    if any(t.key.lower() in keys and _names_somebody(t) for t in statement.conditions):
        return False

    def known(key: str) -> Value:
        # What else the token says is up to its owner.
        return context(key) if key.startswith(("aws:", "sts:")) else Doubt.REQUESTER

    return applies(statement, known)


def _names_somebody(term: Term) -> bool:
    operator = term.operator.lower()
    return not any(word in operator for word in _NEGATING) and all(map(_owned, term.values))


def _owned(value: str) -> bool:
    fixed = value.partition("*")[0].partition("?")[0]
    return bool(fixed) and fixed.rstrip(":/") not in _BEFORE_OWNER
