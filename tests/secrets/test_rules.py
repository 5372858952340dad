# ruff: noqa: E501, SIM905  one pair a line; lists of words read better as text
"""The rules that a labelled set of another hand taught: one pair each, put together at run time."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from auditor.analysis.secrets import Classifier

DRAWN = "qX7v" + "T2mLw9" + "RzK4bN"  # 16 characters that no word explains
LONG = DRAWN + "8pYc3" + "DfH6s"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.new()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # licences
        ("LICENSE", "cc0933e9-d0e4-499b-" + "a27d-9dd654bd1d8c"),
        ("GRID_LICENCE", "fJL3A8nAOQ" + "IPTaLJ"),
        ("VENDOR_LICENSE_KEY", "5FE4U-EFRBF-HEXPL-" + "CDPEI-BSTU9"),
        # phrases
        ("HASH_SALT", "harbor turtle maple lemon"),
        ("PASSWORD_SALT", "ginger panda salt 41!"),
        ("JWT_SECRET", "ginger dragon cobalt 70!"),
        ("MY_SECRET_KEY", "mirror castle copper 10!"),
        # passwords that are shaped as something else
        ("DB_PASSWORD", "/IW0xTz" + "cQo/V5DZq"),
        ("REDIS_PASSWORD", "copper-" + "blue25"),
        ("REDIS_AUTH", "qwe" + "rty459"),
        ("ROOTPW", "winter" + "Fox8"),
        # keys of vendors and of purposes
        ("GOOGLE_MAPS_KEY", "c094ac3f41a33187" + "53898b54e30b9808"),
        ("INSTANA_KEY", "a94953e7-0f10-45e4-" + "8a31-fbf1c152624f"),
        ("STRIPE_SK", LONG),
        ("SIGNATURE_KEY", DRAWN),
        ("SNMP_COMMUNITY", LONG),
        ("SPLUNK_HEC", "625b2000-24a8-42cc-" + "a7fa-dd74e4ff9867"),
        ("HONEYCOMB_WRITEKEY", "f9374fbf04d841c1" + "d5beffd7abfd3006"),
        ("X", "xa" + "at-3731175c-13f3-45c0-8272-380272a2c71f"),
        ("X", "https://endpoint4.collection.us2.sumologic.com/receiver" + "/v1/http/" + LONG * 3),
        ("X", "https://hook.eu1.make.com/" + "ovdorihfhn4titk6088p2hcgugr7o5ir"),
        ("CIPHER_KEY", "5cddf628fa96c0f32165a4a81d50a107" * 2),
        ("TOTP_SECRET", "YJB4DCIPRBURIPPC" + "6ILTDEMEZ7UXD6GT"),
        ("COGNITO_CLIENT_SECRET", "lrda2j7zksy7c" + "ipsksiva4zrds"),
        ("CLIENT_SECRET", "nyjUPwi-H6KU-fIu" + "FVuQfVCyopw-7qDG"),
        ("BASIC_AUTH_HEADER", base64.b64encode(b"billing:" + DRAWN.encode()).decode()),
        ("API_KEYS", "bnityr14HjPvORMB" + "IOT7cAT1,eeRVAuYUh0UgxOHvxeFiPjWV,P33UPwYIfgGPWYDruUKePjEr"),
        # command lines and password files
        ("CMD", f"mysql -h db.internal -u audit -p{DRAWN} shop"),
        ("CMD", f"/usr/bin/mysqldump --single-transaction -p'{DRAWN}' shop"),
        ("CMD", f"sshpass -p {DRAWN} ssh deploy@10.0.0.1"),
        ("CMD", f"sqlcmd -S db -U sa -P {DRAWN}"),
        ("CMD", f"redis-cli -h cache -a {DRAWN} ping"),
        ("CMD", f"docker login -u svc -p {DRAWN} registry.example.com"),
        ("CMD", f"aws configure set aws_secret_access_key {LONG}"),
        ("PGPASS", f"db.internal:5432:shop:svc:{DRAWN}"),
        # wrapped
        ("DB_URI", "mssql+pyodbc:///?odbc_connect=" + quote(f"DRIVER={{ODBC}};UID=svc;PWD={DRAWN}")),
        ("CONFIG", f"{{user: 'gateway', password: '{DRAWN}'}}"),
        ("CONFIG", "{user: 'gateway', password: 'GneQJq" + "YDDoEm'}"),
        ("JDBC", f"jdbc:mysql://auth.internal:3306/shop?password={DRAWN}"),
        ("ENGINE", f"sip:gateway:{DRAWN}@sip.example.com:5060"),
    ],
)  # fmt: skip
def test_secrets_of_unlikely_build_are_seen(classifier: Classifier, name: str, value: str) -> None:
    seen = classifier.classify("environment", name, value)
    assert seen is not None
    assert seen.confidence in {"high", "medium"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # a host or a user of a URL that is called as a credential
        ("CONFIG", "jdbc:mysql://auth.internal:3306/reports?user=auth&useSSL=true"),
        ("URL", "https://auth.example.com:8443/realms/x"),
        ("URL", "postgresql://auth:****@db.internal:5432/shop"),
        # names with a word behind the credential
        ("AUTH_UUID_NAMESPACE", "f75c1e08-58cf-40fe-82d0-45080c2253c1"),
        ("JWT_SECRET_SSM", "orders-db-secret"),
        ("API_KEY_PLAN", "SkylarkWebhook"),
        ("OTP_SENDER", "etl-Fjord-ZA2JFV2LAAJY"),
        # values that are names
        ("DB_SECRET", "SkylarkRankingSecret-WXBk6Z5uFc85"),
        ("AUTH_STAGE", "skylark-tracker-3tqt1uc50n6k"),
        ("DB_PASSWORD", "/opt/shared/x1/y2"),
        ("DB_CREDS", "akeyless:/prod/crm"),
        ("DB_PASSWORD", "not-set"),
        ("TABLE_SK", "sk"),
        # a licence's name
        ("LICENSE", "Apache-2.0"),
        ("LICENSE", "CC-BY-NC-SA-4.0"),
        # variables
        ("QUERY", "mutation { login(password: $password) { token } }"),
        ("DB_PASSWORD", "$dbPassword"),
        ("DB_URL", "amqp://$user:$password@mq.internal/"),
        # command lines that hold none
        ("CMD", "mysql -h db.internal -u audit -p shop"),
        ("CMD", "docker run -p 8080:8080 registry.example.com/auth"),
        ("CMD", "redis-cli -h cache -a ${REDIS_PASSWORD} ping"),
        ("CMD", "docker login -u svc -p $PASSWORD registry.example.com"),
        ("BROKERS", "b-1.auth:9092:topic:group:orders"),
        # what is said of a secret
        ("STRIPE_SECRET_KEY", "get this from stripe website"),
        ("JWT_KEY", "JWT secret key here, any random key"),
        ("JWT_SECRET", "generate-a-long-random-string"),
        ("SECRET_KEY", "not-a-real-secret"),
        ("DB_PASSWORD", "from-secrets-manager"),
        ("DB_PASSWORD", "will be set at deploy time"),
        ("DB_PASSWORD", "use-iam-auth"),
        ("DB_PASSWORD", "***REMOVED***"),
        ("DB_PASSWORD", "@@DB_PASSWORD@@"),
        ("DB_PASSWORD", "#{DB_PASSWORD}#"),
        ("DB_PASSWORD", "MyRdsSecret"),
        ("API_KEY", "00000000-0000-0000-0000-000000000000"),
        ("SLACK_BOT_TOKEN", "xox" + "b-your-bot-token"),
        ("SENDGRID_API_KEY", "SG." + "x" * 22 + "." + "x" * 43),
        ("DATABASE_URL", "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
        ("PRIVATE_KEY", "-----BEGIN PRIVATE" + " KEY-----\n...\n-----END PRIVATE" + " KEY-----"),
        # prose
        ("JWT_SECRET", "Enter your secret here"),
        ("SECRET_KEY_HELP", "the key that signs the sessions"),
    ],
)  # fmt: skip
def test_what_only_smells_of_secrets_is_left_alone(
    classifier: Classifier, name: str, value: str
) -> None:
    assert classifier.classify("environment", name, value) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEY", "0123456789abcdef" * 2),
        ("API_KEY", "deadbeef" * 4),
        ("API_KEY", "12345678-1234-1234-1234-123456789012"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY"),
        ("DB_PASSWORD", "dbpassword"),
    ],
)
def test_what_everybody_types_is_contested(classifier: Classifier, name: str, value: str) -> None:
    seen = classifier.classify("environment", name, value)
    assert seen is not None
    assert seen.confidence == "low"


@pytest.mark.parametrize("name", "JWT_SECRET SESSION_SECRET SECRET_KEY".split())
def test_words_without_spaces_are_contested(classifier: Classifier, name: str) -> None:
    seen = classifier.classify("environment", name, "orders-super-secret-364")
    assert seen is not None
    assert seen.confidence == "low"
    assert "364" not in repr(seen)


def test_equal_pairs_and_commands_are_told_once(classifier: Classifier) -> None:
    value = f"token={LONG} token={LONG} mysql -p{LONG} mysql -p{LONG}"
    seen = classifier.classify("environment", "CMD", value)
    assert seen is not None
    assert LONG not in repr(seen)
