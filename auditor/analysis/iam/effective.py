"""The effective role: what all of its policies together allow, as IAM would decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from auditor.analysis.iam.condition_operators import unreadable
from auditor.analysis.iam.conditions import YES, ConditionVerdict, Doubt, Truth, Value, evaluate
from auditor.analysis.iam.document import Document, Malformed, Statement, parse_document
from auditor.analysis.iam.matching import has_wildcard, matches
from auditor.analysis.iam.resource_patterns import resource_pattern
from auditor.analysis.iam.session import Session, of_resources
from auditor.model import Unknown
from auditor.model.arn import is_aws_managed

# Their values depend on the action asked about, so they are judged with each question.
_PER_ACTION = frozenset({"aws:requestedregion", "iam:passedtoservice", "iam:policyarn"})


@dataclass(frozen=True, slots=True)
class StatementSource:
    """The policy that a statement is in."""

    policy: str
    arn: str | None = None  # None: inline
    kind: str = "identity"  # or boundary, organization

    @property
    def aws_managed(self) -> bool:
        """Whether AWS publishes the policy."""
        return is_aws_managed(self.arn)


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """One statement of the role, ready to be matched."""

    source: StatementSource
    statement: Statement
    verdict: ConditionVerdict  # for an arbitrary resource
    somewhere: ConditionVerdict  # for a resource with the tag or alias that the conditions ask for
    per_action: bool
    exact: frozenset[str]
    wild: tuple[str, ...]  # action patterns in lower case
    resources: tuple[str, ...]

    def names(self, action: str) -> bool:
        """Return whether Action (or NotAction) takes in the action, given in lower case."""
        named = action in self.exact
        if not named:
            for pattern in self.wild:
                if matches(pattern, action):
                    named = True
                    break
        return named is not self.statement.not_action

    def takes(self, resource: str) -> bool:
        """Return whether Resource (or NotResource) takes in the resource."""
        named = False
        for pattern in self.resources:
            if matches(pattern, resource):
                named = True
                break
        return named is not self.statement.not_resource

    @property
    def everywhere(self) -> bool:
        """Whether the statement applies to every resource."""
        if self.statement.not_resource:
            return not self.resources
        return "*" in self.resources

    @property
    def unlimited(self) -> bool:
        """Whether the statement is about every action on every resource, under no condition."""
        everything = "*" in self.wild and not self.statement.not_action
        return self.everywhere and everything and self.verdict == YES

    @property
    def label(self) -> str:
        """Return the policy and the statement in it, for readers."""
        return f"{self.source.policy}, {self.statement.label}"


@dataclass(frozen=True, slots=True)
class Decision:
    """IAM's answer for one action on one resource."""

    granted: bool
    by: tuple[Grant, ...] = ()
    doubts: frozenset[Doubt] = frozenset()  # what the grant depends on
    denied_by: Grant | None = None


