# ruff: noqa: E501, S311  one line a kind; made-up pairs need no cryptography
"""Pairs as strangers write them: languages, vendors, formats inside formats, and look-alikes.

Written before the rules were looked at, by kind: what a reader of AWS consoles meets. Values are
made at run time, so no text here looks like a token by itself.
"""

from __future__ import annotations

import base64
import json
import string
import uuid
from collections.abc import Callable, Iterator
from random import Random

LETTERS = string.ascii_letters
B62 = LETTERS + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
B64 = B62 + "+/"
URL = B62 + "-_"
T32 = string.ascii_uppercase + "234567"
WORDS = (
    "maple",
    "ferry",
    "anchor",
    "pepper",
    "cobalt",
    "granite",
    "harvest",
    "velvet",
    "ribbon",
    "magnet",
    "timber",
    "sable",
)
VENDORS = (
    "ACMEPAY",
    "SHIPFAST",
    "CLEARBILL",
    "MAILHERD",
    "GEOLOOP",
    "RISKWISE",
    "DOCUFLOW",
    "CARTHUB",
)
HOSTS = (
    "db.internal",
    "pg.prod.example.net",
    "10.0.3.17",
    "cluster-ab12.eu-west-1.rds.amazonaws.com",
)

Make = Callable[[Random], tuple[str, str]]


def run(r: Random, alphabet: str, length: int) -> str:
    """Return characters drawn by lot, with a letter and a digit among them."""
    while True:
        drawn = "".join(r.choice(alphabet) for _ in range(length))
        if any(c.isdigit() for c in drawn) and any(c.isalpha() for c in drawn):
            return drawn


def digits(r: Random, length: int) -> str:
    return "".join(r.choice(string.digits) for _ in range(length))


def word(r: Random) -> str:
    return r.choice(WORDS)


def guid(r: Random) -> str:
    return str(uuid.UUID(int=r.getrandbits(128), version=4))


def human(r: Random) -> str:
    """Return a password as people make them."""
    return r.choice(
        (
            f"{word(r).title()}{word(r).title()}{r.randint(10, 9999)}{r.choice('!#$?')}",
            f"{word(r).title()}-{r.randint(100, 9999)}-{word(r)}{r.choice('!%')}",
            f"{word(r)[:3].upper()}{word(r)}@{r.randint(1000, 9999)}",
        )
    )


def password(r: Random) -> str:
    return r.choice(
        (
            human(r),
            run(r, B62, r.randint(12, 24)),
            run(r, B62, 8) + r.choice("!#*~") + run(r, B62, 6),
        )
    )


def plain(r: Random) -> str:
    """Return a password that every format takes without quotes."""
    return run(r, B62, r.randint(12, 24))


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def pem(r: Random, kind: str, lines: int = 10) -> str:
    body = "\n".join("".join(r.choice(B64) for _ in range(64)) for _ in range(lines))
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"


PRIVATE, PUBLIC = "PRIVATE " + "KEY", "PUBLIC " + "KEY"


def jwt(r: Random) -> str:
    parts = (
        json.dumps({"alg": "HS256", "typ": "JWT"}),
        json.dumps({"sub": word(r), "iat": r.randint(10**9, 2 * 10**9)}),
    )
    return ".".join(
        [
            *(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts),
            run(r, URL, 43),
        ]
    )


def key_id(r: Random) -> str:
    return "AK" + "IA" + run(r, T32, 16)


def service_account(r: Random) -> str:
    return json.dumps(
        {
            "type": "service_account",
            "project_id": word(r),
            "private_key_id": run(r, HEX, 40),
            "private_key": pem(r, PRIVATE, 6),
            "client_email": f"app@{word(r)}.iam.gserviceaccount.com",
        }
    )


def pick(r: Random, text: str) -> str:
    return r.choice(text.split())


