"""Who asks: credentials, and one client per service and region.

boto3 is used through its core, botocore: the part of boto3 above it offers nothing that is needed
here, and takes a fifth of a second to import.
"""

from __future__ import annotations

import copy
import json
import logging
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Self, TypeAlias

import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.handlers
import botocore.session
from botocore import xform_name

from auditor.collect.aws.operations import Operation
from auditor.collect.aws.options import CollectOptions
from auditor.model.errors import CredentialsError, UsageError

Client: TypeAlias = Any  # botocore makes the classes of its clients at run time
Credentials: TypeAlias = Any  # botocore's, which has no types

_DEFAULT_REGION = "us-east-1"
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
_SESSION_NAME = "lambda-auditor"
_OK = 200
_LARGEST_BODY = 128 * 1024 * 1024  # bytes

# What botocore raises when credentials cannot be had, or had again.
CREDENTIAL_ERRORS = (
    botocore.exceptions.NoCredentialsError,
    botocore.exceptions.PartialCredentialsError,
    botocore.exceptions.CredentialRetrievalError,
    botocore.exceptions.MetadataRetrievalError,
    botocore.exceptions.SSOError,
    botocore.exceptions.TokenRetrievalError,
)


class CutAnswerError(Exception):
    """A whole HTTP answer whose body is not a whole JSON document: botocore reads it as {}."""


class DamagedAnswerError(Exception):
    """An answer that can be read in more than one way, or is larger than any of AWS's."""


class UnsupportedError(Exception):
    """This SDK does not know the operation."""


def _refuse_ambiguous_bodies(response_dict: Mapping[str, Any] | None, **_: object) -> None:
    """Refuse JSON in which a key comes twice: readers disagree about which one counts."""
    body = (response_dict or {}).get("body")
    if not isinstance(body, bytes):
        return
    if len(body) > _LARGEST_BODY:
        raise DamagedAnswerError(f"the answer has {len(body):,} bytes, more than any of AWS's")
    if body[:1] not in {b"{", b"["}:
        return
    with suppress(ValueError, RecursionError):  # the parser meets those as well
        json.loads(body, object_pairs_hook=_unambiguous)


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DamagedAnswerError("the answer holds a key twice")
    return found


def _refuse_cut_bodies(
    parsed_response: Mapping[str, Any] | None, response_dict: Mapping[str, Any] | None, **_: object
) -> None:
    if not parsed_response or not response_dict or response_dict.get("status_code") != _OK:
        return
    if set(parsed_response) - {"ResponseMetadata"}:
        return
    body = response_dict.get("body")
    kind = str(response_dict.get("headers", {}).get("content-type", ""))
    if not isinstance(body, bytes) or not body.strip() or "xml" in kind or "cbor" in kind:
        return
    try:
        json.loads(body)
    except ValueError:
        raise CutAnswerError from None


class _Switch:
    """Credentials that are those of whoever makes the call that is signed on this thread."""

    method = "switched"

    def __init__(self, own: Credentials) -> None:
        self._own = own
        self._thread = threading.local()

    def use(self, credentials: Credentials) -> None:
        """Sign the calls that this thread makes from now on with these credentials."""
        self._thread.credentials = credentials

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever botocore asks credentials for
        return getattr(getattr(self._thread, "credentials", self._own), name)