REFUSED = Decision(granted=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about an action, apart from its resource."""

    # Condition keys (lower case) whose value the question sets: iam:passedtoservice, iam:policyarn.
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unverified: bool = False  # grants count that depend on a key which nothing collected verifies
    somewhere: bool = False  # some resource that meets the conditions is enough


_PLAIN = Question()


@dataclass(frozen=True, slots=True)
class Grants:
    """Statements of one kind, found by the service of an action."""

    every: tuple[Grant, ...]
    by_service: Mapping[str, tuple[Grant, ...]] = field(repr=False)
    general: tuple[Grant, ...] = field(repr=False)

    def of(self, action: str) -> tuple[Grant, ...]:
        """Return the statements that may name the action."""
        return self.by_service.get(action.partition(":")[0], self.general)


def _services(grant: Grant) -> set[str] | None:
    """Return the services that the statement's actions name; None: any."""
    if grant.statement.not_action or any(has_wildcard(p.partition(":")[0]) for p in grant.wild):
        return None
    return {p.partition(":")[0] for p in (*grant.exact, *grant.wild)}


def grants(every: Iterable[Grant]) -> Grants:
    """Return the statements, sorted by the services that they name."""
    listed = tuple(every)
    general: list[Grant] = []
    named: dict[str, list[Grant]] = defaultdict(list)
    for grant in listed:
        services = _services(grant)
        if services is None:
            general.append(grant)
        for service in services or ():
            named[service].append(grant)
    return Grants(listed, {s: (*general, *g) for s, g in named.items()}, tuple(general))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveRole:
    """A role's statements, and the answers that follow from them."""

    session: Session
    allows: Grants
    denies: Grants
    boundary: Grants | None  # None: the role has none
    boundary_name: str = ""
    # Of each, some statement must allow what the role does: its boundary, and each level of the
    # organization's service control policies that does not allow everything.
    limits: tuple[Grants, ...] = ()
    problems: tuple[str, ...] = ()  # what could not be judged, by policy
    unread: Unknown | None = None  # a policy of the role, or its boundary, could not be read

    def _verdict(
        self, grant: Grant, action: str, resource: str, asked: Question
    ) -> ConditionVerdict:
        if not grant.per_action:
            return grant.somewhere if asked.somewhere else grant.verdict
        other = self.session.chosen if asked.somewhere else self.session.key

        def context(key: str) -> Value:
            if key == "aws:requestedregion":
                return self.session.requested_region(action.partition(":")[0], resource)
            return (asked.keys[key],) if key in asked.keys else other(key)

        return evaluate(grant.statement.conditions, context)

    def decide(self, action: str, resource: str, asked: Question = _PLAIN) -> Decision:
        """Return whether the role may do the action (lower case) on the resource.

        A grant that depends on the route or on what the requester supplies counts, with its
        doubts. A Deny counts only where it surely applies.
        """
        found = self._allowing(self.allows, action, resource, asked)
        if found is None:
            return REFUSED
        by, doubts = found
        for deny in self.denies.of(action):
            if (
                deny.names(action)
                and deny.takes(resource)
                and self._verdict(deny, action, resource, asked).truth is Truth.YES
            ):
                return Decision(granted=False, by=by, denied_by=deny)
        for limit in self.limits:
            within = self._allowing(limit, action, resource, asked)
            if within is None:
                return Decision(granted=False, by=by)
            doubts |= within[1]
        return Decision(granted=True, by=by, doubts=doubts)

    def _allowing(
        self, among: Grants, action: str, resource: str, asked: Question
    ) -> tuple[tuple[Grant, ...], frozenset[Doubt]] | None:
        by: list[Grant] = []
        least: frozenset[Doubt] | None = None
        for grant in among.of(action):
            if not (grant.names(action) and grant.takes(resource)):
                continue
            verdict = self._verdict(grant, action, resource, asked)
            if verdict.truth is Truth.NO:
                continue
            if Doubt.UNVERIFIED in verdict.doubts and not asked.unverified:
                continue
            by.append(grant)
            if least is None or _weight(verdict.doubts) < _weight(least):
                least = verdict.doubts
        return None if least is None else (tuple(by), least)

    def perhaps_denied(self, action: str, resource: str) -> bool:
        """Return whether a Deny with an undecided condition may forbid it."""
        return any(
            deny.names(action)
            and deny.takes(resource)
            and self._verdict(deny, action, resource, _PLAIN).truth is Truth.MAYBE
            for deny in self.denies.of(action)
        )


def _weight(doubts: frozenset[Doubt]) -> tuple[bool, int]:
    return Doubt.UNVERIFIED in doubts, len(doubts)


def grant(source: StatementSource, statement: Statement, session: Session) -> Grant:
    """Return a statement, ready to be matched for the session."""
    lower = tuple(dict.fromkeys(_action_pattern(a) for a in statement.actions))
    keys = {term.key.lower() for term in statement.conditions}
    verdict = evaluate(statement.conditions, session.key) if keys else YES
    patterns = (resource_pattern(r, session.account) for r in statement.resources)
    return Grant(
        source=source,
        statement=statement,
        verdict=verdict,
        somewhere=(
            evaluate(statement.conditions, session.chosen)
            if any(map(of_resources, keys))
            else verdict
        ),
        per_action=bool(keys & _PER_ACTION),
        exact=frozenset(a for a in lower if not has_wildcard(a)),
        wild=tuple(a for a in lower if has_wildcard(a)),
        resources=tuple(p for p in patterns if p is not None),
    )


def _action_pattern(written: str) -> str:
    lower = written.lower()
    return "*" if lower.strip("*") == "" or lower.strip("*") == ":" else lower


def identity_statements(
    source: StatementSource, parsed: Document | Malformed
) -> Iterator[Statement | str]:
    """Yield a document's statements, and what is wrong with it as text."""
    if isinstance(parsed, Malformed):
        yield f"the policy {source.policy} can't be judged: {parsed.reason}"
        return
    if parsed.problems:
        yield f"the policy {source.policy} can't be judged whole: {parsed.problems[0]}"
    elif not parsed.statements:
        yield f"the policy {source.policy} can't be judged: it has no statement"
    for statement in parsed.statements:
        fault = _fault(statement)
        if fault:
            where = f"{statement.label} {fault}"
            yield f"the policy {source.policy} can't be judged whole: {where}"
        if statement.resources or statement.not_resource:
            yield statement


def _fault(statement: Statement) -> str:
    if not (statement.resources or statement.not_resource):
        return "names no resource"
    if statement.principals:
        return "names a principal, which policies of a role can't"
    wrong = next((r for r in statement.resources if not _may_be_arn(r)), None)
    if wrong is not None:
        return f"names the resource {wrong!r:.60}, which is no ARN"
    return next(filter(None, map(unreadable, statement.conditions)), "")


def _may_be_arn(resource: str) -> bool:
    # IAM takes Latin-1 and nothing beyond.
    return resource.startswith(("arn", "*", "$")) and (
        resource.isascii() or max(resource) <= "\u00ff"
    )


def parsed(_: object, text: str) -> Document | Malformed:
    """Return a parsed document: the derivation for `audit.once`, so that each is read one time."""
    return parse_document(text)
