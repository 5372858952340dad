"""Credentials and roles: from the options to what makes the calls."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any

import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.session

from auditor.collect.aws.clients import (
    CREDENTIAL_ERRORS,
    DEFAULT_REGION,
    Client,
    Clients,
)
from auditor.collect.aws.clock import clock_fault
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.region_names import check_region, check_regions, known_regions
from auditor.collect.aws.service_models import read_needed_models
from auditor.model.errors import CredentialsError, UsageError

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
SESSION_NAME = "lambda-auditor"


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
    if models is None:
        read_needed_models(session)
    check_regions(session, options.regions)
    if region:
        check_region(str(region), known_regions(session), "the configured region")
    _credentials(session, options)
    if options.role_arn:
        session = _assume_role(session, options)
    return Clients(session, options)


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
        if clock := clock_fault(getattr(error, "response", {})):
            raise CredentialsError(f"AWS refuses every call: {clock}") from error
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
    arguments = {"RoleSessionName": SESSION_NAME}
    if options.external_id:
        arguments["ExternalId"] = options.external_id
    region = session.get_config_variable("region") or (options.regions or (DEFAULT_REGION,))[0]
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
