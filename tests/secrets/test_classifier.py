# ruff: noqa: S311, SLF001, E501  made-up pairs need no cryptography; the key is what is tested
from __future__ import annotations

import copy
import importlib.util
import pickle
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from auditor.analysis.secrets import Classifier, Format, Reference
from auditor.analysis.secrets.checksums import base62, crc32_base62
from auditor.analysis.secrets.formats import FORMATS, NAMED_FORMATS
from auditor.model.errors import UsageError

SEED, EACH = 20261121, 6
RUN = 4  # characters of a value that may not come back


def _next_to_this(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAIRS = _next_to_this("pairs")
ADVERSARIAL = _next_to_this("adversarial").ADVERSARIAL


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.new()


def _judged(classifier: Classifier, kind: str) -> list[bool]:
    make = PAIRS.SECRETS.get(kind) or PAIRS.INNOCENTS[kind]
    random = Random(f"{SEED} {kind}")
    return [classifier.classify("environment", *make(random)) is not None for _ in range(EACH)]


def test_there_are_enough_kinds() -> None:
    assert len(PAIRS.SECRETS) >= 80
    assert len(PAIRS.INNOCENTS) >= 55
    kinds = PAIRS.SECRETS.keys() | PAIRS.INNOCENTS.keys()
    assert kinds >= PAIRS.HELD_OUT


@pytest.mark.parametrize("kind", PAIRS.SECRETS)
def test_secrets_are_seen(classifier: Classifier, kind: str) -> None:
    assert sum(_judged(classifier, kind)) >= EACH - 1


@pytest.mark.parametrize("kind", PAIRS.INNOCENTS)
def test_innocent_values_are_left_alone(classifier: Classifier, kind: str) -> None:
    assert sum(_judged(classifier, kind)) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "change" + "me"),
        ("JWT_SECRET", "sec" + "ret"),
        ("DB_PASSWORD", "pass" + "word"),
        ("STRIPE_KEY", "sk_" + "test_" + "4eC39HqLyjWDarjtT1zdp7dc"),
        ("ADMIN_HASH", "$2b$" + "12$" + "abcdefghijklmnopqrstuv" * 2 + "012345678"),
        ("TWILIO_SID", "S" + "K0123456789abcdef0123456789abcdef"),
    ],
)
def test_what_is_contested_has_low_confidence(
    classifier: Classifier, name: str, value: str
) -> None:
    sighting = classifier.classify("environment", name, value)
    assert sighting is not None
    assert sighting.confidence == "low"


def test_nothing_that_comes_back_holds_a_run_of_the_value(classifier: Classifier) -> None:
    random = Random(SEED)
    for _, _, name, value in PAIRS.pairs(SEED, 2):
        secret = "".join(random.choice(PAIRS.BASE62) for _ in range(24))
        for text in (value, secret, f"postgres://svc:{secret}@db.internal/app"):
            sighting = classifier.classify("environment", name, text)
            if sighting is not None and text is not value:
                told = repr(sighting).replace(name, "")
                assert not any(secret[at : at + RUN] in told for at in range(len(secret) - RUN))


def test_equal_secrets_share_a_fingerprint_within_a_run_only() -> None:
    one, other = Classifier.new(), Classifier.new()
    value = "T0psecret" + "Value!9"
    seen = [one.classify("environment", name, value) for name in ("DB_PASSWORD", "MAIL_PASSWORD")]
    again = other.classify("environment", "DB_PASSWORD", value)
    assert seen[0] is not None
    assert seen[1] is not None
    assert again is not None
    assert seen[0].fingerprint == seen[1].fingerprint != again.fingerprint
    assert re.fullmatch(r"[0-9a-f]{8}", seen[0].fingerprint)


def test_the_key_never_leaves_the_classifier(classifier: Classifier) -> None:
    key = classifier._key
    assert key.hex() not in repr(classifier)
    assert repr(key) not in f"{classifier!r} {classifier}"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled"):
            leave(classifier)


