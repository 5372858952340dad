# ruff: noqa: S311  made-up secrets need no cryptography
"""What is found in the files of a package: settings, URLs, connection strings and tokens."""

from __future__ import annotations

from random import Random

import pytest

from auditor.analysis.secrets import Classifier

DRAWN = "qX7v" + "T2mLw9" + "RzK4bN"  # 16 characters that no word explains
TOKEN = "gh" + "p_" + "0123456789abcdefghijABCDEFGHIJ012345"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.new()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", f"STAGE=prod\nDB_PASSWORD={DRAWN}\n"),
        (".env.production", f"export JWT_SECRET='{DRAWN}{DRAWN}'  # signing\n"),
        ("app.properties", f"spring.datasource.password = {DRAWN}\n"),
        (".npmrc", f"//registry.npmjs.org/:_authToken={DRAWN}{DRAWN}\n"),
        ("prod.tfvars", f'db_password = "{DRAWN}"\n'),
        ("config/settings.yaml", f"db:\n  user: app\n  password: {DRAWN}\n"),
        ("config.json", f'{{"db": {{"user": "app", "password": "{DRAWN}"}}}}'),
        ("settings.toml", f'[api]\napi_key = "{DRAWN}{DRAWN}"\n'),
        ("config.json", f'{{"url": "postgres://app:{DRAWN}@db.internal/app"}}'),
        ("db.py", f'URL = "postgres://app:{DRAWN}@db.internal/app"\n'),
        ("Db.cs", f'var s = "Server=db;Database=a;Uid=app;Password={DRAWN};Encrypt=True";'),
        ("app.js", f'const t = "{TOKEN}"'),
        ("dist/index.js", "var a=1;" * 100_000 + f'var u="mongodb://svc:{DRAWN}@c0/app"'),
        ("README.md", f"token: {TOKEN}"),
        ("deploy.sh", f"set -e\nexport DB_PASSWORD={DRAWN}\n"),
        ("run.sh", f"API_SECRET='{DRAWN}{DRAWN}' node index.js\n"),
        ("Dockerfile", f"FROM x\nENV DB_PASSWORD={DRAWN}\n"),
        (".netrc", f"machine api.acme.example login bot password {DRAWN}\n"),
    ],
)
def test_a_planted_secret_of_an_own_file_is_found(
    classifier: Classifier, path: str, text: str
) -> None:
    seen = classifier.scan_text(path, text, own=True)
    assert [(s.place, s.name) for s in seen] == [("package", path)]
    assert seen[0].confidence in {"high", "medium"}
    assert DRAWN not in repr(seen)
    assert TOKEN not in repr(seen)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("de.json", '{"password": "Passwort", "token": "Zugangsschlüssel", "secret": "Geheimnis"}'),
        ("package.json", '{"name": "token", "version": "1.0.0"}'),
        ("docs/example.yaml", f"password: {DRAWN}\n"),
        (".env", "DB_PASSWORD=${DB_PASSWORD}\nAPI_KEY=changeme\n"),
        ("settings.py", 'URL = f"postgres://{user}:{password}@{host}/app"\n'),
        ("settings.js", "const url = `postgres://${user}:${password}@${host}/app`\n"),
        ("a.go", 'dsn := fmt.Sprintf("postgres://%s:%s@%s/app", user, pass, host)\n'),
        ("a.py", 'print("http://user:password@example.com")\n'),
        ("base.py", '"""As oracle+oracledb://scott:tiger@host/xe or scott:tiger^5HHH."""\n'),
        ("ms.py", "# mssql+pyodbc://scott:tiger^5HHH@mssql2017:1433/test\n"),
        ("README.md", "redis://alice:foobared@awesome.redis.server:6380\n"),
        ("README.md", "postgres://someuser:somepassword@somehost:381/somedatabase\n"),
        ("config.json", '{"metadata": {"auth": ["aws.auth#sigv4"], "uid": "config-2014-11-12"}}'),
        ("sts.js", "this.service = new STS.AssumeRoleWithWebIdentity(params);"),
        ("c.py", '"""redis://[[username]:[password]]@localhost:6379/0"""\n'),
        ("d.py", 'f"postgresql://{name}:{quote(password)}@{host}:{port}/{db}"\n'),
        ("e.py", '"azureservicebus://{}:{}@{}".format(policy, key, space)\n'),
        ("f.py", "# azureservicebus://SAS_POLICY_NAME:SAS_KEY@SERVICE_BUSNAMESPACE\n"),
        ("u.js", "u=n;e.host=n.getHost();e.username=n.getUsername();e.password=n.getPassword();"),
        ("sts.json", '{"SessionToken": "IQoJb3JpZ2luX2VjEOzEXAMPLE' + DRAWN * 6 + '"}'),
        (
            "k.py",
            "# -----BEGIN RSA PRIVATE KEY-----" + DRAWN * 5 + ".-----END RSA PRIVATE KEY-----",
        ),
        ("keys.py", 'START = "-----BEGIN PRIVATE ' + 'KEY-----"\nEND = b"-----END"\n' * 30),
        ("a.cs", 'var s = "Server=" + host + ";Password=" + password + ";";'),
        ("deploy.sh", 'export DB_PASSWORD="$(aws ssm get-parameter --name /db)"\nTOKEN=$1\n'),
        ("deploy.sh", 'PASSWORD="${PASSWORD:?set it}"\nread -rs SECRET\nKEY=$(cat key)\n'),
    ],
)
def test_what_only_looks_alike_is_left_alone(classifier: Classifier, path: str, text: str) -> None:
    assert not classifier.scan_text(path, text, own=True)


def test_of_a_library_only_the_tokens_count(classifier: Classifier) -> None:
    settings = f"password: {DRAWN}\n"
    assert not classifier.scan_text("lib/settings.yaml", settings, own=False)
    assert classifier.scan_text("lib/client.py", f"T = '{TOKEN}'", own=False)
    assert not classifier.scan_text("lib/examples/client.py", f"T = '{TOKEN}'", own=False)


def test_each_different_secret_of_a_file_is_said_once(classifier: Classifier) -> None:
    random = Random(1)
    other = "".join(random.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(24))
    text = f"A_TOKEN={other}\nB_TOKEN={other}\nC_PASSWORD={DRAWN}\n"
    assert len(classifier.scan_text(".env", text, own=True)) == 2
