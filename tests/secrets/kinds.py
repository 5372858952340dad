# ruff: noqa: E501, S311, ARG005  one line a kind; made-up pairs need no cryptography
"""The kinds of secrets that were missed once, and of harmless values that were false alarms.

Made at run time: no text here looks like a token by itself. Every kind is a function of a random
generator and a `Pool` of words. There are two pools with no word in common: rules may be written
while looking at DEVELOPMENT; HELD_OUT is only ever looked at as a score (`bench/secrets.py`).
"""

from __future__ import annotations

import base64
import json
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

BASE62 = string.ascii_letters + string.digits
URLSAFE = BASE62 + "-_"
HEX = string.digits + "abcdef"
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Words, names and carriers of one half."""

    vendors: tuple[str, ...]
    words: tuple[str, ...]
    hooks: tuple[str, ...]  # URLs whose path holds the token at {}
    hook_names: tuple[str, ...]
    nodes: tuple[str, ...]  # URLs of providers' nodes, key at {}
    node_names: tuple[str, ...]
    passwords: tuple[str, ...]  # names in other languages
    keys: tuple[str, ...]
    misspelt: tuple[str, ...]
    prefixes: tuple[str, ...]  # before a UUID or groups
    groups: tuple[tuple[int, ...], ...]
    alert_keys: tuple[str, ...]
    wallet_names: tuple[str, ...]
    split_keys: tuple[str, ...]  # names such as DUO_SKEY
    phrase_names: tuple[str, ...]
    specials: str  # characters that cut connection strings
    digit_names: tuple[str, ...]
    templates: tuple[str, ...]
    foreign: tuple[str, ...]  # placeholders of other languages
    shouted: tuple[str, ...]
    public_names: tuple[tuple[str, str], ...]  # name and shape: h32, pub+h32, w43
    resource_urls: tuple[str, ...]  # URLs whose path holds an id, not a key
    resource_names: tuple[str, ...]
    other_keys: tuple[str, ...]  # *_KEY that is no credential
    defaults: tuple[tuple[str, str], ...]  # user, scheme: the password is the user's name
    logical: tuple[str, ...]
    plain_hooks: tuple[str, ...]
    oracle: tuple[str, ...]
    dividers: tuple[str, ...]


def _s(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DEVELOPMENT = Pool(
    vendors=_s(
        "LEDGERLY BRIGHTDESK TALLYWORKS NORTHBEAM PARCELIO QUOTIVE FLEXPORTAL SIGNALHUB STOCKWISE MAILBARN DATAPINE CREDOLAB GEOFENCE SHIPMATE"
    ),
    words=_s(
        "orders payment invoice catalog shipping harbor meadow falcon copper velvet lantern summit orchid"
    ),
    hooks=(
        "https://chat.{w}.io/hooks/{a26}",
        "https://{w}.example.com/webhook/{h32}/{h32}",
        "https://open.{w}.cn/open-apis/bot/v2/hook/{uuid}",
        "https://{w}.cloud/api/v1/webhooks/{b24}/",
        "https://automation.{w}.net/webhook/{uuid}",
        "https://{w}.app/api/hooks/catch/{d6}/{b22}",
    ),
    hook_names=_s("MATTERMOST_WEBHOOK_URL NOTIFY_HOOK ALERT_WEBHOOK DEPLOY_HOOK_URL INCIDENT_URL"),
    nodes=(
        "https://mainnet.{w}.io/v3/{h32}",
        "https://rpc.{w}.com/eth/{h64}",
        "https://eth-mainnet.{w}.io/v2/{b32}",
        "wss://mainnet.{w}.io/ws/v3/{h32}",
    ),
    node_names=_s("INFURA_URL ETH_RPC_URL RPC_ENDPOINT WEB3_PROVIDER_RPC ALCHEMY_API_KEY"),
    passwords=_s(
        "DB_CLAVE CLAVE_BD MOT_DE_PASSE MOTDEPASSE_SMTP DB_KENNWORT DB_SENHA WACHTWOORD_DB HASLO_BAZY CONTRASENIA_DB"
    ),
    keys=_s(
        "CLAVE_API CHAVE_API JETON_ACCES GEHEIMNIS CLE_API LLAVE_API SCHLUESSEL_API API_SLEUTEL KLUCZ_API CLE_SECRETE"
    ),
    misspelt=_s("DB_PASWD PASWORD SMTP_PASSWRD ADMIN_PSSWORD MYSQL_PSWD FTP_PASWRD"),
    prefixes=_s("px-dep- live- sec_ prod. key-"),
    groups=((6, 6, 6, 6), (7, 7, 7, 7), (8, 4, 8)),
    alert_keys=_s("OPSGRID_ROUTING_KEY PAGER_ROUTING_KEY INGEST_EVENT_KEY ALERTS_EVENT_KEY"),
    wallet_names=_s("RELAYER_PK SIGNER_PK DEPLOYER_PK"),
    split_keys=_s("DUO_SKEY VENDOR_SKEY"),
    phrase_names=_s("UPLINK_SECRET STATE_TOKEN WEBHOOK_SECRET BRIDGE_TOKEN"),
    specials="&,)",
    digit_names=_s("NUMERIC_APIKEY SMS_API_KEY"),
    templates=(
        "$$password",
        "${{ vars.DB_PASS }}",
        "%env(MAIL_SECRET)%",
        "$$DB_PASS",
        "${{ secrets.KEY }}",
    ),
    foreign=(
        "votre-mot-de-passe",
        "sua-senha-de-aplicativo",
        "至少 32 位强随机字符串",
        "tu-clave-secreta",
        "dein-passwort-hier",
        "你的密码",
        "votre_cle_api",
        "ваш_пароль",
    ),
    shouted=(
        "CHANGE-THIS! VERY IMPORTANT!",
        "CHANGE_ME_PLEASE!",
        "xxxx xxxx xxxx xxxx",
        "AIzaXXXX",
        "XXXX-XXXX-XXXX-XXXX",
        "Change me, please",
    ),
    public_names=(
        ("RUM_CLIENT_TOKEN", "pub{h32}"),
        ("TOKEN_KID", "{w43}"),
        ("tokenStage", "{A10}"),
        ("AUTH0_CLIENT", "{b32}"),
        ("RECAPTCHA_SITE_KEY", "6L{w38}"),
    ),
    resource_urls=(
        "https://{w}.s3.amazonaws.com/{h32}/data.json",
        "https://app.{w}.com/projects/{uuid}",
        "https://docs.{w}.com/spreadsheets/d/{b44}/edit",
        "https://{w}.cloudfront.net/{h40}/index.html",
        "https://api.{w}.com/v1/tenants/{uuid}/users",
    ),
    resource_names=_s("DATA_URL PROJECT_URL SHEET_URL ASSET_URL API_BASE"),
    other_keys=_s("PARTITION_KEY IDEMPOTENCY_KEY TENANT_KEY CACHE_KEY DEDUPE_KEY"),
    defaults=(("ledger", "postgresql"), ("tipi", "mysql"), ("airflow", "amqp")),
    logical=_s("OrdersDatabaseSecret ApiClusterCredentials PaymentDbSecret"),
    plain_hooks=(
        "https://chat.{w}.io/hooks/{w}-alerts",
        "https://api.{w}.com/webhooks/{w}/incoming",
        "https://{w}.io/webhook/stripe-events",
    ),
    oracle=(
        "oracle://jdbc:oracle:thin:{w}/{b10}@//db.internal:1521/ORCL",
        "oracle://jdbc:oracle:thin:{w}/{b12}@db.internal:1521/XE",
    ),
    dividers=("-", ""),
)

HELD_OUT = Pool(
    vendors=_s(
        "FARELOGIX TRADEMINT HOPSCOTCH CLAIMSURE NOVAPAY VOXLINE TRAILMETRIC OCTANTIS BEACONLY PRICEWELL KITEWORKS RENTABLY FORMSTACKER ZIPLEDGER MAPWRIGHT"
    ),
    words=_s(
        "billing voucher courier inventory tariff cinder glacier sparrow juniper quartz saffron tundra willow"
    ),
    hooks=(
        "https://im.{w}.de/hooks/{b28}",
        "https://{w}.example.org/services/hook/{h40}",
        "https://{w}.net/robot/send/webhook/{uuid}",
        "https://flow.{w}.eu/webhooks/v2/{a32}/trigger",
        "https://events.{w}.com/integrations/hooks/{w}/{b36}",
        "https://{w}.dev/bot/{h32}/messages",
    ),
    hook_names=_s(
        "ROCKETCHAT_HOOK ONCALL_WEBHOOK_URL WEBHOOK_ENDPOINT ZULIP_HOOK_URL BUILD_TRIGGER_URL"
    ),
    nodes=(
        "https://sol.{w}.pro/{h40}/",
        "https://{w}-rpc.net/v1/{b40}",
        "wss://polygon.{w}.com/ws/{a32}",
        "https://arb.{w}.network/rpc/{h64}",
    ),
    node_names=_s("QUICKNODE_RPC SOLANA_RPC_URL POLYGON_RPC CHAIN_RPC_HTTP ARBITRUM_RPC_ENDPOINT"),
    passwords=_s(
        "PAROLA_CHIAVE PALAVRA_PASSE DB_LOSENORD SALASANA DB_PASSORD SIFRE_DB JELSZO_DB SANDI_DB HESLO_DB ADGANGSKODE DB_CONTRASENA"
    ),
    keys=_s(
        "CHIAVE_API API_GETTONE SEGREDO_API NYCKEL_API ANAHTAR_API API_KULCS CHEIE_API KUNCI_API LLAVE_SECRETA SEGRETO_API API_SCHLUSSEL KLIC_API"
    ),
    misspelt=_s("DB_PASSWRD SMTP_PASWORD REDIS_PSWRD ADMIN_PASSWROD PSSWRD DB_PSWORD"),
    prefixes=_s("ck-live- rt_ srv- tok_ api.v2."),
    groups=((5, 5, 5, 5), (6, 6, 6, 6, 6), (9, 9, 9)),
    alert_keys=_s(
        "INCIDENTLY_ROUTING_KEY SPLUNKISH_ROUTING_KEY WEBINGEST_EVENT_KEY ONCALL_ROUTING_KEY"
    ),
    wallet_names=_s("MINTER_PK WALLET_PK ORACLE_SIGNER_PK"),
    split_keys=_s("GATE_SKEY MFA_SKEY"),
    phrase_names=_s("GATEWAY_SECRET INTERNAL_TOKEN CALLBACK_SECRET RELAY_SECRET"),
    specials="|]}",
    digit_names=_s("VOUCHER_APIKEY GATEWAY_API_KEY"),
    templates=(
        "$$db_password",
        "${{ env.TOKEN }}",
        "%env(string:API_TOKEN)%",
        "$$SECRET_KEY",
        "${{ inputs.password }}",
    ),
    foreign=(
        "ton-mot-de-passe",
        "seu-token-aqui",
        "请填写您的密钥",
        "jouw-wachtwoord",
        "twoje-haslo",
        "ihr_kennwort",
        "la-tua-password",
        "şifreniz",
        "パスワードを入力",
    ),
    shouted=(
        "CHANGE THIS NOW!!",
        "CHANGEME-IN-PRODUCTION!",
        "XXXXX XXXXX XXXXX",
        "ghp_xxxxXXXX",
        "xxxx-xxxx-xxxx",
        "change-this: to a long string",
    ),
    public_names=(
        ("DD_CLIENT_TOKEN", "pub{h32}"),
        ("SIGNING_KID", "{w43}"),
        ("API_TOKEN_STAGE", "{A10}"),
        ("OIDC_CLIENT", "{b32}"),
        ("HCAPTCHA_SITEKEY", "{uuid}"),
    ),
    resource_urls=(
        "https://storage.{w}.net/{h40}/report.csv",
        "https://console.{w}.io/workspaces/{uuid}/board",
        "https://files.{w}.com/d/{b33}/view",
        "https://cdn.{w}.net/assets/{h32}.js",
        "https://api.{w}.com/v2/accounts/{uuid}/events",
    ),
    resource_names=_s("REPORT_URL BOARD_LINK FILE_URL SCRIPT_URL EVENTS_ENDPOINT"),
    other_keys=_s("SORT_KEY CORRELATION_KEY CUSTOMER_KEY LOOKUP_KEY WORKSPACE_KEY"),
    defaults=(("keycloak", "postgres"), ("grafana", "mysql"), ("celery", "redis")),
    logical=_s("WarehouseAdminPassword BillingServiceToken AuroraMasterSecret"),
    plain_hooks=(
        "https://im.{w}.de/hooks/deploy-{w}",
        "https://{w}.example.org/hook/github/push",
        "https://api.{w}.com/v1/webhook/order_created",
    ),
    oracle=(
        "jdbc:oracle:thin:{w}/{b11}@db.internal:1521/ORCL",
        "oracle://jdbc:oracle:oci:{w}/{b10}@//db:1521/PDB1",
    ),
    dividers=("_", "."),
)

Kind = Callable[[Random, Pool], tuple[str, str]]


def _run(r: Random, alphabet: str, length: int) -> str:
    """Return characters drawn by lot, with a letter and a digit among them."""
    drawn = [r.choice(alphabet) for _ in range(length)]
    drawn[r.randrange(length)] = r.choice([c for c in alphabet if c.isdigit()] or ["7"])
    at = r.randrange(length)
    if not any(c.isalpha() for c in drawn):
        drawn[at] = r.choice([c for c in alphabet if c.isalpha()])
    return "".join(drawn)


def _letters(r: Random, alphabet: str, length: int) -> str:
    return "".join(r.choice(alphabet) for _ in range(length))


def _uuid(r: Random) -> str:
    return str(uuid.UUID(int=r.getrandbits(128), version=4))


_ALPHABETS = {
    "a": LOWER, "A": UPPER, "b": BASE62, "h": HEX, "w": URLSAFE, "T": string.ascii_uppercase + "234567",
    "l": string.ascii_lowercase, "u": string.ascii_uppercase,
}  # fmt: skip


def fill(r: Random, shape: str, words: tuple[str, ...] = ("orders",)) -> str:
    """Fill {w} with a word, {uuid}, and {h32} and its like with characters drawn by lot."""
    out = []
    for part in shape.replace("}", "{").split("{"):
        if part == "w":
            out.append(r.choice(words))
        elif part == "uuid":
            out.append(_uuid(r))
        elif part[:1] == "d" and part[1:].isdigit():
            out.append("".join(r.choice(string.digits) for _ in range(int(part[1:]))))
        elif part[:1] in _ALPHABETS and part[1:].isdigit():
            alphabet, length = _ALPHABETS[part[:1]], int(part[1:])
            mixed = length > 1 and any(c.isdigit() for c in alphabet)
            out.append(_run(r, alphabet, length) if mixed else _letters(r, alphabet, length))
        else:
            out.append(part)
    return "".join(out)


def _fill(r: Random, pool: Pool, shape: str) -> str:
    return fill(r, shape, pool.words)


def _groups(r: Random, pool: Pool) -> str:
    return "-".join(_run(r, LOWER, size) for size in r.choice(pool.groups))


def _phrase(r: Random, pool: Pool) -> str:
    one, other = r.choice(pool.words), r.choice(pool.words)
    number = r.randint(10, 9999)
    mark = r.choice(pool.dividers)
    return r.choice(
        (
            f"{one}{other.title()}{number}",
            f"{one}-{other}-hut-{number}",
            f"{one}{mark}{other.title()}{mark}{number}",
        )
    )


def _vendor(r: Random, pool: Pool, *endings: str) -> str:
    return r.choice(pool.vendors) + "_" + r.choice(endings)


def _password(r: Random, pool: Pool) -> str:
    return _run(r, BASE62, 4) + r.choice(pool.specials) + _run(r, BASE62, 6)


def _public(r: Random, pool: Pool) -> tuple[str, str]:
    name, shape = r.choice(pool.public_names)
    return name, _fill(r, pool, shape)


def _default(r: Random, pool: Pool) -> str:
    user, scheme = r.choice(pool.defaults)
    return f"{scheme}://{user}:{user}@db/{user}"


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


SECRETS: dict[str, Kind] = {
    "token in a hook's path": lambda r, p: (r.choice(p.hook_names), _fill(r, p, r.choice(p.hooks))),
    "key in a node's path": lambda r, p: (r.choice(p.node_names), _fill(r, p, r.choice(p.nodes))),
    "key as the user": lambda r, p: (_vendor(r, p, "URL", "ENDPOINT"), f"https://{_run(r, BASE62, 32)}:@api.{r.choice(p.words)}.net/v2"),
    "foreign password": lambda r, p: (r.choice(p.passwords), _run(r, BASE62, 12) + "!"),
    "foreign key": lambda r, p: (r.choice(p.keys), _run(r, BASE62, 32)),
    "foreign key in a prefix": lambda r, p: (f"{r.choice(p.vendors)}_{r.choice(p.keys)}", _run(r, HEX, 40)),
    "uuid of a vendor's key": lambda r, p: (_vendor(r, p, "KEY"), _uuid(r)),
    "uuid of a vendor's api key": lambda r, p: (_vendor(r, p, "API_KEY", "TOKEN", "SECRET"), _uuid(r)),
    "misspelt password": lambda r, p: (r.choice(p.misspelt), _run(r, BASE62, 15)),
    "dashed groups": lambda r, p: (_vendor(r, p, "API_SECRET", "API_KEY", "TOKEN"), _groups(r, p)),
    "prefixed groups": lambda r, p: (_vendor(r, p, "API_KEY"), r.choice(p.prefixes) + _groups(r, p)),
    "prefixed uuid": lambda r, p: (_vendor(r, p, "DEPLOY_KEY", "API_KEY", "TOKEN"), r.choice(p.prefixes) + _uuid(r)),
    "two uuids": lambda r, p: (_vendor(r, p, "TOKEN", "API_KEY"), _uuid(r) + r.choice(".:-") + _uuid(r)),
    "phrase with digits": lambda r, p: (r.choice(p.phrase_names), _phrase(r, p)),
    "routing key": lambda r, p: (r.choice(p.alert_keys), r.choice((_run(r, HEX, 32), _run(r, URLSAFE, 86)))),
    "wallet": lambda r, p: (r.choice(p.wallet_names), "0x" + _run(r, HEX, 64)),
    "skey": lambda r, p: (r.choice(p.split_keys), _run(r, BASE62, 40)),
    "cut password": lambda r, p: ("SQL_CONN", f"Server=sql1;Database=app;Uid=app;Password={_password(r, p)};Encrypt=True"),
    "braced password": lambda r, p: ("ODBC_DSN", f"Driver={{ODBC Driver 18}};Server=sql1;Uid=app;Pwd={{{_run(r, BASE62, 6)};{_run(r, BASE62, 4)}}};Encrypt=yes"),
    "wallet as numbers": lambda r, p: (r.choice(("PAYER_KEYPAIR", "WALLET_SECRET_KEY")), json.dumps([r.randrange(256) for _ in range(64)])),
    "cookie secret with equals": lambda r, p: (r.choice(("loginCookieSecret", "COOKIE_SIGNING_SECRET")), f"k^{_run(r, LOWER, 20)}={_run(r, LOWER, 7)}%="),
    "oracle": lambda r, p: ("ORACLE_DSN", _fill(r, p, r.choice(p.oracle))),
    "user and password with a slash": lambda r, p: ("DB_PASSWORD", f"{r.choice(p.words)}/{_run(r, BASE62, 4)}@{_run(r, BASE62, 3)}"),
    "random under a vendor's api key": lambda r, p: (_vendor(r, p, "API_KEY", "API_SECRET", "ACCESS_TOKEN"), _run(r, r.choice((HEX, BASE62, LOWER)), r.choice((20, 24, 32, 40)))),
    "random under a vendor's key": lambda r, p: (_vendor(r, p, "KEY"), _run(r, r.choice((HEX, BASE62)), r.choice((32, 40)))),
    "json in base64": lambda r, p: (_vendor(r, p, "CONFIG"), _b64(json.dumps({"user": r.choice(p.words), "api_key": _run(r, BASE62, 24)}))),
    "url password": lambda r, p: (_vendor(r, p, "DSN", "URI"), f"postgresql://{r.choice(p.words)}:{_run(r, BASE62, 14)}@db.{r.choice(p.words)}.com/app"),
    "private key": lambda r, p: (_vendor(r, p, "PEM"), "-----BEGIN " + "PRIVATE KEY-----\n" + "\n".join(_run(r, BASE62, 64) for _ in range(8)) + "\n-----END " + "PRIVATE KEY-----"),
    "digits of a key": lambda r, p: (r.choice(p.digit_names), "".join(r.choice(string.digits) for _ in range(22))),
    "human password": lambda r, p: (_vendor(r, p, "PASSWORD", "PASSWD"), f"{r.choice(p.words).title()}{r.choice(p.words)}{r.randint(10, 999)}!"),
}  # fmt: skip

HARMLESS: dict[str, Kind] = {
    "id in a URL's path": lambda r, p: (r.choice(p.resource_names), _fill(r, p, r.choice(p.resource_urls))),
    "hook of plain words": lambda r, p: (r.choice(p.hook_names), _fill(r, p, r.choice(p.plain_hooks))),
    "node without a key": lambda r, p: (r.choice(p.node_names[:1] + p.node_names[2:]).replace("_API_KEY", "_RPC"), f"https://rpc.{r.choice(p.words)}.org/mainnet"),
    "generated name": lambda r, p: (r.choice(("DATABASE_SECRET", "DB_CREDENTIALS", "APP_SECRET")), f"{r.choice(p.logical)}{r.choice(('', _run(r, HEX.upper()[:16], 8)))}-{_run(r, BASE62, 12)}"),
    "generated stack name": lambda r, p: (r.choice(("API_SECRET", "TOKEN_SECRET")), f"{r.choice(p.words)}-prod-{r.choice(p.logical)}-{_run(r, BASE62, 12)}"),
    "truncated pem": lambda r, p: (_vendor(r, p, "PRIVATE_KEY"), "-----BEGIN RSA " + "PRIVATE KEY-----\\n" + _run(r, BASE62, 16) + r.choice(("...", "\\n")) + "\\n-----END RSA " + "PRIVATE KEY-----"),
    "other tools' template": lambda r, p: (r.choice(("DB_PASSWORD", "API_TOKEN", "MAIL_SECRET")), r.choice(p.templates)),
    "foreign placeholder": lambda r, p: (r.choice(("SMTP_PASS", "JWT_SECRET", "DB_PASSWORD", "API_TOKEN")), r.choice(p.foreign)),
    "shouted placeholder": lambda r, p: (r.choice(("JWT_SECRET", "API_KEY", "SESSION_SECRET", "GOOGLE_API_KEY")), r.choice(p.shouted)),
    "word under auth": lambda r, p: ("PROXY_AUTH", _run(r, string.ascii_lowercase, 8).translate(str.maketrans("23456789", "bcdfghjk"))),
    "public identifier": _public,
    "key that is none": lambda r, p: (r.choice(p.other_keys), r.choice((_uuid(r), r.choice(p.words), f"{r.choice(p.words)}#{r.choice(p.words)}"))),
    "uuid under an id": lambda r, p: (_vendor(r, p, "TENANT_ID", "KEY_ID", "CLIENT_ID", "APP_ID"), _uuid(r)),
    "table and queue": lambda r, p: (_vendor(r, p, "TABLE_NAME", "QUEUE_URL", "TOKEN_TABLE"), f"{r.choice(p.words)}-{r.choice(p.words)}-{_run(r, UPPER, 12)}"),
    "name of a secret": lambda r, p: (r.choice(p.phrase_names), f"prod-{r.choice(p.words)}-{r.choice(('api-secret', 'db-token', 'signing-key'))}"),
    "path of a secret": lambda r, p: (r.choice(p.phrase_names), f"{r.choice(p.words)}/prod/{r.choice(p.words)}2/secret"),
    "template in a URL": lambda r, p: (_vendor(r, p, "DSN"), f"postgresql://{r.choice(p.words)}:{r.choice(('${DB_PASS}', '<password>', '{password}', '***'))}@db/app"),
    "template in Oracle's form": lambda r, p: ("ORACLE_DSN", "oracle://jdbc:oracle:thin:${secret}@//db.internal:1521/ORCL"),
    "switch": lambda r, p: (_vendor(r, p, "REQUIRE_TOKEN", "USE_SECRET", "PASSWORD_LENGTH"), r.choice(("true", "false", "12"))),
    "host": lambda r, p: (_vendor(r, p, "AUTH_HOST", "KEY_SERVER", "TOKEN_ENDPOINT"), f"https://auth.{r.choice(p.words)}.com/oauth/token"),
    "digest": lambda r, p: (_vendor(r, p, "IMAGE_DIGEST", "COMMIT", "BUILD"), _run(r, HEX, 40)),
    "numbers": lambda r, p: (_vendor(r, p, "KEY_SIZES", "TOKEN_LIMITS"), json.dumps([r.randrange(4096) for _ in range(6)])),
    "region list": lambda r, p: (_vendor(r, p, "KEY_REGIONS"), "eu-west-1,us-east-1"),
    "log group": lambda r, p: (_vendor(r, p, "LOG_GROUP"), f"/aws/lambda/{r.choice(p.words)}-{r.choice(p.words)}"),
}  # fmt: skip

# Known names as passwords, and what only a person can decide: low confidence is the right answer.
CONTESTED: dict[str, Kind] = {
    "password is the user": lambda r, p: (_vendor(r, p, "DSN"), _default(r, p)),
    "short random under a key": lambda r, p: (_vendor(r, p, "KEY"), _run(r, BASE62, 16)),
    "known default": lambda r, p: (_vendor(r, p, "PASSWORD"), r.choice(("change" + "me", "pass" + "word", "admin"))),
}  # fmt: skip


def pairs(pool: Pool, seed: int, each: int) -> Iterator[tuple[str, bool | None, str, str]]:
    """Yield kind, label (None: contested), name and value: `each` of every kind."""
    for label, kinds in ((True, SECRETS), (False, HARMLESS), (None, CONTESTED)):
        for kind, make in kinds.items():
            r = Random(f"{seed} {kind}")
            for _ in range(each):
                name, value = make(r, pool)
                yield kind, label, name, value