@pytest.mark.parametrize(
    "make",
    [
        lambda r: "".join(r.choice(PAIRS.BASE62) for _ in range(32)),
        lambda r: "gh" + "p_" + "".join(r.choice(PAIRS.BASE62) for _ in range(36)),
        lambda r: "".join(r.choice(PAIRS.HEX) for _ in range(40)),
        lambda r: PAIRS._b64(r, 30),
        lambda r: f"https://u:{r.getrandbits(64):x}@db.internal/x",
        lambda r: f"https://db.internal/?token={r.getrandbits(128):x}",
        lambda r: f"AIza{''.join(r.choice(PAIRS.URLSAFE) for _ in range(35))}",
        lambda r: f"{r.getrandbits(128):x}.internal",
        lambda r: f"sqs:{r.getrandbits(128):x}",
        lambda r: f"arn:aws:s3:::{''.join(r.choice(PAIRS.BASE62) for _ in range(40))}",
        PAIRS._jwt,
    ],
    ids=range(11),
)
@pytest.mark.parametrize(
    "name",
    [
        "TABLE_NAME", "BUCKET", "QUEUE_URL", "TOPIC_ARN", "AWS_LAMBDA_EXEC_WRAPPER", "DD_SERVICE",
        "POWERTOOLS_SERVICE_NAME", "OTEL_PROPAGATORS", "NODE_OPTIONS", "DD_TRACE_ENABLED",
        "LOG_LEVEL", "DB_PASSWORD", "ENDPOINT", "X",
    ],
)  # fmt: skip
def test_a_planted_secret_never_comes_back_as_a_reference(
    classifier: Classifier, name: str, make: Callable[[Random], str]
) -> None:
    value = make(Random(f"{SEED}{name}"))
    kept = classifier.reference(name, value) or ""
    parts = re.findall(r"[A-Za-z0-9]{12,}", value)
    assert not any(part in kept for part in parts), (name, value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("TOPIC_ARN", "arn:aws:sns:eu-west-1:111122223333:orders", None),
        ("X", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3", None),
        ("Q", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders.fifo", None),
        ("DB_HOST", "10.1.2.3", None),
        ("DB_HOST", "db.corp.internal:5432", "db.corp.internal"),
        ("URL", "https://vpce-1-a.execute-api.eu-west-1.vpce.amazonaws.com/prod?x=1",
         "vpce-1-a.execute-api.eu-west-1.vpce.amazonaws.com"),
        ("JDBC", "jdbc:postgresql://orders.abc.eu-west-1.rds.amazonaws.com:5432/app",
         "orders.abc.eu-west-1.rds.amazonaws.com"),
        ("BROKERS", "b-1.x.kafka.eu-west-1.amazonaws.com:9092,b-2.x.kafka.eu-west-1.amazonaws.com:9092",
         "b-1.x.kafka.eu-west-1.amazonaws.com,b-2.x.kafka.eu-west-1.amazonaws.com"),
        ("TABLE_NAME", "orders-Table-VV9L3O6TV2J4", None),
        ("AWS_LAMBDA_EXEC_WRAPPER", "/opt/datadog_wrapper", None),
        ("DD_TRACE_ENABLED", "true", None),
        ("POWERTOOLS_SERVICE_NAME", "orders", None),
    ],
)  # fmt: skip
def test_what_later_checks_need_is_kept(
    classifier: Classifier, name: str, value: str, kept: str | None
) -> None:
    assert classifier.reference(name, value) == (kept or value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_HOST", "8.8.8.8"),
        ("URL", "https://api.example.com/x"),
        ("NOTE", "some text"),
        ("A", ""),
    ],
)
def test_the_rest_is_not_kept(classifier: Classifier, name: str, value: str) -> None:
    assert classifier.reference(name, value) is None


