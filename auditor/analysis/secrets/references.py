# ruff: noqa: E501  tables of words and shapes read better in whole lines
"""Values that point at a secret, a resource or another variable instead of holding something."""

from __future__ import annotations

import re

from auditor.analysis.secrets import names, values
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.meaning import Meaning

EXTENSION_LENGTH = 12  # characters of a file's name that are looked at for its extension
GENERATED_TAIL = 12  # characters that CloudFormation adds
RANDOM_TAIL = 12  # characters of a path's segment from which on it is looked at


class Reference:
    """A shape of whole values that are no secrets, added by the user.

    `pattern` is a regular expression that has to match the whole value.
    """

    __slots__ = ("id", "pattern")

    def __init__(self, *, id: str, pattern: str) -> None:
        self.id = id
        self.pattern = pattern


_SCHEMES = (
    "vault op ssm aws-ssm awsssm secretsmanager secretmanager aws-sm awssm asm gcp-sm gcpsm sm gsm kms"
    " aws-secretsmanager aws-secrets-manager keyvault akv azurekeyvault secret secrets secretref secret-ref aws-secret aws-secrets vault-ref doppler infisical bws env file s3 gs k8s consul"
    " parameterstore parameter-store chamber berglas conjur cyberark lastpass keeper dashlane"
    " 1password akeyless hcp gopass passbolt delinea thycotic azkv awskms gcpkms opsecret resolve aws gcp azure arn config param parameter ref projects dynamodb"
)
_POINTING = Lazy(
    r"(?:" + "|".join(re.escape(s) for s in _SCHEMES.split()) + r"|ref\+[a-z0-9]{2,20})"
    r":(?://)?[A-Za-z0-9_./@$*{][^\s]{0,1000}"
)
_WHOLE = Lazy(
    r"arn:[a-z-]{2,20}:[^\s]{3,2000}"  # one or several ARNs
    r"|\{\{\s{0,3}(?:resolve|ssm|vault|secret|env|op)[^{}]{1,500}\}\}|\$\{[^{}]{1,300}\}|\{\{[^{}]{1,300}\}\}"
    r"|\$\([^()]{1,200}\)|\$[A-Z_][A-Z0-9_]{1,80}|%[A-Z_][A-Z0-9_]{1,80}%|#\{[^{}]{1,200}\}"
    r"|@Microsoft\.KeyVault\([^()]{1,500}\)|<%=?[^%]{1,200}%>|!(?:Ref|Sub|GetAtt|ImportValue) [^\n]{1,200}"
    r"|https://[a-z0-9-]{1,40}\.vault\.azure\.(?:net|cn|us)(?:/[A-Za-z0-9./-]{0,200})?"
    r"|https://secretmanager\.googleapis\.com/[^\s?@]{1,300}"
    r"|projects/[^/\s]{1,80}/(?:secrets|locations)/[^\s]{1,300}"
    r"|(?:rds|redshift|docdb|elasticache|ecs-sc|events|opsworks-cm|appflow|databrew|datasync|directconnect|pcs|sagemaker|aws)![A-Za-z0-9/_+=.@-]{3,200}"  # a secret that a service manages: rds!db-...
    r"|(?:var|local|data|module|random_password|aws_[a-z_]{3,60})\.[a-z_][\w.-]{1,200}"  # Terraform's
    r"|alias/[A-Za-z0-9/_-]{1,250}"
    r"|(?:ssm|secretsmanager|vault|env|op)[.:/][A-Za-z0-9_./-]{1,300}"
    r"|[a-z]{2}(?:-[a-z]{2,9}){1,3}-\d_[A-Za-z0-9]{5,60}"  # Cognito user pool
    r"|process\.env\.[A-Za-z_]\w{0,80}|os\.environ\S{1,100}|secretKeyRef\S{0,100}|(?:env|self|opt|file|cf|ssm|param):\S{1,300}"
)
_PATH_STARTS = "/~.\\"
_PATH = Lazy(r"(?:~|\.{1,2}|[A-Za-z]:)?(?:[/\\][\w.@+:,{}$*%-]{0,200}){1,30}")
_SLASHED = Lazy(r"[A-Za-z][\w.@-]{0,100}(?:/[\w.@+=:-]{1,200}){1,20}")
_FILE = Lazy(
    r"[\w.@-]{1,120}\.(?:json|pem|key|crt|cer|p12|pfx|jks|txt|ya?ml|toml|env|conf|cfg|ini|properties|xml|csv|zip|js|mjs|py|kdbx|pub|der|log|sql|gz)"
)
_NAMED = Lazy(r"[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12}")
_TAILED = Lazy(
    r"([A-Za-z][\w/+=.@-]{1,200})-(?=[A-Za-z]*\d|[A-Z]*[a-z]+[A-Z])(?![A-Za-z]?[a-z]{2,4}\d{1,3}$)"  # blue89 is a word with a number
    r"(?:[A-Z0-9]{12,14}|[a-z0-9]{12,13}|[A-Za-z0-9]{6}|(?<=(?i:secret|.creds)-)[A-Za-z0-9]{12})"
)
# The physical name that CloudFormation gives: logical id (CDK's end in eight hexadecimal digits), "-",
# twelve characters; before it, the stack's name.
_STACK = Lazy(r"[A-Za-z][A-Za-z0-9-]{4,150}")
_LOGICAL = Lazy(r"([A-Z][A-Za-z]{4,80}?\d{0,2})([0-9A-F]{8})?")
_EXTENSION = Lazy(
    r"[\w/-]\.(?:zip|jar|json|ya?ml|txt|pem|crt|csv|parquet|tar|gz|tgz|png|jpe?g|pdf|whl|js|py|html?|xml)$"
)
_LETTERS = Lazy(r"[A-Za-z]{4,}")
_PARTS = Lazy(r"(?<![A-Za-z0-9])(?:[A-Z]?[a-z]{3,20}|[A-Z]{4,20})(?![A-Za-z])")
_URL = Lazy(r"[A-Za-z][A-Za-z0-9+.:-]{1,40}://[^\s]{1,4000}")


