"""Calls on the event loop bring what calls through botocore's client bring, and lose nothing."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from auditor.collect import UNPACED, CollectOptions, collect
from auditor.collect.aws.direct_route import DirectRoute
from auditor.collect.aws.sign_in import open_clients
from auditor.model import Account, Known, Need, Unknown
from tests.collect.conftest import Read, facts, unknowns
from tests.simulator import Fault, SimulatedAccount, Simulator, generated

NEEDS = frozenset({Need.FUNCTION_DETAILS, Need.RESOURCE_POLICY, Need.ALIASES, Need.FUNCTION_URLS})
PER_FUNCTION = "lambda:[GL]*"
KINDS = (
    *("throttle", "deny", "deny-scp", "deny-boundary", "disable", "500"),
    *("cut", "reset", "html", "empty"),
)
OPERATIONS = ("lambda:GetFunction", "lambda:GetPolicy", "lambda:ListAliases")


def outcome(read: Read, given: SimulatedAccount, fault: Fault | None, **options: Any) -> Any:
    """Return facts, numbers of calls as counted, and numbers of calls as served."""
    found, simulator = read(given, *([fault] if fault else []), needs=NEEDS, **options)
    counted = (found.calls.by_operation, found.calls.throttled, found.calls.retried)
    # Each way talks to a simulator of its own.
    return re.sub(r"127\.0\.0\.1:\d+", "host", repr(facts(found))), counted, simulator.count()


def test_both_ways_bring_the_same_facts_with_the_same_calls(read: Read) -> None:
    given = generated(40, 2)
    ways = [outcome(read, given, None, direct_calls=direct) for direct in (True, False)]
    assert ways[0] == ways[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_fault_that_stays_means_the_same_both_ways(read: Read, kind: str, operation: str) -> None:
    given = generated(2)
    fault = Fault(kind=kind, operations=operation)
    ways = [outcome(read, given, fault, direct_calls=direct) for direct in (True, False)]
    assert ways[0] == ways[1]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_answer_that_ends_early_is_lost_both_ways(read: Read, operation: str) -> None:
    # botocore's transport hands on what has arrived; a direct call says that the connection ended.
    words = re.compile(r"'(?:code|reason)': '[^']*'|'loss': <[^>]*>")
    fault = Fault(kind="truncate", operations=operation)
    ways = [outcome(read, generated(2), fault, direct_calls=direct) for direct in (True, False)]
    assert words.sub("", ways[0][0]) == words.sub("", ways[1][0])
    assert ways[0][1:] == ways[1][1:]


@pytest.mark.parametrize("direct", [True, False])
def test_an_answer_that_does_not_come_is_asked_for_again_and_then_lost(
    read: Read, *, direct: bool
) -> None:
    fault = Fault(kind="hang", operations="lambda:GetPolicy", seconds=4.0)
    found, simulator = read(generated(1), fault, needs=NEEDS, direct_calls=direct, read_timeout=1.0)
    assert "did not answer in time (ReadTimeoutError)" in repr(facts(found))
    assert simulator.count()["lambda:GetPolicy"] == 3


def test_credentials_that_expire_mean_the_same_both_ways(read: Read) -> None:
    fault = Fault(kind="expire", operations="lambda:GetFunction")
    for direct in (True, False):
        found, _ = read(generated(5), fault, needs=NEEDS, direct_calls=direct)
        assert found.interrupted


def test_an_answer_that_takes_too_long_is_given_up(read: Read) -> None:
    fault = Fault(kind="hang", operations="lambda:GetPolicy", seconds=1.5)
    found, simulator = read(generated(1), fault, needs=NEEDS, call_seconds=0.3)
    (function,) = found.functions()
    assert isinstance(function.policies, Unknown) or unknowns(found)
    assert simulator.count()["lambda:GetPolicy"] == 2
    assert "CallDeadline" in repr(found)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """Return the certificate of an authority, and a server's context that it vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = tmp_path / "key.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, private)
    return bundle, context


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the operations that are asked for on the loop, as they are asked for."""
    asked: list[str] = []
    before = DirectRoute.request

    def request(self: Any, operation: str, parameters: Any, credentials: Any) -> bytes:
        asked.append(operation)
        return before(self, operation, parameters, credentials)

    monkeypatch.setattr(DirectRoute, "request", request)
    return asked


def read_at(url: str, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Account:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    settings = {"quota_share": UNPACED, "threads": 4, "regions": ("eu-west-1",), **options}
    return collect(NEEDS, CollectOptions(**settings))


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_a_bundle_of_authorities_is_trusted(
    variable: str,
    authority: tuple[Path, ssl.SSLContext],
    direct: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle, context = authority
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(variable, str(bundle))
    with Simulator(generated(2), tls=context) as simulator:
        found = read_at(simulator.url, monkeypatch)
    assert unknowns(found) == set()
    assert "GetFunction" in direct


def test_an_authority_that_is_not_trusted_ends_every_call(
    authority: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, context = authority
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    with Simulator(generated(1), tls=context) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        # botocore trusts the bundle; the list of functions is asked for without it, and refused.
        clients = open_clients(CollectOptions(regions=("eu-west-1",)))
        route = clients.direct_route("lambda", "eu-west-1")
        assert route is not None
        assert route.endpoint.tls is not None
        strict = ssl.create_default_context()
        object.__setattr__(route.endpoint, "tls", strict)
        options = CollectOptions(quota_share=UNPACED, regions=("eu-west-1",))
        found = collect(NEEDS, options, access=clients)
    functions = found.regions[0].functions
    assert isinstance(functions, Unknown)
    assert functions.code == "SSLError"


def test_a_certificate_for_another_name_is_refused(
    authority: tuple[Path, ssl.SSLContext], direct: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, context = authority
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    with Simulator(generated(1), tls=context) as simulator:
        url = simulator.url.replace("localhost", "127.0.0.1")
        found = read_at(url, monkeypatch)
    assert set(direct) == {"ListFunctions"}
    (region,) = found.regions
    assert isinstance(region.functions, Unknown)
    assert region.functions.code == "SSLError"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PROXY", "{url}"),
        ("http_proxy", "{url}"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
    ],
)
def test_what_only_botocore_heeds_is_left_to_botocore(
    name: str, value: str, direct: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Simulator(generated(2)) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        monkeypatch.setenv(name, value.format(url=simulator.url))
        route = open_clients(CollectOptions()).direct_route("lambda", "eu-west-1")
    assert route is None
    assert direct == []


def test_a_proxy_carries_every_call(direct: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Simulator(generated(2)) as simulator:
        # Reached by the proxy's address alone, since nothing serves this one.
        monkeypatch.setenv("HTTP_PROXY", simulator.url)
        found = read_at("http://lambda.invalid", monkeypatch)
        assert simulator.count()["lambda:GetFunction"] == 2
    assert unknowns(found) == set()
    assert direct == []


def test_credentials_that_end_soon_are_renewed_on_a_thread(read: Read, direct: list[str]) -> None:
    given = generated(75)
    given.session_seconds = 4.0
    role = "arn:aws:iam::111122223333:role/auditor"
    found, _ = read(given, role_arn=role, needs=NEEDS, quota_share=1.0)
    assert not found.interrupted
    assert unknowns(found) == set()
    assert isinstance(found.functions()[0].details, Known)
    assert len(direct) > 150
