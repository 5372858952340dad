"""The least-privilege fix of a wide policy: the same document, with its wide statements narrowed.

One document resolves every finding about the policy, so that the fixes of two statements do not
undo each other. What is not at fault stays as it is: other statements, actions that are named,
resources that are named, conditions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from auditor.analysis.fix_text import placeholder, role_name, shell
from auditor.analysis.fix_warnings import careful, with_warnings
from auditor.analysis.iam.actions import Action, action, any_resource, expand
from auditor.analysis.iam.common_actions import POLLING, common, common_of
from auditor.analysis.iam.effective import EffectiveRole, Grant, StatementSource
from auditor.analysis.iam.exemptions import NETWORK_ACTIONS, TRACING_ACTIONS
from auditor.analysis.iam.matching import has_wildcard, matches
from auditor.analysis.iam.own_resources import resources_of_role
from auditor.analysis.iam.policy_fix_text import WrittenPolicy, cli, sam, terraform
from auditor.analysis.iam.policy_json import one_or_list, statement_object
from auditor.analysis.iam.resource_patterns import resource_pattern
from auditor.analysis.iam.role import effective_role, users
from auditor.analysis.iam.role_rights_fix import LONGEST_INLINE, policy_size, taken_inline
from auditor.analysis.iam.wildcard_resources import works_on_any_name
from auditor.analysis.policy_text import JsonStatement, allow_statement, document_text
from auditor.model import Fix, FixKind, Function, Known, Unknown, setting
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
# Characters that IAM allows one managed policy, white space not counted.
_LONGEST_MANAGED = 6_144
_LOGGING = ("logs:createloggroup", "logs:createlogstream", "logs:putlogevents")
_BELOW: Mapping[str, tuple[str, ...]] = {  # what lies inside a resource, per service
    "s3": ("", "/*"),
    "dynamodb": ("", "/index/*"),
    "logs": ("", ":*"),
}


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy of a role: what a fix depends on."""

    role_arn: str
    source: StatementSource


def narrowing_fix(audit: Audit, function: Function, grant: Grant) -> Fix:
    """Return the policy of the statement, narrowed, as AWS CLI, SAM and Terraform."""
    return audit.once(_fix, _Policy(function.role_arn, grant.source))


def _fix(audit: Audit, policy: _Policy) -> Fix:
    role = audit.once(effective_role, policy.role_arn)
    if role is None:
        return Fix()
    statements = list(_narrowed_document(audit, role, policy.source))
    note = _note(role, policy.source)
    too_long = policy_size(document_text(statements)) > _room(audit, policy)
    if too_long:
        statements = list(_known_uses(audit, role, policy.source))
        note = "# the policy is too long to be copied: this allows what is known to be used\n"
    written = WrittenPolicy(
        role=role_name(policy.role_arn),
        source=policy.source,
        inline=_inline_name(role, policy.source),
        document=document_text(statements),
    )
    return Fix(
        kind=FixKind.DECIDE if too_long else FixKind.FIX,
        cli=with_warnings(note + cli(written)),
        sam=sam(written),
        terraform=terraform(written),
    )


def _room(audit: Audit, policy: _Policy) -> int:
    """Return how long the document may be, given the role's other inline policies."""
    if policy.source.arn is not None and not policy.source.aws_managed:
        return _LONGEST_MANAGED
    roles = audit.account.roles
    known = roles.value.get(policy.role_arn) if isinstance(roles, Known) else None
    taken = taken_inline(known, but=policy.source.policy) if known else 0
    return LONGEST_INLINE - taken


def _inline_name(role: EffectiveRole, source: StatementSource) -> str:
    """Return the name of the inline policy to write; one of another content is not replaced."""
    if source.arn is None:
        return source.policy
    if not source.aws_managed:
        return ""
    grants = (*role.allows.every, *role.denies.every)
    taken = {g.source.policy for g in grants if g.source.arn is None}
    start = f"{source.policy}-narrowed"
    numbered = (f"{start}-{n}" for n in range(2, len(taken) + 3))
    return next(name for name in (start, *numbered) if name not in taken)


