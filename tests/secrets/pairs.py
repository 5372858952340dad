# ruff: noqa: SIM905  lists of words read better as text
# ruff: noqa: E501, S311, ARG005  one line a kind
"""Labelled NAME=VALUE pairs, made at run time: no text here looks like a token by itself.

Every kind is a function of a random generator. `SECRETS` hold something that has to be moved,
`INNOCENTS` look alike and do not. `HELD_OUT` names kinds that no rule was tuned on.
"""

from __future__ import annotations

import base64
import json
import string
import uuid
from collections.abc import Callable, Iterator
from random import Random

Pair = tuple[str, str]
Kind = Callable[[Random], Pair]

BASE62 = string.ascii_letters + string.digits
BASE64 = BASE62 + "+/"
URLSAFE = BASE62 + "-_"
HEX = "0123456789abcdef"
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
WORDS = (
    "orders payment invoice catalog shipping customer account billing report ledger harbor meadow"
    " falcon copper velvet lantern summit orchid thunder marble canyon breeze walnut pepper"
).split()
SERVICES = ("orders", "billing", "app", "payments", "crm", "search", "mobile", "internal")


def _r(r: Random, alphabet: str, length: int) -> str:
    return "".join(r.choice(alphabet) for _ in range(length))


def _hex(r: Random, length: int) -> str:
    return _r(r, HEX, length)


def _b64(r: Random, length: int) -> str:
    return base64.b64encode(r.randbytes(length)).decode()


def _uuid(r: Random) -> str:
    return str(uuid.UUID(int=r.getrandbits(128), version=4))


def _word(r: Random) -> str:
    return r.choice(WORDS)


def _human(r: Random) -> str:
    a, b = _word(r), _word(r)
    return r.choice(
        (
            f"{a.title()}{r.randint(10, 9999)}!",
            f"{a}{b.title()}{r.randint(1, 99)}",
            f"{a.replace('e', '3').replace('a', '@')}#{r.randint(10, 99)}",
            _r(r, BASE62 + "!@#%^*", 14),
            f"{a}-{b}-{_word(r)}",
            f"{a}{r.randint(100, 999)}",
            f"{a} {b} {_word(r)} {_word(r)}",
        )
    )


