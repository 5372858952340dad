"""One caller that reads many accounts: it lists an organization and assumes a role in each.

The clients are made once and shared; only the credentials differ from account to account.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import botocore.credentials

from auditor.collect.aws.attempt import Answer, Failure, attempt
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.error_codes import Fault, reason
from auditor.collect.aws.operations import Operation
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.sign_in import SESSION_NAME, open_clients
from auditor.model.arn import parse_arn
from auditor.model.errors import AuditorError, CollectError, CredentialsError

_TRIES = 8
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 3.0  # seconds before a call is repeated, doubled each time
_OVER = frozenset({Fault.EXPIRED, Fault.DISABLED})
_NOT_IN_ONE = "AWSOrganizationsNotInUseException"


def _call(service: str, name: str, *required: str, items: str = "") -> Operation:
    return Operation(
        service=service,
        name=name,
        action=f"{service}:{name}",
        bucket=service,
        why="reads the accounts of an organization",
        items=items,
        token=("NextToken", "NextToken") if items else ("", ""),
        required=(items,) if items else required,
    )


_IDENTITY = _call("sts", "GetCallerIdentity", "Account")
_ASSUME = _call("sts", "AssumeRole", "Credentials")
_ACCOUNTS = _call("organizations", "ListAccounts", items="Accounts")
_FUNCTIONS = _call("lambda", "ListFunctions", "Functions")
_ROOTS = _call("organizations", "ListRoots", items="Roots")
_UNITS = _call("organizations", "ListOrganizationalUnitsForParent", items="OrganizationalUnits")
_CHILDREN = _call("organizations", "ListAccountsForParent", items="Accounts")


class RefusedRoleError(AuditorError):
    """A role could not be assumed; the code is AWS's, the text names no account."""

    def __init__(self, text: str, code: str, *, denied: bool) -> None:
        super().__init__(text)
        self.code = code
        self.denied = denied


