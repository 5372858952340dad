"""Sign-in services that serve every customer, and which of their claims name a token's owner.

A role that trusts such a service without asking for one of them can be assumed by anyone who has
an account there. Sources: the OpenID Connect guides of the services and the IAM user guide, "OIDC
federation" and "Available keys for AWS OIDC federation", read 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from auditor.analysis.iam.admitted_principals import Opening, applies, denied, names_action
from auditor.analysis.iam.condition_operators import operator_of
from auditor.analysis.iam.conditions import Context, Doubt, Value
from auditor.analysis.iam.document import Document, Principal, Statement, Term
from auditor.analysis.iam.matching import has_wildcard

ASSUME_WITH_TOKEN = "sts:assumerolewithwebidentity"  # noqa: S105  an action

# How a claim names its owner: `{}` is the owner, and what follows it closes the name. A pattern
# that ends inside the owner's name admits every longer name, which anyone may register.
_WHOLE = ("{}",)
_GITHUB = {
    "sub": (
        "repo:{}/",
        "repository:{}/",
        "repository_id:{}:",
        "repository_owner:{}:",
        "repository_owner_id:{}:",
        "job_workflow_ref:{}/",
        "enterprise:{}:",
        "enterprise_id:{}:",
    ),
    "repository": ("{}/",),
    "repository_id": _WHOLE,
    "repository_owner": _WHOLE,
    "repository_owner_id": _WHOLE,
    "job_workflow_ref": ("{}/",),
    "enterprise": _WHOLE,
    "enterprise_id": _WHOLE,
}
_TERRAFORM = {
    "sub": ("organization:{}:",),
    "terraform_organization_id": _WHOLE,
    "terraform_organization_name": _WHOLE,
    "terraform_project_id": _WHOLE,
    "terraform_workspace_id": _WHOLE,
}
_APPLICATION = {"aud": _WHOLE, "sub": _WHOLE}
_SUBJECT = {"sub": ("{}/", "{}:")}

# Issuers that serve every customer → the claims of which one must be asked for. Other issuers
# serve one company, cluster or workspace. Among the sources: the IAM user guide, "Identity-provider
# controls for shared OIDC providers".
SHARED: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "token.actions.githubusercontent.com": _GITHUB,
        "vstoken.actions.githubusercontent.com": _GITHUB,
        "oidc-configuration.audit-log.githubusercontent.com": {"sub": ("https://github.com/{}",)},
        "gitlab.com": {
            "sub": ("project_path:{}/",),
            "project_path": ("{}/",),
            "project_id": _WHOLE,
            "namespace_path": ("{}/",),
            "namespace_id": _WHOLE,
        },
        "app.terraform.io": _TERRAFORM,
        "app.eu.terraform.io": _TERRAFORM,
        "agent.buildkite.com": {
            "sub": ("organization:{}:",),
            "organization_id": _WHOLE,
            "organization_slug": _WHOLE,
            "pipeline_id": _WHOLE,
        },
        "oidc.codefresh.io": {"sub": ("account:{}:",)},
        "oidc.cirrus-ci.com": {"sub": ("repo:github:{}/",)},
        "identity.depot.dev": {"sub": ("spiffe://identity.depot.dev/org/{}/",), "org_id": _WHOLE},
        "token.builds.bitrise.io": {
            **_SUBJECT,
            "workspace_slug": _WHOLE,
            "app_slug": _WHOLE,
            "repository_owner": _WHOLE,
        },
        "scalr.io": {"sub": ("account:{}:",)},
        "studio.datachain.ai/api": {"sub": ("credentials:{}/",)},
        "tokens.cloud.shisho.dev": _SUBJECT,
        "proidc.upbound.io": _SUBJECT,
        "oidc.vercel.com": {"aud": ("https://vercel.com/{}",), "sub": ("owner:{}:",)},
        "api.pulumi.com/oidc": {
            "aud": ("aws:{}", "{}"),
            "sub": ("pulumi:deploy:org:{}:", "pulumi:environments:org:{}:"),
        },
        "sandboxes.cloud": {"aud": _WHOLE, "sub": ("{}/", "{}:")},
        "accounts.google.com": {**_APPLICATION, "oaud": _WHOLE, "email": _WHOLE},
        "appleid.apple.com": _APPLICATION,
        "cognito-identity.amazonaws.com": _APPLICATION,
        "graph.facebook.com": {"app_id": _WHOLE, "id": _WHOLE, "sub": _WHOLE},
        "www.amazon.com": {"app_id": _WHOLE, "user_id": _WHOLE, "sub": _WHOLE},
    }
)
_ALWAYS_PRESENT = ("sub", "aud")  # every token has them, so IfExists and ForAllValues are strict


def open_federations(document: Document, context: Context) -> Iterator[Opening]:
    """Yield the statements that admit anyone with an account at a sign-in service."""
    for statement in document.statements:
        if not (statement.allow and names_action(statement, ASSUME_WITH_TOKEN)):
            continue
        for principal in () if statement.not_principal else statement.principals:
            host = _host(principal)
            if host in SHARED and _asks_for_no_owner(statement, host, context):
                if not _refused(document, principal, host, context):
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


def _refused(document: Document, principal: Principal, host: str, context: Context) -> bool:
    """Return whether a Deny refuses the tokens of strangers."""
    allowing = tuple(s for s in document.statements if s.allow)
    return any(
        denied(
            replace(document, statements=(*allowing, deny)),
            ASSUME_WITH_TOKEN,
            _strangers_token(deny, host, context),
            _concerning(principal),
        )
        for deny in document.statements
        if not deny.allow
    )


def _strangers_token(deny: Statement, host: str, context: Context) -> Context:
    """Return the request of a stranger with a token, as far as the Deny can tell owners apart."""
    claims = SHARED[host]
    closed = {
        claim
        for term in deny.conditions
        for issuer, _, claim in (term.key.lower().rpartition(":"),)
        if issuer == host and claim in claims and _closes_owners(term, claims[claim])
    }

    def known(key: str) -> Value:
        issuer, _, claim = key.rpartition(":")
        if issuer == host:
            return Doubt.FOREIGN if claim in closed else Doubt.REQUESTER
        return context(key)

    return known


def _closes_owners(term: Term, forms: tuple[str, ...]) -> bool:
    operator = operator_of(term.operator)
    patterned = operator is not None and operator.patterned
    return term.operator.lower() != "null" and all(
        _owned(value, forms) if patterned else value for value in term.values
    )


def _asks_for_no_owner(statement: Statement, host: str, context: Context) -> bool:
    claims = SHARED[host]
    for term in statement.conditions:
        issuer, _, claim = term.key.lower().rpartition(":")
        if issuer == host and claim in claims and _names_owner(term, claim, claims[claim]):
            return False

    def known(key: str) -> Value:
        # What else the token says is up to its owner.
        return context(key) if key.startswith(("aws:", "sts:")) else Doubt.REQUESTER

    return applies(statement, known)


def _names_owner(term: Term, claim: str, forms: tuple[str, ...]) -> bool:
    """Return whether every value of the term names one owner: a list is as open as its worst."""
    operator = operator_of(term.operator, present=claim in _ALWAYS_PRESENT)
    if operator is None or operator.negated or operator.lenient or operator.base == "null":
        return False
    return all(_owned(value, forms) if operator.patterned else value for value in term.values)


def _owned(pattern: str, forms: tuple[str, ...]) -> bool:
    if not has_wildcard(pattern):
        return bool(pattern)
    for form in forms:
        start, _, end = form.partition("{}")
        if pattern.startswith(start):
            owner, closed, _ = pattern.removeprefix(start).partition(end or "\0")
            if owner and not has_wildcard(owner) and bool(closed) == bool(end):
                return True
    return False