SECRETS: dict[str, Make] = {
    "json settings": lambda r: (pick(r, "APP_CONFIG SETTINGS CONFIG_JSON"), json.dumps({"database": {"host": r.choice(HOSTS), "user": "app", "password": password(r)}, "debug": False})),
    "json credentials": lambda r: (pick(r, "DB_CREDENTIALS CREDENTIALS DB"), json.dumps({"username": word(r), "password": password(r)})),
    "yaml settings": lambda r: (pick(r, "CONFIG_YAML APP_SETTINGS VALUES"), f"db:\n  host: {r.choice(HOSTS)}\n  user: app\n  password: {plain(r)}\nlog: info\n"),
    "dotenv in a variable": lambda r: (pick(r, "DOTENV ENV_FILE APP_ENV"), f"LOG_LEVEL=info\nDB_PASSWORD={plain(r)}\nREGION=eu-west-1\n"),
    "dotenv in base64": lambda r: (pick(r, "DOTENV_B64 APP_ENV ENV_BLOB"), b64(f"LOG_LEVEL=info\nAPI_SECRET={run(r, B62, 32)}\nREGION=eu-west-1\n")),
    "json in base64": lambda r: (pick(r, "SETTINGS_B64 CONFIG_BASE64"), b64(json.dumps({"host": r.choice(HOSTS), "client_secret": run(r, B62, 36)}))),
    "ini in a variable": lambda r: (pick(r, "MY_CNF INI_FILE"), f"[client]\nuser=app\npassword={plain(r)}\nhost={r.choice(HOSTS)}\n"),
    "xml settings": lambda r: (pick(r, "WEB_CONFIG APP_XML"), f'<appSettings><add key="ApiKey" value="{run(r, B62, 32)}"/></appSettings>'),
    "ec key": lambda r: (pick(r, "SIGNER JWT_PRIVATE APPLE_KEY"), pem(r, "EC " + PRIVATE, 3)),
    "openssh key": lambda r: (pick(r, "DEPLOY_SSH GIT_SSH SFTP_IDENTITY"), pem(r, "OPENSSH " + PRIVATE, 6)),
    "escaped key": lambda r: (pick(r, "FIREBASE_PRIVATE_KEY GITHUB_APP_PEM"), pem(r, "RSA " + PRIVATE).replace("\n", "\\n")),
    "key in base64": lambda r: (pick(r, "PRIVATE_KEY_B64 SIGNING_PEM_BASE64"), b64(pem(r, PRIVATE))),
    "pgp key": lambda r: (pick(r, "GPG_KEY PGP_PRIVATE"), pem(r, "PGP " + PRIVATE + " BLOCK")),
    "go dsn": lambda r: (pick(r, "MYSQL_DSN DSN DB_SOURCE"), f"app:{plain(r)}@tcp({r.choice(HOSTS)}:3306)/orders?parseTime=true"),
    "sqlalchemy url": lambda r: (pick(r, "SQLALCHEMY_DATABASE_URI DB_URL"), f"{pick(r, 'mysql+pymysql postgresql+psycopg2 mssql+pyodbc')}://app:{plain(r)}@{r.choice(HOSTS)}/orders"),
    "libpq": lambda r: (pick(r, "PG_CONN PGCONNSTRING"), f"host={r.choice(HOSTS)} port=5432 user=app password={plain(r)} dbname=orders sslmode=require"),
    "jdbc query": lambda r: (pick(r, "JDBC_URL SPRING_DATASOURCE_URL"), f"jdbc:postgresql://{r.choice(HOSTS)}:5432/orders?user=app&password={plain(r)}"),
    "jdbc list": lambda r: (pick(r, "JDBC_URL DB_JDBC"), f"jdbc:sqlserver://{r.choice(HOSTS)}:1433;databaseName=orders;user=app;password={plain(r)};encrypt=true"),
    "mongo": lambda r: (pick(r, "MONGO_URL MONGODB_URI DB"), f"mongodb+srv://app:{plain(r)}@cluster0.{run(r, LOWER, 5)}.mongodb.net/orders"),
    "redis": lambda r: (pick(r, "REDIS_URL CACHE_URL CELERY_BROKER_URL"), f"rediss://{pick(r, 'default: : worker:')}{plain(r)}@{r.choice(HOSTS)}:6379/0"),
    "amqp": lambda r: (pick(r, "AMQP_URL RABBIT BROKER"), f"amqps://worker:{plain(r)}@b-1.mq.example.net:5671/jobs"),
    "smtp": lambda r: (pick(r, "MAILER_DSN SMTP_URL EMAIL_URL"), f"smtps://mailer:{plain(r)}@smtp.example.net:465"),
    "sftp": lambda r: (pick(r, "PARTNER_DROP EXPORT_TARGET"), f"sftp://exports:{plain(r)}@files.example.net/in"),
    "azure storage": lambda r: (pick(r, "AZURE_STORAGE BLOB_CONN"), f"DefaultEndpointsProtocol=https;AccountName={word(r)};AccountKey={''.join(r.choice(B64) for _ in range(86))}==;EndpointSuffix=core.windows.net"),
    "service bus": lambda r: (pick(r, "SERVICEBUS EVENTHUB"), f"Endpoint=sb://{word(r)}.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={''.join(r.choice(B64) for _ in range(43))}="),
    "jaas": lambda r: (pick(r, "KAFKA_SASL KAFKA_JAAS_CONFIG"), f'org.apache.kafka.common.security.scram.ScramLoginModule required username="app" password="{plain(r)}";'),
    "basic header": lambda r: (pick(r, "UPSTREAM_HEADERS AUTH_HEADER AUTHORIZATION"), f"Basic {b64('app:' + plain(r))}"),
    "bearer in json": lambda r: (pick(r, "EXTRA_HEADERS HTTP_HEADERS"), json.dumps({"Authorization": f"Bearer {run(r, B62, 40)}", "Accept": "application/json"})),
    "otlp headers": lambda r: (pick(r, "OTEL_EXPORTER_OTLP_HEADERS OTLP_HEADERS"), f"api-key={run(r, HEX, 40)}"),
    "jwt": lambda r: (pick(r, "SERVICE_TOKEN INTERNAL_JWT SUPABASE_ADMIN"), jwt(r)),
    "git url": lambda r: (pick(r, "REPO_URL GIT_REMOTE"), f"https://{pick(r, 'oauth2 x-access-token ci')}:{run(r, B62, 36)}@git.example.com/team/app.git"),
    "npmrc": lambda r: (pick(r, "NPMRC NPM_CONFIG"), f"//registry.npmjs.org/:_authToken={guid(r)}\n"),
    "pip index": lambda r: (pick(r, "PIP_INDEX_URL UV_INDEX"), f"https://__token__:{run(r, B62, 40)}@pypi.example.io/simple"),
    "key in the query": lambda r: (pick(r, "CALLBACK_URL RATES_ENDPOINT"), f"https://api.{word(r)}.com/v1/rates?{pick(r, 'api_key apikey access_token key')}={run(r, HEX, 32)}"),
    "function code": lambda r: ("AZURE_FN_URL", f"https://{word(r)}.azurewebsites.net/api/run?code={run(r, URL, 54)}=="),
    "teams hook": lambda r: (pick(r, "TEAMS_URL ALERT_TARGET"), f"https://acme.webhook.office.com/webhookb2/{guid(r)}@{guid(r)}/IncomingWebhook/{run(r, HEX, 32)}/{guid(r)}"),
    "discord hook": lambda r: (pick(r, "DISCORD ALERT_URL"), f"https://discord.com/api/webhooks/{digits(r, 18)}/{run(r, URL, 68)}"),
    "slack hook": lambda r: (pick(r, "SLACK NOTIFY"), "https://hooks.slack." + f"com/services/T{run(r, UPPER, 10)}/B{run(r, UPPER, 10)}/{run(r, B62, 24)}"),
    "django key": lambda r: (pick(r, "SECRET_KEY DJANGO_SECRET_KEY"), "".join(r.choice(LOWER + "!@#$%^&*(-_=+)") for _ in range(50))),
    "rails key": lambda r: (pick(r, "SECRET_KEY_BASE RAILS_MASTER_KEY"), run(r, HEX, r.choice((32, 128)))),
    "laravel key": lambda r: ("APP_KEY", "base64:" + "".join(r.choice(B64) for _ in range(43)) + "="),
    "auth secret": lambda r: (pick(r, "NEXTAUTH_SECRET AUTH_SECRET SESSION_SECRET COOKIE_SECRET"), "".join(r.choice(B64) for _ in range(43)) + "="),
    "symfony secret": lambda r: (pick(r, "APP_SECRET JWT_SECRET HASURA_GRAPHQL_ADMIN_SECRET"), run(r, HEX, 32)),
    ".net names": lambda r: (pick(r, "Jwt__Key Auth__ClientSecret Smtp__Password ConnectionStrings__Password"), run(r, B62, 32)),
    ".net connection": lambda r: (pick(r, "ConnectionStrings__Default DefaultConnection"), f"Server={r.choice(HOSTS)};Database=orders;User Id=app;Password={password(r)};TrustServerCertificate=True"),
    "java names": lambda r: (pick(r, "SPRING_DATASOURCE_PASSWORD spring.mail.password QUARKUS_DATASOURCE_PASSWORD KEYSTORE_PASSWORD"), password(r)),
    "camel names": lambda r: (pick(r, "dbPassword apiKey clientSecret accessToken signingSecret masterPassword"), run(r, B62, 28)),
    "dashed names": lambda r: (pick(r, "db-password client-secret api-token x-api-key"), run(r, B62, 28)),
    "numbered names": lambda r: (pick(r, "DB_PASSWORD_2 API_KEY_V2 SECRET_KEY_OLD TOKEN_PROD PASSWORD_EU API_SECRET_1"), run(r, B62, 28)),
    "names for": lambda r: (pick(r, "SECRET_FOR_BILLING PASSWORD_FOR_DB TOKEN_FOR_CI"), run(r, B62, 28)),
    "human passwords": lambda r: (pick(r, "DB_PASS LDAP_BIND_PW FTP_PWD ROOT_PW SMTP_PASS ADMIN_PASSWORD VNC_PASSWD"), human(r)),
    "passphrase": lambda r: (pick(r, "GPG_PASSPHRASE SSH_KEY_PASSPHRASE"), " ".join(word(r) for _ in range(5))),
    "secret access key": lambda r: (pick(r, "S3_SECRET SES_SMTP_SECRET MINIO_SECRET_KEY AWS_SECRET"), "".join(r.choice(B64) for _ in range(38)) + run(r, "a1", 2)),
    "aws pair in json": lambda r: (pick(r, "S3_CONFIG AWS_CREDS"), json.dumps({"accessKeyId": key_id(r), "secretAccessKey": "".join(r.choice(B64) for _ in range(40))})),
    "service account": lambda r: (pick(r, "GOOGLE_CREDENTIALS GCP_SA FIREBASE"), service_account(r)),
    "service account in base64": lambda r: (pick(r, "GCP_SA_B64 GOOGLE_CREDENTIALS"), b64(service_account(r))),
    "totp": lambda r: (pick(r, "TOTP_SECRET MFA_SEED OTP_SECRET"), run(r, T32, 32)),
    "otpauth": lambda r: (pick(r, "OTP_URI MFA"), f"otpauth://totp/acme:{word(r)}?secret={run(r, T32, 32)}&issuer=acme"),
    "symmetric key": lambda r: (pick(r, "ENCRYPTION_KEY HMAC_KEY AES_KEY DATA_KEY_HEX PASSWORD_PEPPER SIGNING_KEY"), run(r, HEX, 64)),
    "fernet": lambda r: (pick(r, "FERNET_KEY AIRFLOW__CORE__FERNET_KEY"), run(r, URL, 43) + "="),
    "halves": lambda r: (pick(r, "SIGNING_KEY_PART1 PRIVATE_KEY_PART_2 API_SECRET_A"), run(r, B64, 64)),
    "list in json": lambda r: (pick(r, "API_KEYS VALID_TOKENS SIGNING_SECRETS"), json.dumps([run(r, B62, 32), run(r, B62, 32)])),
    "list with commas": lambda r: (pick(r, "API_KEYS WEBHOOK_SECRETS ACCESS_TOKENS"), f"{run(r, HEX, 40)},{run(r, HEX, 40)}"),
    "users with passwords": lambda r: (pick(r, "BASIC_AUTH_USERS HTPASSWD_PLAIN BASIC_AUTH"), f"alice:{plain(r)},bob:{plain(r)}"),
    "docker auth": lambda r: (pick(r, "DOCKER_AUTH_CONFIG REGISTRY_JSON"), json.dumps({"auths": {"registry.example.com": {"auth": b64(f"ci:{plain(r)}")}}})),
    "kubeconfig": lambda r: (pick(r, "KUBECONFIG_DATA KUBE"), f"apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user:\n    token: {run(r, B62, 48)}\n"),
    "terraform variable": lambda r: (pick(r, "TF_VAR_db_password TF_VAR_api_token TF_TOKEN_app_terraform_io"), run(r, B62, 40)),
    "vendor tokens": lambda r: (pick(r, "DATADOG_API_KEY TWILIO_AUTH_TOKEN ALGOLIA_ADMIN_KEY MIXPANEL_API_SECRET SENTRY_AUTH_TOKEN CLOUDFLARE_TOKEN ZENDESK_API_TOKEN"), run(r, HEX, 32)),
    "unknown vendors": lambda r: (f"{r.choice(VENDORS)}_{pick(r, 'APIKEY TOKEN SECRET ACCESS_KEY AUTH_KEY APP_SECRET SIGNATURE_SECRET BEARER')}", run(r, r.choice((B62, LOWER, HEX)), r.choice((24, 32, 40, 48)))),
    "splunk": lambda r: (pick(r, "SPLUNK_HEC_TOKEN HEC_TOKEN LAUNCHDARKLY_SDK_KEY"), guid(r)),
    "cloudinary": lambda r: (pick(r, "CLOUDINARY_URL MEDIA"), f"cloudinary://{digits(r, 15)}:{run(r, URL, 27)}@{word(r)}"),
    "arguments": lambda r: (pick(r, "JOB_ARGS CMD BACKUP_COMMAND"), f"--host {r.choice(HOSTS)} --user app --password {plain(r)} --verbose"),
    "curl": lambda r: (pick(r, "HEALTH_CMD PING"), f"curl -s -u monitor:{plain(r)} https://status.example.com/ping"),
    "shell export": lambda r: (pick(r, "BOOTSTRAP INIT_SCRIPT"), f"export API_KEY={run(r, B62, 32)}; exec run-it"),
    "pgpass": lambda r: (pick(r, "PGPASS PGPASSFILE_CONTENT"), f"{r.choice(HOSTS)}:5432:orders:app:{plain(r)}"),
    "encoded password": lambda r: (pick(r, "DATABASE_URL PRIMARY_DB"), f"postgres://app:{run(r, B62, 6)}%40{run(r, B62, 6)}@{r.choice(HOSTS)}/orders"),
    "snowflake": lambda r: (pick(r, "SNOWFLAKE_URI WAREHOUSE_URL"), f"snowflake://loader:{plain(r)}@ab12345.eu-west-1/db?warehouse=wh"),
    "graphql header": lambda r: (pick(r, "GRAPHQL_HEADERS HASURA_HEADERS"), f"x-hasura-admin-secret: {run(r, B62, 32)}"),
    "cookie": lambda r: (pick(r, "UPSTREAM_COOKIE SCRAPER_COOKIE"), f"session={run(r, B62, 40)}; theme=dark"),
    "webhook url": lambda r: (pick(r, "GITHUB_WEBHOOK_SECRET STRIPE_WEBHOOK_SECRET SHOPIFY_WEBHOOK"), run(r, HEX, 40)),
}  # fmt: skip