class RefusedCallError(CollectError):
    """A call of the hub brought nothing."""

    def __init__(self, text: str, code: str, kind: Fault) -> None:
        super().__init__(text)
        self.code = code
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """The caller, and the clients that all accounts share."""

    clients: Clients
    account: str
    caller: str  # ARN
    partition: str
    pause: Callable[[float], None] = time.sleep

    def accounts(self) -> Iterator[Mapping[str, Any]]:
        """Yield every account of the organization, as ListAccounts gives it.

        Raises:
            CollectError: the list is denied, was cut short or there is no organization.
            CredentialsError: the credentials have expired.
        """
        return self._pages(_ACCOUNTS)

    def roots(self) -> Iterator[Mapping[str, Any]]:
        """Yield the roots of the organization; raises as `accounts` does."""
        return self._pages(_ROOTS)

    def units(self, parent: str) -> Iterator[Mapping[str, Any]]:
        """Yield the organizational units right below a root or unit; raises as `accounts` does."""
        return self._pages(_UNITS, ParentId=parent)

    def accounts_of(self, parent: str) -> Iterator[Mapping[str, Any]]:
        """Yield the accounts right below a root or unit; raises as `accounts` does."""
        return self._pages(_CHILDREN, ParentId=parent)

    def own(self) -> Clients:
        """Return clients that act as the caller itself."""
        return self.clients

    def member(self, role_arn: str, external_id: str | None) -> Clients:
        """Assume a role and return clients that act as it; its credentials renew themselves.

        Raises:
            RefusedRoleError: AWS does not let the caller assume it, or did not answer.
            CredentialsError: the caller's own credentials have expired.
        """
        first = self._assume(role_arn, external_id)
        ends = datetime.fromisoformat(str(first["expiry_time"]))
        left = int((ends - datetime.now(UTC)).total_seconds())
        credentials = botocore.credentials.RefreshableCredentials.create_from_metadata(
            first,
            refresh_using=lambda: self._renew(role_arn, external_id),
            method="assume-role",
            advisory_timeout=max(0, min(900, left // 3)),
            mandatory_timeout=max(0, min(600, left // 6)),
        )
        return self.clients.acting_as(credentials)

    def profile(self, name: str, options: CollectOptions) -> Clients:
        """Return clients that act as a profile of the AWS configuration.

        Raises:
            UsageError: there is no such profile.
            CredentialsError: it has no credentials, or they have expired.
        """
        return open_clients(replace(options, profile=name), self.clients)

    def profiles(self) -> tuple[str, ...]:
        """Return the names of the profiles of the AWS configuration."""
        return self.clients.profiles()

    def account_of(self, name: str, options: CollectOptions) -> str:
        """Return the account that a profile's credentials lead to.

        Raises:
            CollectError, CredentialsError, UsageError: they can't be used.
        """
        acting = replace(self, clients=self.profile(name, options))
        return str(acting.ask(_IDENTITY)["Account"])

    def check_regions(self, names: Iterable[str]) -> None:
        """Refuse a region that the SDK does not know.

        Raises:
            UsageError: there is one.
        """
        self.clients.check_regions(tuple(names))

    def list_functions(self, clients: Clients) -> None:
        """List one function, to see whether these clients may.

        Raises:
            CollectError: they may not, or AWS did not answer.
            CredentialsError: their credentials are refused.
        """
        replace(self, clients=clients).ask(_FUNCTIONS, MaxItems=1)

    def alive(self) -> bool:
        """Return whether the caller's own credentials still work."""
        try:
            self.ask(_IDENTITY)
        except CredentialsError:
            return False
        except CollectError:
            return True  # AWS could not be reached; that is not the credentials' fault
        return True

    def ask(self, operation: Operation, **parameters: object) -> Answer:
        """Make one call as the caller, repeated where that helps.

        Raises:
            CollectError: nothing usable came back.
            CredentialsError: the credentials have expired.
        """
        tries = 0
        while True:
            answer = attempt(self.clients, operation, "", parameters)
            if not isinstance(answer, Failure):
                return answer
            tries += 1
            again = answer.kind in {Fault.THROTTLED, Fault.TRANSIENT}
            if not again or tries >= min(_TRIES, answer.tries):
                raise _lost(operation, answer)
            self.pause(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**tries))

    def _pages(self, operation: Operation, **parameters: object) -> Iterator[Mapping[str, Any]]:
        seen: set[str] = set()
        asked, answered = operation.token
        while True:
            answer = self.ask(operation, **parameters)
            yield from answer[operation.items] or ()
            marker = answer.get(answered)
            if not marker:
                return
            if marker in seen:
                raise CollectError(f"{operation.id} gave one marker twice: the list is cut short")
            seen.add(str(marker))
            parameters = {**parameters, asked: marker}

    def _assume(self, role_arn: str, external_id: str | None) -> dict[str, str]:
        asked = {"RoleArn": role_arn, "RoleSessionName": SESSION_NAME}
        if external_id:
            asked["ExternalId"] = external_id
        try:
            given = self.ask(_ASSUME, **asked)["Credentials"]
        except RefusedCallError as error:
            raise _refused_role(error, self.caller) from error
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }

    def _renew(self, role_arn: str, external_id: str | None) -> dict[str, str]:
        try:
            return self._assume(role_arn, external_id)
        except AuditorError as error:
            raise botocore.exceptions.CredentialRetrievalError(
                provider="assume-role", error_msg=str(error)
            ) from error


def open_hub(options: CollectOptions) -> Hub:
    """Find the caller's credentials and say who it is.

    Raises:
        UsageError: the profile or a region cannot be right.
        CredentialsError: there are no credentials, or they have expired.
        CollectError: AWS could not be asked who the caller is.
    """
    clients = open_clients(options).shareable()
    waiting = Hub(clients=clients, account="", caller="", partition="aws")
    identity = waiting.ask(_IDENTITY)
    arn = str(identity.get("Arn") or "")
    return Hub(
        clients=clients,
        account=str(identity["Account"]),
        caller=arn,
        partition=parse_arn(arn).partition or "aws",
    )


def _lost(operation: Operation, failure: Failure) -> AuditorError:
    if failure.kind is Fault.CLOCK:
        return CredentialsError(f"AWS refuses every call: {failure.message}")
    if failure.kind in _OVER:
        return CredentialsError(
            f"AWS refuses the credentials ({failure.code}): they are wrong or have expired; get"
            " new ones with `aws sso login` or `aws configure`"
        )
    if failure.code == _NOT_IN_ONE:
        return RefusedCallError(
            "this account belongs to no organization; name the accounts with --accounts FILE",
            failure.code,
            failure.kind,
        )
    text = failure.message or reason(failure.kind, operation.id, operation.action)
    return RefusedCallError(f"{text} ({failure.code})", failure.code, failure.kind)


def _refused_role(error: RefusedCallError, caller: str) -> RefusedRoleError:
    if error.kind is Fault.DENIED:
        text = (
            f"the role does not exist, or its trust policy does not admit {caller or 'the caller'}"
            f" with this external id ({error.code})"
        )
        return RefusedRoleError(text, error.code, denied=True)
    return RefusedRoleError(f"the role could not be assumed: {error}", error.code, denied=False)