def _readable(path: str) -> bool:
    """Tell whether no segment of a path is a long run drawn by lot."""
    return not any(
        len(segment) >= RANDOM_TAIL and values.noise(segment) * 2 >= len(segment)
        for segment in re.split(r"[/\\]", path)
    )


def is_reference(value: str) -> bool:
    """Tell whether a whole value points elsewhere, whatever its variable is called."""
    if _WHOLE.fullmatch(value) or values.is_template(value):
        return True
    if ":" in value and _POINTING.fullmatch(value):
        return "@" not in value or "://" not in value or value.startswith("op:")
    if (value[0] in _PATH_STARTS or value[1:2] == ":") and _PATH.fullmatch(value):
        if len(value) <= 2 or not _readable(value):  # noqa: PLR2004
            return False
        return not values.noise(value) or _has_word(value)  # else /IW0xTzcQo/V5DZq
    return "." in value and _FILE.fullmatch(value) is not None and _readable(value)


def is_pointing_name(  # noqa: PLR0911  one shape after the other
    value: str, *, password: bool = False
) -> bool:
    """Tell whether a value is the name of a secret, a parameter or another variable.

    Only asked where the variable's name alone would make the value a secret; `password` says that
    the name is a password's, under which nearly any value is one.
    """
    if password and "@" in value:
        return False  # user/p@ssword
    if _SLASHED.fullmatch(value):
        # AWS's secret keys have slashes too, but no words between them.
        lettered = value.islower() and not any(c.isdigit() for c in value)  # stark/prod/crm/jwt
        plain = lettered or values.noise(value.replace("/", "")) == 0
        return plain and _readable(value) and _wordy(value)
    if _NAMED.fullmatch(value):
        return names.meaning(value) is not Meaning.NOTHING or values.noise(value) == 0
    if _EXTENSION.search(value[-EXTENSION_LENGTH:]):
        return True
    if is_generated(value, password=password):
        return True
    tailed = _TAILED.fullmatch(value)
    if tailed:
        return values.noise(tailed[1]) * 2 < len(tailed[1]) and _wordy(tailed[1])
    return False


def is_generated(value: str, *, password: bool = False) -> bool:
    """Tell whether CloudFormation made a value up as the name of a resource."""
    head, dash, tail = value.rpartition("-")
    if not dash or len(tail) != GENERATED_TAIL or not tail.isalnum() or not _STACK.fullmatch(head):
        return False
    found = _LOGICAL.fullmatch(head.rpartition("-")[2])
    if found is None or len(names.words(found[1])) < 2 or values.noise(found[1]):  # noqa: PLR2004
        return False
    if not password or found[2]:
        return True
    return names.meaning(found[1]) is not Meaning.NOTHING  # OrdersDatabasePassword-...


def _wordy(value: str) -> bool:
    """Tell whether a value has at least one word of four letters."""
    return any(
        len(word) >= values.WORD_LENGTH and values.is_word(word) for word in _LETTERS.findall(value)
    )


def _has_word(path: str) -> bool:
    """Tell whether a part of a path is one word."""
    return any(values.is_word(word) for word in _PARTS.findall(path))


def is_url(value: str) -> bool:
    """Tell whether a whole value is a URL; credentials in it are for others to find."""
    return _URL.fullmatch(value) is not None