def public_pem(r: Random) -> str:
    return pem(r, PUBLIC, 6)


HARMLESS: dict[str, Make] = {
    "arn of a secret": lambda r: (pick(r, "DB_SECRET API_KEY_SECRET CREDENTIALS"), f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:{word(r)}/db-{run(r, B62, 6)}"),
    "arn of a key": lambda r: (pick(r, "KMS_KEY ENCRYPTION_KEY SIGNING_KEY"), f"arn:aws:kms:eu-west-1:111122223333:key/{guid(r)}"),
    "alias of a key": lambda r: (pick(r, "KMS_KEY ENCRYPTION_KEY"), f"alias/{word(r)}-data"),
    "kms id": lambda r: (pick(r, "KMS_KEY_ID CMK_ID"), guid(r)),
    "parameter path": lambda r: (pick(r, "DB_PASSWORD API_KEY JWT_SECRET"), f"/{pick(r, 'prod staging')}/{word(r)}/{pick(r, 'db-password api_key jwt-secret')}"),
    "reference": lambda r: (pick(r, "DB_PASSWORD API_TOKEN"), pick(r, "ssm:/prod/db aws-secret:prod/db vault:secret/data/app#token op://vault/item/field gcp-sm:app-token secretref:db-pass")),
    "name of a secret": lambda r: (pick(r, "DB_SECRET JWT_SECRET APP_SECRET"), f"{word(r)}-{pick(r, 'db-secret jwt-secret credentials api-secret')}"),
    "rds secret": lambda r: ("MASTER_SECRET", f"rds!db-{guid(r)}"),
    "secret id": lambda r: (pick(r, "SECRET_ID DB_SECRET_NAME CREDENTIALS_NAME"), f"{word(r)}/prod/db-{run(r, B62, 6)}"),
    "public key": lambda r: (pick(r, "JWT_PUBLIC_KEY VERIFY_KEY PUBLIC_KEY"), public_pem(r)),
    "escaped public key": lambda r: (pick(r, "JWT_KEY SIGNATURE_KEY VERIFICATION_KEY"), public_pem(r).replace("\n", "\\n")),
    "ssh public key": lambda r: (pick(r, "AUTHORIZED_KEY SSH_PUBLIC_KEY HOST_KEY"), f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{run(r, B62, 43)} ops@{word(r)}"),
    "certificate": lambda r: (pick(r, "CLIENT_CERT CA_BUNDLE TLS_CERT SIGNING_CERT"), pem(r, "CERTIFICATE", 8)),
    "jwks": lambda r: (pick(r, "JWKS PUBLIC_KEYS JWT_KEYS"), json.dumps({"keys": [{"kty": "RSA", "kid": run(r, B62, 24), "use": "sig", "e": "AQAB", "n": run(r, URL, 342)}]})),
    "vapid public": lambda r: (pick(r, "VAPID_PUBLIC_KEY NEXT_PUBLIC_VAPID_KEY"), "B" + run(r, URL, 86)),
    "password hash": lambda r: (pick(r, "ADMIN_PASSWORD_HASH PASSWORD_HASH"), f"$2b$12${run(r, B62 + './', 53)}"),
    "digest": lambda r: (pick(r, "CODE_SHA256 ARTIFACT_CHECKSUM CONFIG_HASH LAYER_DIGEST BUNDLE_SRI"), pick(r, "sha256: sha384-") + run(r, HEX, 64)),
    "commit": lambda r: (pick(r, "GIT_SHA COMMIT_HASH RELEASE SOURCE_VERSION BUILD_REF"), run(r, HEX, 40)),
    "cognito": lambda r: (pick(r, "USER_POOL_ID COGNITO_POOL"), f"eu-west-1_{run(r, B62, 9)}"),
    "client id": lambda r: (pick(r, "COGNITO_CLIENT_ID OAUTH_CLIENT_ID USER_POOL_CLIENT_ID APP_CLIENT_ID"), run(r, LOWER, 26)),
    "google client": lambda r: (pick(r, "GOOGLE_CLIENT_ID GOOGLE_AUDIENCE"), f"{digits(r, 12)}-{run(r, LOWER, 32)}.apps.googleusercontent.com"),
    "resource ids": lambda r: (pick(r, "SUBNETS SECURITY_GROUP VPC HOSTED_ZONE DISTRIBUTION"), r.choice((f"subnet-0{run(r, HEX, 16)}", f"sg-0{run(r, HEX, 16)}", f"Z{run(r, UPPER, 20)}", f"E{run(r, UPPER, 13)}"))),
    "ulid": lambda r: (pick(r, "TENANT_ID RUN_ID BATCH_ID INSTALLATION"), f"01{run(r, UPPER, 24)}"),
    "object id": lambda r: (pick(r, "ORG_ID PROJECT_ID WORKSPACE_ID"), run(r, HEX, 24)),
    "uuid": lambda r: (pick(r, "TENANT NAMESPACE APP_ID DIRECTORY_ID SUBSCRIPTION_ID DATASET"), guid(r)),
    "publishable": lambda r: (pick(r, "STRIPE_PUBLISHABLE_KEY STRIPE_PUBLIC_KEY"), "pk_" + f"live_{run(r, B62, 24)}"),
    "sentry dsn": lambda r: (pick(r, "SENTRY_DSN ERRORS_DSN"), f"https://{run(r, HEX, 32)}@o{digits(r, 6)}.ingest.sentry.io/{digits(r, 7)}"),
    "placeholder": lambda r: (pick(r, "API_KEY DB_PASSWORD JWT_SECRET AUTH_TOKEN"), r.choice(("<your-api-key>", "REPLACE_ME", "TODO", "your_token_here", "xxxxxxxx", "not-set", "null", "None", "undefined", "n/a", "-", "********", "[REDACTED]", "(hidden)", "tbd", "__TOKEN__", "insert-key-here", "YOUR_SECRET", "none", "changeit-later-please", "my-secret-key-here", "placeholder", "PUT_YOUR_KEY_HERE", "enter password"))),
    "template": lambda r: (pick(r, "API_KEY DB_PASSWORD JWT_SECRET AUTH_TOKEN"), r.choice(("${API_KEY}", "{{ api_key }}", "$(cat /run/secrets/x)", "%API_KEY%", "#{secret}#", "<%= ENV['KEY'] %>", "${ssm:/prod/key}", "!Ref ApiKey", "${file(./secrets.yml):key}", "@@TOKEN@@", "{{resolve:ssm:/prod/key}}", "$SECRET", "${{ secrets.KEY }}", "[[ .Secret ]]", "process.env.KEY", "os.environ['KEY']"))),
    "stack names": lambda r: (pick(r, "TABLE BUCKET TOKEN_TABLE SECRET_BUCKET KEY_TABLE"), f"{word(r)}-prod-{word(r).title()}Table-{run(r, UPPER, 13)}"),
    "queue url": lambda r: (pick(r, "TOKEN_QUEUE KEY_EVENTS AUTH_QUEUE"), f"https://sqs.eu-west-1.amazonaws.com/111122223333/{word(r)}-{run(r, UPPER, 12)}"),
    "switches": lambda r: (pick(r, "ENABLE_PASSWORD_RESET TOKEN_VALIDATION PASSWORD_LOGIN SECRET_SCANNING API_KEY_REQUIRED"), pick(r, "true false strict on off enabled disabled 1 0 yes")),
    "algorithms": lambda r: (pick(r, "JWT_ALGORITHM KEY_ALGORITHM TOKEN_ALG PASSWORD_HASHER ENCRYPTION"), pick(r, "RS256 HS512 AES256-GCM argon2id RSA_4096 PBKDF2WithHmacSHA256 ES256 bcrypt aws:kms")),
    "headers": lambda r: (pick(r, "API_KEY_HEADER TOKEN_HEADER AUTH_HEADER_NAME"), pick(r, "x-api-key Authorization X-Auth-Token x-hub-signature-256")),
    "auth kinds": lambda r: (pick(r, "AUTH_TYPE AUTH AUTH_MODE CREDENTIALS_SOURCE SECRET_PROVIDER TOKEN_TYPE"), pick(r, "Bearer basic oauth2 iam AWS_IAM secretsmanager EcsContainer client_credentials jwt")),
    "times": lambda r: (pick(r, "TOKEN_TTL SECRET_ROTATION PASSWORD_MAX_AGE KEY_ROTATION_DAYS SESSION_TIMEOUT"), pick(r, "3600 3600s 30d P30D 15m 86400000 1h30m")),
    "patterns": lambda r: (pick(r, "PASSWORD_REGEX TOKEN_PATTERN SECRET_PATTERN"), r.choice((r"^(?=.*[A-Z])(?=.*\d).{12,}$", r"[A-Za-z0-9_-]{20,}", r"^sk_(live|test)_\w+$"))),
    "prefixes": lambda r: (pick(r, "CACHE_KEY_PREFIX KEY_PREFIX TOKEN_PREFIX S3_KEY"), r.choice((f"{word(r)}:prod:v2:", f"{word(r)}/2026/11/", "sk_live_"))),
    "field names": lambda r: (pick(r, "SENSITIVE_FIELDS REDACT_KEYS MASKED_FIELDS PASSWORD_FIELDS SECRET_KEYS"), r.choice(("password,token,ssn", '["password","secret","apiKey"]', "user.password;card.number"))),
    "plain urls": lambda r: (pick(r, "DATABASE_URL DB_URL PG_URL"), r.choice((f"postgres://app@{r.choice(HOSTS)}/orders", f"jdbc:postgresql://{r.choice(HOSTS)}:5432/orders?ssl=true", "sqlite:///tmp/app.db", f"redis://{r.choice(HOSTS)}:6379/0"))),
    "templated urls": lambda r: (pick(r, "DATABASE_URL DB_URL"), r.choice(("postgres://${DB_USER}:${DB_PASS}@db/app", "mysql://{user}:{password}@db/app", "mongodb://<user>:<password>@db/app", "amqp://USER:PASSWORD@mq/", "postgresql://%(user)s:%(password)s@db/app"))),
    "token urls": lambda r: (pick(r, "TOKEN_URL OAUTH_TOKEN_ENDPOINT JWKS_URI ISSUER AUTH_URL"), f"https://login.{word(r)}.com/{guid(r)}/oauth2/v2.0/token"),
    "secret files": lambda r: (pick(r, "DB_PASSWORD_FILE PRIVATE_KEY_PATH SECRET_PATH TLS_KEY CREDENTIALS"), pick(r, "/run/secrets/db_password /etc/ssl/private/key.pem s3://config-bucket/keys/prod.pem file:///var/task/key.json ./certs/server.key")),
    "policy": lambda r: (pick(r, "POLICY SESSION_POLICY"), json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]})),
    "json without credentials": lambda r: (pick(r, "APP_CONFIG SETTINGS"), json.dumps({"database": {"host": r.choice(HOSTS), "passwordSecretArn": f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:{word(r)}-{run(r, B62, 6)}"}, "tokenTtl": 3600})),
    "base64 without credentials": lambda r: (pick(r, "SETTINGS_B64 FEATURES"), b64(json.dumps({"color": word(r), "limits": [1, 2, 3], "name": word(r) * 3}))),
    "data uri": lambda r: (pick(r, "LOGO FAVICON PIXEL"), f"data:image/png;base64,{run(r, B64, 180)}"),
    "sql": lambda r: (pick(r, "QUERY CLEANUP_SQL"), "DELETE FROM tokens WHERE password_reset_at < now() - interval '1 day'"),
    "contract": lambda r: (pick(r, "CONTRACT_ADDRESS TOKEN_ADDRESS TREASURY_WALLET TOKEN_CONTRACT"), "0x" + run(r, HEX, 40)),
    "encrypted": lambda r: (pick(r, "DB_PASSWORD API_KEY"), r.choice((f"ENC[AES256_GCM,data:{run(r, B62, 24)},iv:{run(r, B62, 43)}=,tag:{run(r, B62, 22)}==,type:str]", f"vault:v1:{run(r, B62, 60)}", "{cipher}" + run(r, HEX, 96)))),
    "next public": lambda r: (pick(r, "NEXT_PUBLIC_APP_ID VITE_ANALYTICS_ID GA_MEASUREMENT_ID GTM_ID"), r.choice((f"G-{run(r, UPPER, 10)}", f"GTM-{run(r, UPPER, 7)}", f"UA-{digits(r, 8)}-1"))),
    "words inside words": lambda r: (pick(r, "MONKEY_PATCH KEYBOARD_LAYOUT PASSENGER_TABLE AUTHOR KEYSPACE COMPASS_URL BYPASS_CACHE TOKENIZER SECRETARY_EMAIL HOTKEY DONKEY"), f"{word(r)}-{word(r)}"),
    "token figures": lambda r: (pick(r, "MAX_TOKENS TOKEN_LIMIT TOKEN_BUDGET PASSWORD_MIN_LENGTH KEY_SIZE"), pick(r, "4096 128000 12 256 1000000")),
    "model names": lambda r: (pick(r, "TOKENIZER_MODEL EMBEDDING_MODEL MODEL_ID BEDROCK_MODEL"), pick(r, "claude-sonnet-4-20250514-v1:0 cohere.embed-multilingual-v3 gpt-4o-mini-2024-07-18 amazon.titan-embed-text-v2:0")),
    "buckets for secrets": lambda r: (pick(r, "TOKEN_BUCKET SECRETS_BUCKET KEYS_BUCKET PASSWORD_RESET_TEMPLATE"), f"{word(r)}-{pick(r, 'tokens secrets keys reset-mail')}-{pick(r, 'prod eu-west-1 v2')}"),
    "locales": lambda r: (pick(r, "KEY_LOCALES PASSWORD_LOCALE TOKEN_REGION AUTH_REGION"), pick(r, "en-GB,de-DE eu-west-1 us-east-1,us-west-2 pl")),
    "emails": lambda r: (pick(r, "AUTH_EMAIL TOKEN_OWNER SECRET_OWNER KEY_CONTACT"), f"{word(r)}.{word(r)}@example.com"),
    "images": lambda r: (pick(r, "SIDECAR_IMAGE AUTH_IMAGE KEY_SERVER_IMAGE"), f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/{word(r)}@sha256:{run(r, HEX, 64)}"),
    "trace": lambda r: (pick(r, "_X_AMZN_TRACE_ID PARENT_TRACE"), f"Root=1-{run(r, HEX, 8)}-{run(r, HEX, 24)};Parent={run(r, HEX, 16)};Sampled=1"),
    "feature flags": lambda r: (pick(r, "FEATURE_FLAGS FLAGS TOGGLES"), json.dumps({"passwordless": True, "token-refresh": False, "api_key_v2": "beta"})),
    "versions": lambda r: (pick(r, "SECRET_VERSION KEY_VERSION TOKEN_VERSION SECRET_STAGE"), pick(r, "AWSCURRENT v3 2 1.4.0 AWSPREVIOUS latest")),
    "access key ids": lambda r: (pick(r, "API_KEY_ID APPLE_KEY_ID SIGNING_KEY_ID KEY_PAIR_ID"), run(r, UPPER, 10)),
    "usage plan": lambda r: (pick(r, "USAGE_PLAN_KEY_NAME API_KEY_NAME KEY_NAME TOKEN_NAME"), f"{word(r)}-partner-key"),
    "cookies' names": lambda r: (pick(r, "SESSION_COOKIE CSRF_COOKIE TOKEN_COOKIE AUTH_COOKIE"), pick(r, "__Host-session csrftoken sid next-auth.session-token")),
    "groups of hosts": lambda r: (pick(r, "KAFKA_BROKERS AUTH_SERVERS KEY_SERVERS"), f"b-1.{word(r)}.{run(r, LOWER, 6)}.c2.kafka.eu-west-1.amazonaws.com:9094,b-2.{word(r)}.{run(r, LOWER, 6)}.c2.kafka.eu-west-1.amazonaws.com:9094"),
}  # fmt: skip


def pairs(seed: int, each: int) -> Iterator[tuple[str, bool, str, str]]:
    """Yield kind, whether it is a secret, name and value: `each` of every kind."""
    for secret, kinds in ((True, SECRETS), (False, HARMLESS)):
        for kind, make in kinds.items():
            r = Random(f"{seed} {kind}")
            for _ in range(each):
                yield kind, secret, *make(r)