def test_the_users_formats_and_references_count() -> None:
    own = Format(id="acme", pattern=r"acme-[a-z]{8}", literal="acme-", source="own")
    pointing = Reference(id="cfg", pattern=r"cfg!\S{1,100}")
    classifier = Classifier.new(extra_formats=[own], extra_references=[pointing])
    seen = classifier.classify("environment", "X", "acme-" + "abcdefgh")
    assert seen is not None
    assert seen.detector == "acme"
    assert classifier.classify("environment", "DB_PASSWORD", "cfg!db/password") is None
    assert Classifier.new().classify("environment", "DB_PASSWORD", "cfg!db/password") is not None


@pytest.mark.parametrize("pattern", ["(", "a*", "[z-a]"])
def test_a_wrong_pattern_of_the_users_is_one_clear_error(pattern: str) -> None:
    with pytest.raises(UsageError, match="'mine'"):
        Classifier.new(extra_references=[Reference(id="mine", pattern=pattern)])


# What these cost is measured by bench/secrets.py; here a hang would be ended by pytest-timeout.
@pytest.mark.parametrize("value", ADVERSARIAL, ids=range(len(ADVERSARIAL)))
@pytest.mark.parametrize("name", ["DB_PASSWORD", "API_KEY", "AUTH", "X"])
def test_an_adversarial_value_is_judged_and_never_quoted(
    classifier: Classifier, name: str, value: str
) -> None:
    seen = classifier.classify("environment", name, value)
    classifier.reference(name, value)
    assert value not in repr(seen)


def test_a_name_of_seventy_thousand_characters_is_judged(classifier: Classifier) -> None:
    name = "API_KEY" * 10_000
    seen = classifier.classify("environment", name, "x1" * 2000)
    assert seen is None or seen.name == name


def test_format_ids_are_sound() -> None:
    for row in FORMATS:
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", row.id)
        assert row.confidence in {"high", "medium", "low"}
        assert row.source
        assert row.literal
        assert not re.search(
            r"(?<!\\)[*+](?!\+)", re.sub(r"\[[^\]]*\]|\(\?!.*?\)", "", row.pattern)
        ), row.id
    assert all(re.compile(row.pattern) for row in NAMED_FORMATS)


def test_a_right_checksum_is_said(classifier: Classifier) -> None:
    body = "abcdefghijklmnopqrstuvwxyz0123"
    token = "gh" + "p_" + body + base62(zlib.crc32(body.encode()), 6)
    assert crc32_base62(token)
    seen = classifier.classify("environment", "X", token)
    assert seen is not None
    assert "checksum" in seen.reason
    wrong = classifier.classify("environment", "X", token[:-1] + "A")
    assert wrong is not None


def test_code_is_scanned_for_formats_only(classifier: Classifier) -> None:
    token = "gh" + "p_" + "0123456789abcdefghijABCDEFGHIJ012345"
    code = f'token = "{token}"\nagain = "{token}"\npassword = "hunter22"\n'
    seen = classifier.scan_text("app.py", code, own=True)
    assert [(s.place, s.name, s.detector) for s in seen] == [("package", "app.py", "github-token")]
    assert token not in repr(seen)


def test_prefixes_alone_in_a_large_file_are_no_secrets(classifier: Classifier) -> None:
    hostile = ("gh" + "p_ AKIA sk- xoxb- glpat- -----BEGIN PRIVATE KEY eyJ ") * 20_000
    assert not classifier.scan_text("a.js", hostile, own=True)


@pytest.mark.parametrize("text", ["Handles orders", "Rotates the password: runs at noon", "v1.2.3"])
def test_prose_is_innocent(classifier: Classifier, text: str) -> None:
    assert classifier.classify("description", "Description", text) is None


def test_a_password_in_a_description_is_seen(classifier: Classifier) -> None:
    text = "Loader, uses postgres://svc:" + "Zx81abQQ" + "@db.example.com/app"
    sighting = classifier.classify("description", "Description", text)
    assert sighting is not None
    assert sighting.place == "description"