class Clients:
    """The clients of one identity, made when they are first wanted; safe between threads.

    `acting_as` gives the same clients, with their connections, to another identity: a client with
    its service model costs 10 to 100 ms and some MB, and an organization has many accounts.
    """

    def __init__(self, session: botocore.session.Session, options: CollectOptions) -> None:
        self._session = session
        self._switch: _Switch | None = None
        self._credentials: Credentials = session.get_credentials()
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Client] = {}
        self._config = botocore.config.Config(
            connect_timeout=options.connect_timeout,
            read_timeout=options.read_timeout,
            max_pool_connections=options.threads,
            # Calls are repeated here, where the quota is known; botocore must not do it as well.
            retries={"total_max_attempts": 1, "mode": "standard"},
            parameter_validation=False,
            tcp_keepalive=True,
            # Given as a whole, since botocore otherwise composes it anew, twice for every call.
            user_agent=f"lambda-auditor Botocore/{botocore.__version__}",
        )
        configured = session.get_config_variable("region")
        self.region = configured or (options.regions or (_DEFAULT_REGION,))[0]

    def call(
        self, operation: Operation, region: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Make one call and return the answer as boto3 gives it.

        Raises:
            UnsupportedError: the SDK is older than the operation.
            CutAnswerError: the body ended in its middle.
            botocore.exceptions.BotoCoreError, ClientError: as boto3 raises them.
        """
        client = self._client(operation.service, region or self.region)
        if self._switch is not None:
            self._switch.use(self._credentials)
        method = getattr(client, xform_name(operation.name), None)
        if method is None:
            raise UnsupportedError(f"this SDK does not know {operation.id}")
        answer: Mapping[str, Any] = method(**parameters)
        return answer

    def refreshable(self) -> bool:
        """Return whether expired credentials may be replaced by new ones."""
        return isinstance(self._credentials, botocore.credentials.RefreshableCredentials)

    def shareable(self) -> Self:
        """Make every client of these sign with the credentials of whoever calls; return them.

        Wants to be called before the first client is made.
        """
        self._switch = _Switch(self._credentials)
        vars(self._session)["_credentials"] = self._switch  # as in `_assumed`
        return self

    def acting_as(self, credentials: Credentials) -> Clients:
        """Return the same clients for another identity; they must be shareable."""
        made = copy.copy(self)
        made._credentials = credentials  # noqa: SLF001  its own class
        return made

    def endpoint(self, service: str, region: str) -> str:
        """Return the URL that a service's client talks to."""
        return str(self._client(service, region or self.region).meta.endpoint_url)

    def profiles(self) -> tuple[str, ...]:
        """Return the names of the profiles of the AWS configuration."""
        return tuple(self._session.available_profiles)

    def check_regions(self, names: tuple[str, ...]) -> None:
        """Refuse a region that botocore does not know.

        Raises:
            UsageError: there is one.
        """
        _check_regions(self._session, names)

    def lend_models(self, session: botocore.session.Session) -> None:
        """Let another session use the service models that these clients have read."""
        session.register_component("data_loader", self._session.get_component("data_loader"))

    def _client(self, service: str, region: str) -> Client:
        key = (service, region)
        client = self._clients.get(key)
        if client is None:
            with self._lock:
                client = self._clients.get(key)
                if client is None:
                    client = self._make(service, region)
                    self._clients[key] = client
        return client

    def _make(self, service: str, region: str) -> Client:
        try:
            client = self._session.create_client(service, region_name=region, config=self._config)
        except botocore.exceptions.UnknownServiceError as unknown:
            raise UnsupportedError(f"this SDK does not know the service {service}") from unknown
        events = client.meta.events
        events.register("before-parse", _refuse_ambiguous_bodies)
        events.register("response-received", _refuse_cut_bodies)
        if service == "iam":
            # Policy documents are wanted as the text that they are, malformed ones included.
            events.unregister("after-call.iam", botocore.handlers.json_decode_policies)
        return client


def open_clients(options: CollectOptions, models: Clients | None = None) -> Clients:
    """Find credentials, assume the role if one was named, and return what makes the calls.

    With `models`, the service models that those clients have read are not read again.

    Raises:
        UsageError: the profile, the role or a region cannot be right.
        CredentialsError: there are no credentials, they have expired, or the role refuses.
    """
    # botocore's own debug log holds whole answers, and those hold environment values.
    logging.getLogger("botocore").setLevel(logging.INFO)
    if options.role_arn is not None and not _ROLE.fullmatch(options.role_arn):
        raise UsageError(
            f"--role-arn {options.role_arn!r} is not the ARN of a role;"
            " it looks like arn:aws:iam::111122223333:role/auditor"
        )
    session = botocore.session.Session(profile=options.profile)
    if models is not None:
        models.lend_models(session)
    try:
        session.get_scoped_config()
        region = session.get_config_variable("region")
    except botocore.exceptions.ProfileNotFound as missing:
        raise UsageError(
            f"the profile {options.profile or session.profile!r} is in no AWS configuration file;"
            " `aws configure list-profiles` shows those that are"
        ) from missing
    except botocore.exceptions.BotoCoreError as broken:
        raise UsageError(f"the AWS configuration is invalid: {broken}; fix it") from broken
    _check_regions(session, options.regions)
    if region:
        _check_region(str(region), _known_regions(session), "the configured region")
    _credentials(session, options)
    if options.role_arn:
        session = _assume_role(session, options)
    return Clients(session, options)


def _known_regions(session: botocore.session.Session) -> frozenset[str]:
    return frozenset(
        name
        for partition in session.get_available_partitions()
        for name in session.get_available_regions("lambda", partition_name=partition)
    )


def _check_regions(session: botocore.session.Session, regions: tuple[str, ...]) -> None:
    known = _known_regions(session) if regions else frozenset()
    for name in regions:
        _check_region(name, known, "--region")


def _check_region(name: str, known: frozenset[str], source: str) -> None:
    if name not in known:
        raise UsageError(
            f"{source} {name!r} is no region that botocore {botocore.__version__} knows;"
            " name one such as eu-west-1"
        )


def _login(options: CollectOptions) -> str:
    profile = f" --profile {options.profile}" if options.profile else ""
    return f"`aws sso login{profile}`, `aws configure{profile}` or AWS_ACCESS_KEY_ID"


def _credentials(session: botocore.session.Session, options: CollectOptions) -> None:
    try:
        credentials = session.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
    except EOFError:
        raise CredentialsError(
            "the profile needs an MFA code, and there is no terminal to ask for it: run this in a"
            " terminal, or with the temporary credentials of `aws sts get-session-token`"
        ) from None
    except (*CREDENTIAL_ERRORS, botocore.exceptions.ClientError, RuntimeError) as error:
        raise CredentialsError(
            f"the AWS credentials cannot be used ({type(error).__name__}: {error});"
            f" get new ones with {_login(options)}"
        ) from error
    except botocore.exceptions.BotoCoreError as error:
        raise UsageError(f"the AWS configuration is invalid: {error}; fix it") from error
    if credentials is None:
        raise CredentialsError(
            f"no AWS credentials were found; provide some with {_login(options)}"
        )


def _assume_role(
    session: botocore.session.Session, options: CollectOptions
) -> botocore.session.Session:
    try:
        credentials = _fetch_renewable(_fetcher(session, options))
    except (*CREDENTIAL_ERRORS, botocore.exceptions.ClientError) as error:
        raise CredentialsError(
            f"the role {options.role_arn} cannot be assumed ({error}); its trust policy must allow"
            " the caller, with --external-id where it asks for one"
        ) from error
    except botocore.exceptions.BotoCoreError as error:
        raise CredentialsError(
            f"the role {options.role_arn} cannot be assumed: AWS STS could not be reached ({error})"
        ) from error
    inner = botocore.session.Session(profile=options.profile)
    # The service models that are read already, 119 ms and some MB.
    inner.register_component("data_loader", session.get_component("data_loader"))
    # There is no public way to hand a session credentials that renew themselves.
    vars(inner)["_credentials"] = credentials
    return inner


def _fetcher(
    session: botocore.session.Session, options: CollectOptions
) -> botocore.credentials.AssumeRoleCredentialFetcher:
    arguments = {"RoleSessionName": _SESSION_NAME}
    if options.external_id:
        arguments["ExternalId"] = options.external_id
    region = session.get_config_variable("region") or (options.regions or (_DEFAULT_REGION,))[0]
    config = botocore.config.Config(
        connect_timeout=options.connect_timeout, read_timeout=options.read_timeout
    )

    def client(service: str, **credentials: Any) -> Client:  # noqa: ANN401  botocore's own
        return session.create_client(service, region_name=region, config=config, **credentials)

    return botocore.credentials.AssumeRoleCredentialFetcher(
        client_creator=client,
        source_credentials=session.get_credentials(),
        role_arn=str(options.role_arn),
        extra_args=arguments,
    )


def _fetch_renewable(
    fetcher: botocore.credentials.AssumeRoleCredentialFetcher,
) -> botocore.credentials.RefreshableCredentials:
    first = fetcher.fetch_credentials()

    def credentials(**margins: int) -> botocore.credentials.RefreshableCredentials:
        return botocore.credentials.RefreshableCredentials.create_from_metadata(
            first, refresh_using=fetcher.fetch_credentials, method="assume-role", **margins
        )

    ends = datetime.fromisoformat(str(first["expiry_time"]))
    remaining = int((ends - datetime.now(UTC)).total_seconds())
    # Renewing starts 15 minutes before the end; of credentials that live no longer than that
    # it would be done at every call.
    return credentials(
        advisory_timeout=max(0, min(900, remaining // 3)),
        mandatory_timeout=max(0, min(600, remaining // 6)),
    )