def _note(role: EffectiveRole, source: StatementSource) -> str:
    lost = any(f"the policy {source.policy} " in problem for problem in role.problems)
    if lost:
        return "# the policy has statements that could not be read: add them to this document\n"
    if source.arn is not None and not source.aws_managed:
        return (
            f"{careful('IAM keeps five versions of a policy. Of five, this deletes the oldest')}\n"
            f"{_without_oldest(source.arn)}\n"
        )
    return ""


def _without_oldest(arn: str) -> str:
    """Return the command that deletes the oldest version where there are five."""
    named = ("--policy-arn", arn)
    oldest = "Versions[4] && sort_by(Versions[?!IsDefaultVersion], &CreateDate)[0].VersionId"
    find = shell("aws", "iam", "list-policy-versions", *named, "--query", oldest)
    delete = shell("aws", "iam", "delete-policy-version", *named)
    words = f'[ "$old" = None ] || {delete} --version-id "$old"'
    return f"for old in $({find} --output text); do {words}; done"


def _narrowed_document(
    audit: Audit, role: EffectiveRole, source: StatementSource
) -> Iterator[JsonStatement]:
    every = (g for g in (*role.allows.every, *role.denies.every) if g.source == source)
    for grant in sorted(every, key=lambda g: g.statement.index):
        if grant.statement.allow:
            yield from _narrowed(audit, role, grant)
        else:
            yield statement_object(grant.statement)


def _known_uses(
    audit: Audit, role: EffectiveRole, source: StatementSource
) -> Iterator[JsonStatement]:
    """Yield what the policy allows of the common actions, on resources that are known alone."""
    own = audit.once(resources_of_role, role.session.role_arn)
    baseline = _baseline(audit, role.session.role_arn)
    by_resources: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for grant in (g for g in role.allows.every if g.source == source):
        wanted = [*common_of(grant), *(a for a in map(action, baseline) if a is not None)]
        for known in wanted:
            if grant.names(known.key) and (known.service in own or known.key in baseline):
                resources = _resources(role, grant, known, own)
                by_resources[resources][known.full_name] = None
    for resources, names in by_resources.items():
        yield allow_statement(one_or_list(names), one_or_list(resources))


def _narrowed(audit: Audit, role: EffectiveRole, grant: Grant) -> Iterator[JsonStatement]:
    """Yield statements that say the same without wildcards, on resources that are named."""
    own = audit.once(resources_of_role, role.session.role_arn)
    named = dict.fromkeys(_named_actions(audit, role, grant, own))
    kept, moved = [], defaultdict(list)
    for name in named:
        known = action(name)
        if known is not None and works_on_any_name(role, grant, known):
            moved[_resources(role, grant, known, own)].append(known.full_name)
        else:
            kept.append(name if known is None else known.full_name)
    whole = statement_object(grant.statement)
    sid = {"Sid": whole.pop("Sid")} if "Sid" in whole else {}
    whole.pop("NotAction", None)
    if kept and not (grant.statement.not_action and grant.statement.not_resource):
        yield {**sid, **whole, "Action": one_or_list(kept)}
        sid = {}
    for resources, names in moved.items():
        limited = {k: v for k, v in whole.items() if k != "NotResource"}
        yield {**sid, **limited, "Action": one_or_list(names), "Resource": one_or_list(resources)}
        sid = {}