def _jwt(r: Random, **claims: object) -> str:
    def part(data: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    payload = {"sub": _uuid(r), "iat": 1700000000, **claims}
    return ".".join((part({"alg": "HS256", "typ": "JWT"}), part(payload), _r(r, URLSAFE, 43)))


def _pem(r: Random, what: str = "PRIVATE KEY", newline: str = "\n") -> str:
    body = _b64(r, 600)
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return newline.join((f"-----BEGIN {what}-----", *lines, f"-----END {what}-----"))


def _named(name: str, value: Callable[[Random], str]) -> Kind:
    return lambda r: (r.choice(("", "", "APP_", "PROD_", "MY_")) + name, value(r))


def _one(*names: str) -> Callable[[Random], str]:
    return lambda r: r.choice(names)


def _of(names: Callable[[Random], str], value: Callable[[Random], str]) -> Kind:
    return lambda r: (names(r), value(r))


def _token(name: str, prefix: str, alphabet: str, length: int, suffix: str = "") -> Kind:
    return _named(name, lambda r: prefix + _r(r, alphabet, length) + suffix)


SECRETS: dict[str, Kind] = {
    # inside other shapes
    "first field of a query": _named("FEED_URL", lambda r: f"https://api.example.com/v1?{r.choice(('auth_token', 'key', 'apikey'))}={_r(r, BASE62, 32)}"),
    "cookie": _of(_one("SESSION_COOKIE", "COOKIE"), lambda r: f"session={_r(r, BASE62, 40)}; Path=/; HttpOnly"),
    "password alone on a YAML line": _named("CONFIG_YAML", lambda r: f"db:\n  user: app\n  password: {_word(r)}\n"),
    "XML element": _named("SETTINGS_XML", lambda r: f"<a><password>{_r(r, BASE62, 14)}</password></a>"),
    "curl user": _named("HEALTH_COMMAND", lambda r: f"curl -u admin:{_r(r, BASE62, 12)} https://example.com"),
    "bot URL": _named("NOTIFY_URL", lambda r: f"https://api.telegram.org/bot{r.randrange(10**8, 10**9)}:A" + "A" + _r(r, URLSAFE, 33) + "/sendMessage"),
    "honeycomb header": _named("OTLP_HEADERS", lambda r: f"x-honeycomb-team={_r(r, BASE62, 22)}"),
    "braced password": _of(_one("DB_PASSWORD"), lambda r: "{" + _r(r, BASE62, 10) + "}!"),
    "salt with a number": _of(_one("HASH_SALT", "PASSWORD_PEPPER"), lambda r: f"{_word(r)}-{_word(r)}-{r.randint(10, 999)}"),
    "mnemonic as a key": _of(_one("SIGNER_PRIVATE_KEY"), lambda r: " ".join(_word(r) for _ in range(12))),
    # providers
    "aws access key id": _token("S3_ACCESS_KEY_ID", "AK" + "IA", string.ascii_uppercase + "234567", 16),
    "aws secret key": _of(_one("S3_SECRET_ACCESS_KEY", "APP_AWS_SECRET_KEY", "secretAccessKey"), lambda r: _r(r, BASE64, 40)),
    "aws session token": _named("TEMP_SESSION", lambda r: "IQo" + "Jb3JpZ2lu" + _r(r, BASE64, 300)),
    "bedrock key": _named("AWS_BEARER_TOKEN_BEDROCK", lambda r: "ABS" + "K" + base64.b64encode(b"BedrockAPIKey-" + r.randbytes(80)).decode()),
    "appsync key": _token("GRAPHQL_API_KEY", "da" + "2-", LOWER, 26),
    "github classic": _of(_one("GITHUB_TOKEN", "GH_PAT", "CONFIG"), lambda r: r.choice(("gh" + "p_", "gh" + "o_", "gh" + "s_")) + _r(r, BASE62, 36)),
    "github fine": _named("GH_TOKEN", lambda r: "github" + "_pat_1" + _r(r, BASE62, 21) + "_" + _r(r, BASE62, 59)),
    "gitlab": _token("GITLAB_TOKEN", "gl" + "pat-", URLSAFE, 20),
    "gitlab own prefix": _named("CI_VALUE", lambda r: "SIE-gl" + "pat-" + _r(r, BASE62, 20)),
    "npm": _token("NPM_TOKEN", "np" + "m_", BASE62, 36),
    "npmrc": _named("NPM_RC", lambda r: "//registry.npmjs.org/:_authToken=" + r.choice(("np" + "m_" + _r(r, BASE62, 36), _uuid(r)))),
    "pypi": _token("UV_PUBLISH", "pypi-" + "AgEIcHlwaS5vcmc", URLSAFE, 130),
    "slack bot": _named("SLACK_BOT_TOKEN", lambda r: "xo" + f"xb-{r.randint(10**10, 10**11)}-{r.randint(10**10, 10**11)}-{_r(r, BASE62, 24)}"),
    "slack app": _named("SLACK_APP", lambda r: "xa" + f"pp-1-A{_r(r, UPPER, 10)}-{r.randint(10**11, 10**12)}-{_hex(r, 64)}"),
    "slack webhook": _named("SLACK_URL", lambda r: f"https://hooks.slack.com/services/T{_r(r, UPPER, 10)}/B{_r(r, UPPER, 10)}/{_r(r, BASE62, 24)}"),
    "slack signing": _named("SLACK_SIGNING_SECRET", lambda r: _hex(r, 32)),
    "discord webhook": _named("NOTIFY_URL", lambda r: f"https://discord.com/api/webhooks/{r.randint(10**17, 10**18)}/{_r(r, URLSAFE, 68)}"),
    "discord bot": _named("DISCORD_TOKEN", lambda r: f"M{_r(r, BASE62, 23)}.{_r(r, BASE62, 6)}.{_r(r, URLSAFE, 38)}"),
    "teams webhook": _named("TEAMS_URL", lambda r: f"https://acme.webhook.office.com/webhookb2/{_uuid(r)}@{_uuid(r)}/IncomingWebhook/{_hex(r, 32)}/{_uuid(r)}"),
    "stripe live": _named("STRIPE_KEY", lambda r: r.choice(("sk", "rk")) + "_li" + "ve_" + _r(r, BASE62, r.choice((24, 99)))),
    "stripe webhook": _token("STRIPE_WEBHOOK_SECRET", "wh" + "sec_", BASE62, 32),
    "sendgrid": _named("SENDGRID_API_KEY", lambda r: "S" + f"G.{_r(r, URLSAFE, 22)}.{_r(r, URLSAFE, 43)}"),
    "twilio": _named("TWILIO_AUTH_TOKEN", lambda r: _hex(r, 32)),
    "openai": _named("OPENAI_API_KEY", lambda r: "sk" + f"-proj-{_r(r, URLSAFE, 74)}T3Blbk" + f"FJ{_r(r, URLSAFE, 74)}"),
    "openai old": _token("LLM_KEY", "sk" + "-", BASE62, 48),
    "anthropic": _named("ANTHROPIC_API_KEY", lambda r: "sk" + "-ant-" + f"api03-{_r(r, URLSAFE, 93)}AA"),
    "google api key": _token("MAPS_API_KEY", "AI" + "za", URLSAFE, 35),
    "google oauth": _token("GOOG_CLIENT_SECRET", "GOC" + "SPX-", URLSAFE, 28),
    "gcp service account": _named("GOOGLE_CREDENTIALS", lambda r: json.dumps({"type": "service_account", "project_id": _word(r), "private_key_id": _hex(r, 40), "private_key": _pem(r) + "\n", "client_email": "x@y.iam.gserviceaccount.com"})),
    "gcp service account base64": _named("GCP_SA_B64", lambda r: base64.b64encode(json.dumps({"type": "service_account", "private_key": _pem(r), "client_email": "x@y"}).encode()).decode()),
    "datadog api": _named("DD_API_KEY", lambda r: _hex(r, 32)),
    "datadog app": _named("DATADOG_APP_KEY", lambda r: _hex(r, 40)),
    "new relic": _named("NEW_RELIC_LICENSE_KEY", lambda r: _hex(r, 36) + "NR" + "AL"),
    "azure storage": _named("AzureWebJobsStorage", lambda r: f"DefaultEndpointsProtocol=https;AccountName={_word(r)};Account" + f"Key={_b64(r, 64)};EndpointSuffix=core.windows.net"),
    "azure service bus": _named("SERVICEBUS", lambda r: f"Endpoint=sb://{_word(r)}.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccess" + f"Key={_b64(r, 32)}"),
    "azure sas": _named("BLOB_URL", lambda r: f"https://{_word(r)}.blob.core.windows.net/c?sv=2022-11-02&ss=b&se=2027-01-01T00%3A00%3A00Z&sp=rl&s" + f"ig={_b64(r, 32).replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}"),
    "azure ad secret": _named("AZURE_CLIENT_SECRET", lambda r: f"{_r(r, BASE62, 3)}8Q~{_r(r, URLSAFE, 34)}"),
    "cosmos key": _named("COSMOS_PRIMARY_KEY", lambda r: _b64(r, 64)),
    "databricks": _token("DATABRICKS", "da" + "pi", HEX, 32),
    "hugging face": _token("HF_TOKEN", "h" + "f_", BASE62, 34),
    "vault": _token("VAULT_TOKEN", "hv" + "s.", URLSAFE, 90),
    "shopify": _token("SHOPIFY_ACCESS", "sh" + "pat_", HEX, 32),
    "square": _token("SQUARE_TOKEN", "EA" + "AA", URLSAFE, 60),
    "grafana": _named("GRAFANA", lambda r: "gl" + f"sa_{_r(r, BASE62, 32)}_{_hex(r, 8)}"),
    "sentry auth": _token("SENTRY_AUTH_TOKEN", "sntry" + "u_", HEX, 64),
    "atlassian": _token("JIRA_API_TOKEN", "ATA" + "TT3", URLSAFE, 180),
    "telegram": _named("BOT", lambda r: f"{r.randint(10**8, 10**10)}:A" + f"A{_r(r, URLSAFE, 33)}"),
    "mailgun": _token("MAILGUN_KEY", "ke" + "y-", HEX, 32),
    "mailchimp": _named("MC_API", lambda r: _hex(r, 32) + "-u" + f"s{r.randint(1, 21)}"),
    "airtable": _named("AIRTABLE_PAT", lambda r: f"pat{_r(r, BASE62, 14)}.{_hex(r, 64)}"),
    "linear": _token("LINEAR", "lin" + "_api_", BASE62, 40),
    "digitalocean": _token("DO_TOKEN", "do" + "p_v1_", HEX, 64),
    "doppler": _token("DOPPLER", "dp.st" + ".prd.", BASE62, 43),
    "mapbox secret": _named("MAPBOX_TOKEN", lambda r: "s" + f"k.eyJ{_r(r, URLSAFE, 80)}.{_r(r, URLSAFE, 22)}"),
    "launchdarkly": _named("LD_SDK_KEY", lambda r: "sd" + f"k-{_uuid(r)}"),
    "heroku uuid": _named("HEROKU_API_KEY", _uuid),
    "uuid key by name": _of(_one("SNYK_TOKEN", "POSTMARK_SERVER_TOKEN", "OPSGENIE_API_KEY", "PARTNER_API_KEY"), _uuid),
    "algolia admin": _named("ALGOLIA_ADMIN_KEY", lambda r: _hex(r, 32)),
    "pagerduty": _named("PAGERDUTY_INTEGRATION_KEY", lambda r: _hex(r, 32)),
    # structures
    "postgres url": _of(_one("DATABASE_URL", "PG_DSN", "DB_CONN"), lambda r: f"postgres{r.choice(('', 'ql'))}://{_word(r)}:{_r(r, BASE62, 12)}@db.{_word(r)}.com:5432/app"),
    "url human password": _named("DB_URI", lambda r: f"mysql://{_word(r)}:{_word(r)}{r.randint(10, 99)}@mysql.internal/app"),
    "redis url": _named("REDIS_URL", lambda r: f"redis{r.choice(('', 's'))}://:{_r(r, BASE62, 24)}@cache.example.com:6379/0"),
    "mongodb": _named("MONGO_URI", lambda r: f"mongodb+srv://svc:{_r(r, BASE62, 16)}@c0.{_r(r, LOWER, 5)}.mongodb.net/app?retryWrites=true"),
    "amqp": _named("BROKER", lambda r: f"amqps://{_word(r)}:{_r(r, BASE62, 16)}@b-{_uuid(r)}.mq.eu-west-1.amazonaws.com:5671"),
    "smtp": _named("MAIL_DSN", lambda r: f"smtp://{_word(r)}%40example.com:{_r(r, BASE62, 12)}@smtp.example.com:587"),
    "basic url": _named("ELASTIC_HOST", lambda r: f"https://elastic:{_r(r, BASE62, 20)}@es.example.com:9243"),
    "git token url": _named("REPO", lambda r: f"https://x-access-token:{_r(r, BASE62, 30)}@github.com/acme/app.git"),
    "jdbc query": _named("JDBC_URL", lambda r: f"jdbc:mysql://db.example.com/app?user={_word(r)}&password={_r(r, BASE62, 10)}"),
    "jdbc oracle": _named("ORACLE", lambda r: f"jdbc:oracle:thin:{_word(r)}/{_r(r, BASE62, 10)}@//db.example.com:1521/XE"),
    "ado net": _of(_one("ConnectionStrings__Default", "SQL_CONN"), lambda r: f"Server=tcp:db.example.com,1433;Database=app;User ID={_word(r)};Password={_human(r).replace(' ', '')};Encrypt=True"),
    "odbc": _named("ODBC", lambda r: f"Driver={{ODBC Driver 17}};Server=db;UID={_word(r)};PWD={_r(r, BASE62, 11)};"),
    "libpq": _named("PG", lambda r: f"host=db.internal port=5432 user={_word(r)} password={_r(r, BASE62, 10)} dbname=app"),
    "jaas": _named("SASL_JAAS_CONFIG", lambda r: f'org.apache.kafka.common.security.plain.PlainLoginModule required username="{_word(r)}" password="{_r(r, BASE62, 20)}";'),
    "basic header": _named("AUTH_HEADER", lambda r: "Basic " + base64.b64encode(f"{_word(r)}:{_r(r, BASE62, 12)}".encode()).decode()),
    "bearer header": _named("HEADER", lambda r: "Bearer " + _r(r, URLSAFE, 40)),
    "docker auth": _named("DOCKER_CONFIG_JSON", lambda r: json.dumps({"auths": {"https://index.docker.io/v1/": {"auth": base64.b64encode(f"{_word(r)}:{_r(r, BASE62, 16)}".encode()).decode()}}})),
    "json password": _named("DB_CONFIG", lambda r: json.dumps({"host": "db", "username": _word(r), "password": _human(r)})),
    "json nested": _named("SETTINGS", lambda r: json.dumps({"api": {"url": "https://x.example.com", "apiKey": _r(r, BASE62, 32)}, "debug": False})),
    "json camel": _named("OAUTH", lambda r: json.dumps({"clientId": _r(r, LOWER, 20), "clientSecret": _r(r, BASE62, 40)})),
    "jwt": _of(_one("SERVICE_TOKEN", "DATA", "SUPABASE_SERVICE_ROLE_KEY"), lambda r: _jwt(r, role="service_role")),
    "pem": _of(_one("SIGNING_PEM", "PRIVATE_KEY", "CERT_KEY"), lambda r: _pem(r, r.choice(("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY")))),
    "pem escaped": _named("FIREBASE_PRIVATE_KEY", lambda r: _pem(r, newline="\\n")),
    "pem one line": _named("GITHUB_APP_KEY", lambda r: _pem(r, "RSA PRIVATE KEY", " ")),
    "pem base64": _named("KEY_B64", lambda r: base64.b64encode(_pem(r, "RSA PRIVATE KEY").encode()).decode()),
    "age key": _token("SOPS_AGE_KEY", "AGE-SECRET" + "-KEY-1", UPPER, 58),
    "private jwk": _named("JWK", lambda r: json.dumps({"kty": "EC", "crv": "P-256", "x": _r(r, URLSAFE, 43), "y": _r(r, URLSAFE, 43), "d": _r(r, URLSAFE, 43)})),
    "jwk set": _named("JWKS", lambda r: json.dumps({"keys": [{"kty": "RSA", "n": _r(r, URLSAFE, 300), "e": "AQAB", "d": _r(r, URLSAFE, 300)}]})),
    # names
    "human password": _of(_one("DB_PASSWORD", "MYSQL_ROOT_PASSWORD", "PGPASSWORD", "ADMIN_PASS", "smtpPassword", "SMTP_PWD", "dbpasswd"), _human),
    "password suffix": _of(_one("PASSWORD_ORDERS", "DB_PASSWORD_PROD", "PASSWORD_1", "API_PASSWORD_V2"), _human),
    "passphrase": _of(_one("KEY_PASSPHRASE", "GPG_PASSPHRASE"), lambda r: f"{_word(r)} {_word(r)} {_word(r)} {_word(r)}"),
    "hex 32 key": _of(lambda r: f"{r.choice(SERVICES).upper()}_API_KEY", lambda r: _hex(r, 32)),
    "hex 40 token": _of(lambda r: f"{r.choice(SERVICES).upper()}_TOKEN", lambda r: _hex(r, 40)),
    "hex 64 secret": _of(_one("APP_SECRET", "HMAC_SECRET", "COOKIE_SECRET"), lambda r: _hex(r, 64)),
    "base64 key": _of(_one("ENCRYPTION_KEY", "AES_KEY", "MASTER_KEY", "FERNET_KEY"), lambda r: _b64(r, 32)),
    "client secret": _of(_one("CLIENT_SECRET", "OAUTH_CLIENT_SECRET", "clientSecret", "COGNITO_CLIENT_SECRET"), lambda r: _r(r, LOWER, 51)),
    "session secret": _of(_one("SESSION_SECRET", "NEXTAUTH_SECRET", "EXPRESS_SESSION_SECRET"), lambda r: _b64(r, 32)),
    "jwt secret": _of(_one("JWT_SECRET", "JWT_SIGNING_KEY", "jwtSecret"), lambda r: r.choice((_r(r, BASE62, 32), _hex(r, 48), _r(r, BASE62 + "!@#$%^&*", 28)))),
    "webhook secret": _of(_one("WEBHOOK_SECRET", "GITHUB_WEBHOOK_SECRET"), lambda r: _hex(r, 40)),
    "django": _named("DJANGO_SECRET_KEY", lambda r: _r(r, string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)", 50)),
    "rails": _named("SECRET_KEY_BASE", lambda r: _hex(r, 128)),
    "laravel": _named("APP_KEY", lambda r: "base64:" + _b64(r, 32)),
    "salt": _of(_one("HASH_SALT", "PASSWORD_SALT", "TOKEN_SALT"), lambda r: r.choice((_hex(r, 32), _r(r, BASE62, 22)))),
    "license key": _named("VENDOR_LICENSE_KEY", lambda r: "-".join(_r(r, UPPER, 5) for _ in range(5))),
    "short token": _of(_one("API_TOKEN", "ACCESS_TOKEN", "apiKey"), lambda r: _r(r, BASE62, 16)),
    "key list": _named("API_KEYS", lambda r: ",".join(_r(r, BASE62, 24) for _ in range(3))),
    "api gateway key": _of(_one("X_API_KEY", "APIGW_API_KEY"), lambda r: _r(r, BASE62, 40)),
    "totp": _named("TOTP_SECRET", lambda r: _r(r, string.ascii_uppercase + "234567", 32)),
    "basic pair": _of(_one("BASIC_AUTH", "HTTP_AUTH", "API_CREDENTIALS"), lambda r: f"{_word(r)}:{_r(r, BASE62, 14)}"),
    "wallet key": _of(_one("WALLET_PRIVATE_KEY", "DEPLOYER_PRIVATE_KEY"), lambda r: "0x" + _hex(r, 64)),
    "mnemonic": _named("WALLET_MNEMONIC", lambda r: " ".join(_word(r) for _ in range(12))),
    "redis auth": _of(_one("REDIS_AUTH", "REDIS_AUTH_TOKEN"), lambda r: _r(r, BASE62, 32)),
    "dotenv": _named("EXTRA_ENV", lambda r: f"STAGE=prod\nDB_PASSWORD={_r(r, BASE62, 14)}\nREGION=eu-west-1"),
    "java options": _named("JAVA_TOOL_OPTIONS", lambda r: f"-Xmx512m -Djavax.net.ssl.keyStorePassword={_r(r, BASE62, 12)}"),
    "query key": _named("WEATHER_URL", lambda r: f"https://api.example.com/v1/data?units=metric&api_key={_hex(r, 32)}"),
}  # fmt: skip


def _arn(r: Random, service: str, rest: str) -> str:
    return f"arn:aws:{service}:eu-west-1:{r.randint(10**11, 10**12 - 1)}:{rest}"


def _kms(r: Random, head: bytes = b"\x01\x02\x02\x00\x78") -> str:
    return base64.b64encode(head + r.randbytes(r.randint(130, 240))).decode()


SECRET_NAMES = _one(
    "DB_PASSWORD", "API_KEY", "CLIENT_SECRET", "JWT_SECRET", "SLACK_TOKEN", "APP_SECRET"
)

INNOCENTS: dict[str, Kind] = {
    # ciphertext in envelopes
    "ejson": _of(SECRET_NAMES, lambda r: f"EJ[1:{_b64(r, 32)}:{_b64(r, 24)}:{_b64(r, 40)}]"),
    "laravel ciphertext": _of(SECRET_NAMES, lambda r: base64.b64encode(json.dumps({"iv": _b64(r, 16), "value": _b64(r, 48), "mac": _hex(r, 64)}).encode()).decode()),
    "sjcl ciphertext": _of(SECRET_NAMES, lambda r: json.dumps({"iv": _b64(r, 16), "ct": _b64(r, 32), "salt": _b64(r, 8), "iter": 10000, "cipher": "aes"})),
    "openssl ciphertext": _of(SECRET_NAMES, lambda r: base64.b64encode(b"Salted__" + r.randbytes(24)).decode()),
    "pgp ciphertext": _of(SECRET_NAMES, lambda r: base64.b64encode(bytes.fromhex("85020c03") + r.randbytes(300)).decode()),
    "dpapi ciphertext": _of(SECRET_NAMES, lambda r: base64.b64encode(bytes.fromhex("01000000d08c9ddf0115d111") + r.randbytes(150)).decode()),
    "rails ciphertext": _of(SECRET_NAMES, lambda r: f"{_b64(r, 40)}--{_b64(r, 12)}--{_b64(r, 16)}"),
    "terraform reference": _of(SECRET_NAMES, lambda r: f"random_password.{_word(r)}.result"),
    "masked placeholder": _of(SECRET_NAMES, lambda r: "sk-" + "x" * r.randint(8, 30)),
    "label": _of(_one("PASSWORD_HELP", "FORGOT_PASSWORD", "PASSWORD_HINT"), lambda r: f"Enter your password for {_word(r)}"),
    # references
    "secret arn": _of(_one("SECRET_ARN", "DB_SECRET_ARN", "DB_PASSWORD", "API_KEY"), lambda r: _arn(r, "secretsmanager", f"secret:prod/{_word(r)}-{_r(r, BASE62, 6)}")),
    "ssm path": _of(_one("SSM_TOKEN_PATH", "DB_PASSWORD", "SLACK_TOKEN_PARAM", "API_KEY_PARAMETER"), lambda r: f"/{r.choice(('prod', 'dev'))}/{_word(r)}/{r.choice(('db-password', 'api_key', 'token'))}"),
    "resolve": _of(SECRET_NAMES, lambda r: "{{resolve:secretsmanager:prod/" + _word(r) + ":SecretString:password}}"),
    "resolve ssm": _of(SECRET_NAMES, lambda r: "{{resolve:ssm-secure:/prod/" + _word(r) + ":1}}"),
    "variable": _of(SECRET_NAMES, lambda r: r.choice(("${DB_PASSWORD}", "$DB_PASSWORD", "${env:API_KEY}", "%DB_PASSWORD%", "$(SECRET)"))),
    "vault uri": _of(SECRET_NAMES, lambda r: r.choice((f"vault://secret/data/{_word(r)}#password", f"vault:secret/data/{_word(r)}#key"))),
    "op uri": _of(SECRET_NAMES, lambda r: f"op://Production/{_word(r)}/password"),
    "key vault": _of(SECRET_NAMES, lambda r: r.choice((f"https://{_word(r)}.vault.azure.net/secrets/{_word(r)}/{_hex(r, 32)}", f"@Microsoft.KeyVault(SecretUri=https://{_word(r)}.vault.azure.net/secrets/db/)"))),
    "gcp secret": _of(SECRET_NAMES, lambda r: f"projects/{r.randint(10**9, 10**11)}/secrets/{_word(r)}/versions/latest"),
    "ssm uri": _of(SECRET_NAMES, lambda r: r.choice(("ssm://", "ssm:", "secretsmanager://", "awssm://")) + f"/prod/{_word(r)}/token"),
    "secret name": _of(_one("SECRET_NAME", "DB_SECRET_ID", "RDS_secrets_name", "DB_SECRET"), lambda r: r.choice((f"prod/{_word(r)}/database", f"config/{_word(r)}_credentials", f"{_word(r)}-db-secret"))),
    "secret physical name": _of(_one("SECRET_NAME", "APP_SECRET", "DB_SECRET"), lambda r: f"{_word(r).title()}DbSecret-{_r(r, UPPER, 12)}"),
    "password file": _of(_one("DB_PASSWORD_FILE", "POSTGRES_PASSWORD_FILE", "API_TOKEN_PATH", "JWT_SECRET"), lambda r: f"/run/secrets/{_word(r)}_password"),
    "private key path": _of(_one("PRIVATE_KEY_PATH", "SSL_KEY", "TLS_PRIVATE_KEY"), lambda r: f"/etc/ssl/private/{_word(r)}.key"),
    "other variable's name": _of(_one("API_KEY_ENV", "PASSWORD_VAR", "TOKEN_ENV_VAR", "API_KEY"), lambda r: r.choice(("MY_SECRET1", "STRIPE_API_KEY", "DB_PASSWORD"))),
    "kms key id": _of(_one("KMS_KEY_ID", "KMS_KEY", "ENCRYPTION_KEY_ID", "CMK_KEY_ARN"), lambda r: r.choice((_uuid(r), "alias/" + _word(r), _arn(r, "kms", "key/" + _uuid(r))))),
    "table arn": _named("TABLE_ARN", lambda r: _arn(r, "dynamodb", f"table/{_word(r)}")),
    # ciphertext and public material
    "kms ciphertext": _of(_one("DD_KMS_API_KEY", "DB_PASSWORD", "ENCRYPTED_TOKEN", "API_KEY", "SECRET"), _kms),
    "kms ciphertext old": _of(SECRET_NAMES, lambda r: _kms(r, b"\x01\x01\x02\x00\x78")),
    "certificate": _of(_one("TLS_CERT", "CA_CERT", "SSL_CERTIFICATE"), lambda r: _pem(r, "CERTIFICATE")),
    "certificate base64": _of(_one("CA_CERT_B64", "CLIENT_CERT_KEY"), lambda r: base64.b64encode(_pem(r, "CERTIFICATE").encode()).decode()),
    "public key": _of(_one("JWT_PUBLIC_KEY", "PUBLIC_KEY", "COGNITO_KEY"), lambda r: _pem(r, "PUBLIC KEY", r.choice(("\n", "\\n")))),
    "ssh public": _of(_one("SSH_PUBLIC_KEY", "AUTHORIZED_KEY", "DEPLOY_KEY"), lambda r: "ssh-rsa AAAAB3NzaC1yc2E" + _r(r, BASE64, 360) + " me@host"),
    "hex public key": _of(_one("DISCORD_PUBLIC_KEY", "VAPID_PUBLIC_KEY"), lambda r: _hex(r, 64)),
    "stripe publishable": _token("STRIPE_PUBLISHABLE_KEY", "pk" + "_live_", BASE62, 24),
    "stripe pk under key": _of(_one("STRIPE_KEY", "STRIPE_API_KEY"), lambda r: "p" + "k_live_" + _r(r, BASE62, 99)),
    "mapbox public": _of(_one("MAPBOX_TOKEN", "MAPBOX_ACCESS_TOKEN"), lambda r: f"pk.eyJ{_r(r, URLSAFE, 70)}.{_r(r, URLSAFE, 22)}"),
    "sentry dsn": _of(_one("SENTRY_DSN", "SENTRY_URL"), lambda r: f"https://{_hex(r, 32)}@o{r.randint(1000, 999999)}.ingest.sentry.io/{r.randint(10**6, 10**7)}"),
    "firebase web": _of(_one("FIREBASE_CONFIG", "WEB_CONFIG"), lambda r: json.dumps({"apiKey": "AI" + "za" + _r(r, URLSAFE, 35), "authDomain": "x.firebaseapp.com", "projectId": _word(r), "messagingSenderId": "1234567890"})),
    "supabase anon": _of(_one("SUPABASE_ANON_KEY", "SUPABASE_KEY"), lambda r: _jwt(r, role="anon")),
    "jwks public": _of(_one("JWKS", "JWT_KEYS"), lambda r: json.dumps({"keys": [{"kty": "RSA", "kid": _hex(r, 16), "n": _r(r, URLSAFE, 340), "e": "AQAB"}]})),
    "sri": _of(_one("SCRIPT_INTEGRITY", "BUNDLE_HASH"), lambda r: "sha384-" + _b64(r, 48)),
    "image": _of(_one("IMAGE_URI", "BASE_IMAGE"), lambda r: f"{r.randint(10**11, 10**12 - 1)}.dkr.ecr.eu-west-1.amazonaws.com/{_word(r)}@sha256:{_hex(r, 64)}"),
    "git sha": _of(_one("GIT_COMMIT", "COMMIT_SHA", "VERSION", "BUILD_REF"), lambda r: _hex(r, 40)),
    "sops": _of(SECRET_NAMES, lambda r: f"ENC[AES256_GCM,data:{_b64(r, 16)},iv:{_b64(r, 32)},tag:{_b64(r, 16)},type:str]"),
    "vault transit": _of(SECRET_NAMES, lambda r: "vault:v1:" + _b64(r, 60)),
    # identifiers and settings
    "uuid id": _of(_one("TENANT_ID", "CLIENT_ID", "APP_ID", "SESSION_ID", "SECRET_VERSION_ID", "AZURE_TENANT_ID"), _uuid),
    "cognito": _of(_one("USER_POOL_ID", "USER_POOL_CLIENT_ID", "COGNITO_CLIENT_ID"), lambda r: r.choice((f"eu-west-1_{_r(r, BASE62, 9)}", _r(r, LOWER, 26)))),
    "access key owner": _of(_one("IAM_USER_ID", "ROLE_UNIQUE_ID"), lambda r: r.choice(("AI" + "DA", "AR" + "OA")) + _r(r, string.ascii_uppercase + "234567", 17)),
    "twilio sid": _token("TWILIO_ACCOUNT_SID", "AC", HEX, 32),
    "account id": _of(_one("ACCOUNT_ID", "AWS_ACCOUNT"), lambda r: str(r.randint(10**11, 10**12 - 1))),
    "table name": _of(_one("TABLE_NAME", "TOKENS_TABLE", "SECRETS_TABLE", "API_KEYS_TABLE"), lambda r: f"{_word(r)}-{r.choice(('tokens', 'secrets', 'keys'))}-{_r(r, UPPER, 12)}"),
    "bucket": _of(_one("BUCKET_NAME", "KEY_BUCKET", "SECRETS_BUCKET"), lambda r: f"{_word(r)}-{_word(r)}-{_r(r, LOWER, 12)}"),
    "queue url": _of(_one("QUEUE_URL", "TOKEN_QUEUE_URL"), lambda r: f"https://sqs.eu-west-1.amazonaws.com/{r.randint(10**11, 10**12 - 1)}/{_word(r)}-queue"),
    "plain url": _of(_one("API_URL", "TOKEN_URL", "AUTH_ENDPOINT", "OAUTH_TOKEN_ENDPOINT", "PASSWORD_RESET_URL"), lambda r: f"https://{_word(r)}.example.com/oauth2/token?response_type=code"),
    "url with port": _of(_one("ENDPOINT", "REDIS_URL", "ELASTIC_URL"), lambda r: r.choice((f"redis://{_word(r)}.cache.amazonaws.com:6379/0", f"http://{_word(r)}:8080/v1/users/@me", f"https://{_word(r)}@example.com/path"))),
    "url templated password": _of(_one("DATABASE_URL", "MONGO_URI"), lambda r: f"postgres://{_word(r)}:{r.choice(('${DB_PASS}', '<password>', '{password}', '***', '%s', '$PASSWORD'))}@db.example.com:5432/app"),
    "jdbc without password": _of(_one("JDBC_URL", "SPRING_DATASOURCE_URL", "DB_URL"), lambda r: r.choice((f"jdbc:postgresql://db.{_word(r)}.com:5432/app?sslmode=require", f"jdbc:sqlserver://{_word(r)}.database.windows.net:1433;database=app;encrypt=true;"))),
    "ado templated": _of(_one("SQL_CONN", "ConnectionStrings__Default"), lambda r: f"Server=db;Database={_word(r)};User Id=app;Password={r.choice(('{your_password}', '${PW}', '<password>', '****'))};"),
    "file path": _of(_one("CONFIG_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), lambda r: f"/var/task/{_word(r)}/{_word(r)}.json"),
    "cron": _of(_one("SCHEDULE", "ROTATION_SCHEDULE", "TOKEN_REFRESH_SCHEDULE"), lambda r: r.choice(("cron(0 12 * * ? *)", "rate(5 minutes)", "*/5 * * * *"))),
    "flag": _of(_one("ENABLE_TOKEN_AUTH", "USE_SECRETS_MANAGER", "MYSQL_ALLOW_EMPTY_PASSWORD", "REQUIRE_PASSWORD", "AUTH_ENABLED"), lambda r: r.choice(("true", "false", "yes", "1", "0", "enabled"))),
    "number": _of(_one("TOKEN_TTL", "PASSWORD_MIN_LENGTH", "MAX_TOKENS", "API_KEY_ROTATION_DAYS", "PASSWORD_ITERATIONS", "TOKEN_EXPIRY"), lambda r: str(r.randint(1, 100000))),
    "log level": _of(_one("LOG_LEVEL", "AUTH_LOG_LEVEL", "POWERTOOLS_LOG_LEVEL"), lambda r: r.choice(("INFO", "debug", "WARNING"))),
    "json config": _of(_one("CONFIG", "FEATURE_FLAGS", "SETTINGS"), lambda r: json.dumps({"region": "eu-west-1", "retries": 3, "table": _word(r), "flags": {"newAuth": True, "tokenTtl": "3600"}})),
    "password policy": _of(_one("PASSWORD_POLICY", "COGNITO_PASSWORD_POLICY"), lambda r: json.dumps({"minLength": 8, "requireSymbols": True, "password": "required", "tokenType": "Bearer"})),
    "json reference": _of(_one("DB_CONFIG", "SECRETS"), lambda r: json.dumps({"host": "db", "username": _word(r), "password": "${DB_PASSWORD}", "secretArn": _arn(r, "secretsmanager", "secret:db-Ab12Cd"), "apiKeyParam": "/prod/key"})),
    "base64 text": _of(_one("WELCOME_B64", "TEMPLATE", "USER_DATA", "CONFIG_B64"), lambda r: base64.b64encode(f"Hello {_word(r)}, your {_word(r)} is on the way to the {_word(r)}".encode()).decode()),
    "token type": _of(_one("TOKEN_TYPE", "AUTH_TYPE", "AUTH_METHOD", "JWT_ALGORITHM", "SECRET_PROVIDER"), lambda r: r.choice(("Bearer", "RS256", "HS256", "access", "oauth2", "aws-secretsmanager", "client_credentials"))),
    "header name": _of(_one("API_KEY_HEADER", "TOKEN_HEADER_NAME", "AUTH_HEADER"), lambda r: r.choice(("X-Api-Key", "Authorization", "x-amz-security-token"))),
    "dynamodb key": _of(_one("PARTITION_KEY", "SORT_KEY", "PRIMARY_KEY", "HASH_KEY", "METADATA_KEY"), lambda r: r.choice(("pk", "orderId", "customer_id", "__metadata", "created_at"))),
    "object key": _of(_one("S3_OBJECT_KEY", "S3_KEY", "OBJECT_KEY", "IMAGE_KEY"), lambda r: f"{_word(r)}/{r.randint(2020, 2026)}/{_uuid(r)}/{_word(r)}.parquet"),
    "cache key": _of(_one("CACHE_KEY", "CACHE_KEY_PREFIX", "REDIS_KEY_PREFIX", "IDEMPOTENCY_KEY"), lambda r: f"{_word(r)}:v{r.randint(1, 9)}:{_word(r)}"),
    "token address": _of(_one("USDC_TOKEN_ADDRESS", "TOKEN_ADDRESS", "ERC20_TOKEN", "USDC_TOKEN"), lambda r: "0x" + _hex(r, 40)),
    "keyword in a word": _of(_one("MONKEY", "COMPASS_URL", "KEYSPACE", "TOKENIZER", "BYPASS_CACHE", "SECRETARY_EMAIL", "KEYBOARD", "PASSENGER"), lambda r: r.choice((_word(r), f"{_word(r)}-{_word(r)}", _hex(r, 24), f"{_word(r)}@example.com"))),
    "tokenizer": _of(_one("TOKENIZER", "TOKENIZER_MODEL", "STOP_TOKEN", "EOS_TOKEN", "PAD_TOKEN"), lambda r: r.choice(("bert-base-uncased", "cl100k_base", "<|endoftext|>", "</s>", "[PAD]"))),
    "regex": _of(_one("PASSWORD_REGEX", "TOKEN_PATTERN", "PASSWORD_PATTERN", "API_KEY_REGEX"), lambda r: r.choice((r"^(?=.*[A-Z])(?=.*\d).{8,}$", r"^[A-Za-z0-9]{32}$", r"sk-[a-z]{20,}"))),
    "locales": _of(_one("LOCALES", "LANGUAGE_KEYS", "SUPPORTED_LANGS"), lambda r: "en-US,de-DE,fr-FR,pt-BR"),
    "extension port": _named("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", lambda r: "2773"),
    "placeholder": _of(SECRET_NAMES, lambda r: r.choice(("<your-api-key>", "YOUR_API_KEY", "xxxxxxxx", "****", "REPLACE_ME", "<password>", "your-api-key-here", "TODO", "none", ""))),
    "long identifier": _of(_one("EVENT_BUS", "STATE_MACHINE", "LAMBDA_NAME", "DEPLOYMENT"), lambda r: f"{_word(r)}-prod-{_word(r).title()}Function{_r(r, UPPER, 8)}-{_r(r, UPPER, 12)}"),
    "host": _of(_one("DB_HOST", "REDIS_AUTH_HOST", "PASSWORD_SERVICE_HOST"), lambda r: f"{_word(r)}.c{_r(r, LOWER, 11)}.eu-west-1.rds.amazonaws.com"),
    "scopes": _of(_one("OAUTH_SCOPES", "TOKEN_SCOPE", "AUTH_SCOPE"), lambda r: "openid profile email orders/read"),
    "issuer": _of(_one("JWT_ISSUER", "TOKEN_ISSUER", "JWT_AUDIENCE"), lambda r: f"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_{_r(r, BASE62, 9)}"),
    "username": _of(_one("DB_USER", "SECRET_USERNAME", "AUTH_USER", "PASSWORD_RESET_EMAIL"), lambda r: r.choice((_word(r), f"{_word(r)}@example.com"))),
    "service name": _of(_one("POWERTOOLS_SERVICE_NAME", "TOKEN_SERVICE_NAME", "AUTH_FUNCTION_NAME"), lambda r: f"{_word(r)}-token-service"),
    "presented credential": _of(_one("X_AMZ_CREDENTIAL_SCOPE", "CREDENTIAL_SOURCE", "CREDENTIALS_PROVIDER"), lambda r: r.choice(("20260101/eu-west-1/s3/aws4_request", "Ec2InstanceMetadata", "EnvironmentVariable"))),
    "node options": _of(_one("NODE_OPTIONS", "JAVA_TOOL_OPTIONS"), lambda r: r.choice(("--enable-source-maps --max-old-space-size=512", "-XX:+TieredCompilation -XX:TieredStopAtLevel=1"))),
    "prose": _of(_one("DESCRIPTION", "WELCOME_MESSAGE", "PASSWORD_PROMPT", "TOKEN_HELP"), lambda r: r.choice(("Please enter your password: it has at least eight characters", "Rotates the token of the orders service every day", "Use your secret key to sign in"))),
}  # fmt: skip

HELD_OUT = frozenset(
    ("bedrock key", "gitlab own prefix", "slack app", "azure ad secret", "cosmos key", "airtable",
     "heroku uuid", "mongodb", "jdbc oracle", "jaas", "docker auth", "json camel", "pem base64",
     "password suffix", "django", "salt", "license key", "basic pair", "dotenv", "query key",
     "secret physical name", "kms ciphertext old", "certificate base64", "supabase anon",
     "vault transit", "url with port", "ado templated", "json reference", "token address",
     "tokenizer", "object key", "long identifier", "prose", "scopes")
)  # fmt: skip


def pairs(seed: int, each: int) -> Iterator[tuple[str, bool, str, str]]:
    """Yield kind, whether it is a secret, name and value: `each` of every kind."""
    for label, kinds in ((True, SECRETS), (False, INNOCENTS)):
        for kind, make in kinds.items():
            random = Random(f"{seed} {kind}")
            for _ in range(each):
                name, value = make(random)
                yield kind, label, name, value
