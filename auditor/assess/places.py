"""Where in its files a finding about a template lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from auditor.model import Account, Finding, Place, Result

# The properties that a check judges, in CloudFormation's and SAM's words, the first that is written
# wins. Checks that are not here, and properties that are absent, lie on the function itself.
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "api-timeout": ("Timeout",),
    "broken-dlq": ("DeadLetterQueue", "DeadLetterConfig", "EventInvokeConfig"),
    "broken-tracing": ("Tracing", "TracingConfig", "Role"),
    "cold-start-exposed": ("SnapStart", "Runtime"),
    "dead-weight": ("CodeUri", "Code"),
    "deprecated-runtime": ("Runtime",),
    "duplicate-code": ("CodeUri", "Code"),
    "foreign-layer": ("Layers",),
    "maximal-timeout": ("Timeout",),
    "missing-tracing": ("Tracing", "TracingConfig"),
    "monolith": ("Events",),
    "nat-for-aws-services": ("VpcConfig",),
    "no-log-permission": ("Role", "Policies"),
    "outdated-layer": ("Layers",),
    "oversized-package": ("CodeUri", "Code", "ImageUri"),
    "oversized-tmp": ("EphemeralStorage",),
    "pinned-runtime": ("RuntimeManagementConfig",),
    "public-function": ("FunctionUrlConfig",),
    "public-subnet": ("VpcConfig",),
    "recursive-loop-allowed": ("RecursiveLoop",),
    "role-trust-too-wide": ("AssumeRolePolicyDocument", "Role"),
    "shared-role": ("Role",),
    "single-az": ("VpcConfig",),
    "unbounded-log-retention": ("LoggingConfig",),
    "unencrypted-by-customer-key": ("KmsKeyArn", "Environment"),
    "unnecessary-vpc": ("VpcConfig",),
    "unsigned-code": ("CodeSigningConfigArn",),
    "unstructured-logs": ("LoggingConfig",),
    "untagged-function": ("Tags",),
    "unusable-role": ("Role",),
    "x86-function": ("Architectures",),
    "zero-concurrency": ("ReservedConcurrentExecutions",),
}
_BY_POLICY = frozenset(
    {
        "admin-role",
        "partial-wildcard-action",
        "privilege-escalation",
        "wildcard-action",
        "wildcard-resource",
    }
)
_BY_TRUST = frozenset({"role-trust-too-wide", "unusable-role"})


def placed(account: Account, result: Result) -> Sequence[Finding]:
    """Return a result's findings with the places where their facts are written."""
    own = account.places.get(result.function)
    if own is None:
        return result.findings
    shared = account.places.get("", {})
    return tuple(
        replace(finding, place=_place(result.check, finding, own, shared))
        for finding in result.findings
    )


def _place(
    check: str, finding: Finding, own: Mapping[str, Place], shared: Mapping[str, Place]
) -> Place | None:
    for found in _candidates(check, finding, own, shared):
        if found is not None:
            return found
    return own.get("")


def _candidates(
    check: str, finding: Finding, own: Mapping[str, Place], shared: Mapping[str, Place]
) -> Iterator[Place | None]:
    evidence = finding.evidence
    if check == "plaintext-secret":
        name = str(evidence.get("name"))
        for path in ("Environment.Variables", "Tags"):
            yield own.get(f"{path}.{name}")
            yield own.get(path)
        yield own.get(name)
    if check in _BY_POLICY:
        yield _policy(finding, shared)
        yield own.get("Policies")
        yield shared.get(f"resource/{evidence.get('role')}")
        yield own.get("Role")
    if check in _BY_TRUST:
        yield shared.get(f"trust/{evidence.get('role')}")
    for path in _PROPERTIES.get(check, ()):
        yield own.get(path)
    yield from (shared.get(f"resource/{name}") for name in _named(finding))


def _policy(finding: Finding, shared: Mapping[str, Place]) -> Place | None:
    """Return the place of the policy that a finding names; of several, the longest name.

    Roles may have policies of one name: those of the finding's role count, and managed ones.
    """
    told = " ".join((finding.message, *_named(finding)))
    role = str(finding.evidence.get("role")).rpartition("/")[2]
    found = [
        (len(name), place)
        for of_role in (f"policy/{role}/", "policy//")
        for key, place in shared.items()
        if key.startswith(of_role) and (name := key.removeprefix(of_role)) in told
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def _named(finding: Finding) -> Iterator[str]:
    """Yield the texts of a finding's evidence, and the words of statement labels in them."""
    for value in finding.evidence.values():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield text
                yield from (word.strip("(),:'\"") for word in text.split())