def _named_actions(
    audit: Audit, role: EffectiveRole, grant: Grant, own: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """Yield the actions to name: those that are, and common ones in place of each pattern."""
    statement = grant.statement
    if not statement.not_action:
        yield from (a for a in statement.actions if not has_wildcard(a))
    patterns = ["*"] if statement.not_action else list(grant.wild)
    baseline = [n for n in _baseline(audit, role.session.role_arn) if grant.names(n)]
    for pattern in patterns:
        if matches(pattern.partition(":")[0] or "*", "logs") and pattern.startswith("*"):
            chosen = [a.key for a in common_of(grant) if a.service in own and a.service != "logs"]
        else:
            chosen = [a.key for a in common(expand(pattern), own)]
        yield from chosen
        streams = any(":table/" in a and "/stream/" in a for a in own.get("dynamodb", ()))
        yield from (n for n in POLLING if streams and matches(pattern, n) and n not in grant.exact)
        yield from (n for n in baseline if matches(pattern, n) and n not in grant.exact)


def _baseline(audit: Audit, role_arn: str) -> tuple[str, ...]:
    """Return what Lambda itself does with the role of these functions."""
    functions = audit.once(users, "").get(role_arn, ())
    vpcs, modes = ([setting(f, name) for f in functions] for name in ("vpc", "tracing_mode"))
    # A setting that is not known may need its actions.
    network = any(isinstance(vpc, Unknown) or vpc.value for vpc in vpcs)
    tracing = any(isinstance(mode, Unknown) or mode.value == "Active" for mode in modes)
    return (*_LOGGING, *(NETWORK_ACTIONS if network else ()), *(TRACING_ACTIONS if tracing else ()))


def _resources(
    role: EffectiveRole, grant: Grant, known: Action, own: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the resources for an action: named ones of the statement, own ones, placeholders.

    Every type of which a request needs one has at least one ARN.
    """
    if known.key in NETWORK_ACTIONS or known.key in TRACING_ACTIONS:
        return ("*",)
    statement = grant.statement
    written = () if statement.not_resource else statement.resources
    found = dict.fromkeys(r for r in written if _is_named(role, known, r))
    below = _BELOW.get(known.service, ("",))
    mine = (arn + end for arn in own.get(known.service, ()) for end in below)
    found.update(dict.fromkeys(arn for arn in mine if grant.takes(arn) and _of_type(known, arn)))
    needed = known.required or (() if found else (known.resources,))
    for templates in needed:
        usable = [t for t in templates if ":aws:" not in t] or [*templates]
        if usable and not any(_fits(t, arn) for t in templates for arn in found):
            found[_example(min(usable, key=len), role)] = None
    return tuple(found) or ("*",)


def _is_named(role: EffectiveRole, known: Action, resource: str) -> bool:
    """Return whether the resource is of the action's type and not one of any name."""
    session = role.session
    if resource.startswith("arn:") and not has_wildcard(resource):
        return parse_arn(resource).service == known.service
    pattern = resource_pattern(resource, session.account)
    if pattern is None or not _of_type(known, resource):
        return False
    regions = session.regions or ("us-east-1",)
    return not any(
        matches(pattern, any_resource(t, session.partition, region, session.account))
        for t in known.templates((resource,))
        for region in regions
    )


def _of_type(known: Action, arn: str) -> bool:
    """Return whether the action works on such a resource, or on what lies in it."""
    return any(_fits(t, arn) for t in (*known.resources, *known.detours))


def _fits(template: str, arn: str) -> bool:
    return arn != "*" and matches(_with_stars(template), arn.replace("*", "x").replace("?", "x"))


@lru_cache(maxsize=4096)
def _with_stars(template: str) -> str:
    return _PLACEHOLDER.sub("*", template)


def _example(template: str, role: EffectiveRole) -> str:
    session = role.session
    region = (session.regions or ("us-east-1",))[0]
    scope = {"Partition": session.partition, "Region": region, "Account": session.account}
    made = _PLACEHOLDER.sub(
        lambda m: scope.get(m.group(1)) or placeholder(_shell_name(m.group(1))), template
    )
    # Some templates end in a star where AWS gives the resource an id.
    return made.replace("*", placeholder("RESOURCE_ID"))


def _shell_name(name: str) -> str:
    """Return a placeholder's name as a shell variable: TableName becomes TABLE_NAME."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
