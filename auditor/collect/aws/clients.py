"""Who asks: credentials, and one client per service and region.

boto3 is used through its core, botocore: the part of boto3 above it offers nothing that is needed
here, and takes a fifth of a second to import.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping
from typing import Any, Self, TypeAlias

import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.handlers
import botocore.session
from botocore import xform_name

from auditor.collect.aws.answer_guards import refuse_ambiguous_bodies, refuse_cut_bodies
from auditor.collect.aws.body_limit import limit_bodies
from auditor.collect.aws.direct_route import DirectRoute, direct_route
from auditor.collect.aws.newer_members import add_newer_members
from auditor.collect.aws.operations import Operation
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.region_names import check_regions

Client: TypeAlias = Any  # botocore makes the classes of its clients at run time
Credentials: TypeAlias = Any  # botocore's, which has no types

DEFAULT_REGION = "us-east-1"

# What botocore raises when credentials cannot be had, or had again.
CREDENTIAL_ERRORS = (
    botocore.exceptions.NoCredentialsError,
    botocore.exceptions.PartialCredentialsError,
    botocore.exceptions.CredentialRetrievalError,
    botocore.exceptions.MetadataRetrievalError,
    botocore.exceptions.SSOError,
    botocore.exceptions.TokenRetrievalError,
)


SDK = f"the installed AWS SDK (botocore {botocore.__version__})"


class UnsupportedError(Exception):
    """This SDK does not know the operation."""


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
        self._routes: dict[tuple[str, str], DirectRoute | None] = {}
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
        self.region = configured or (options.regions or (DEFAULT_REGION,))[0]

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
            raise UnsupportedError(f"{SDK} does not know {operation.id}")
        answer: Mapping[str, Any] = method(**parameters)
        return answer

    def direct_route(self, service: str, region: str) -> DirectRoute | None:
        """Return the way to a service without its client, or None if only the client knows it.

        Raises:
            UnsupportedError, botocore.exceptions.BotoCoreError: there is no client either.
        """
        key = (service, region or self.region)
        if key not in self._routes:
            self._routes[key] = direct_route(self._client(*key), self._session)
        return self._routes[key]

    @property
    def credentials(self) -> Credentials:
        """Return what calls are signed with."""
        return self._credentials

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
        check_regions(self._session, names)

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
            raise UnsupportedError(f"{SDK} does not know the service {service}") from unknown
        limit_bodies(client)
        events = client.meta.events
        events.register("before-parse", refuse_ambiguous_bodies)
        events.register("response-received", refuse_cut_bodies)
        if service == "lambda":
            events.register("response-received", add_newer_members)
        if service == "iam":
            # Policy documents are wanted as the text that they are, malformed ones included.
            events.unregister("after-call.iam", botocore.handlers.json_decode_policies)
        return client
