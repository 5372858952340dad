# ruff: noqa: E501  one line a row
"""The token formats of providers: one row a format.

A row is tried only where its literal occurs in the value. Patterns must stay linear: every
repetition is bounded, and a match may not begin inside a run of word characters unless `glued`
says so. Built-in rows are shapes that the providers document, or that permissively licensed rule
packs cite: `source` names the document, or the pack's rule (kingfisher, noseyparker: Apache-2.0;
gitleaks, betterleaks, secretlint: MIT). No token is ever validated against a service.
Read 2026-11-20 and 2026-11-30; `bench/formats.py` compares the table with the packs.
"""

from __future__ import annotations

from auditor.analysis.secrets.format import Format, NamedFormat
from auditor.analysis.secrets.formats_clouds import CLOUDS
from auditor.analysis.secrets.formats_code import CODE
from auditor.analysis.secrets.formats_services import SERVICES

KEY_BODY = 64  # characters of base64 in the shortest private key; fewer are an example

KEY_MATERIAL: tuple[Format, ...] = (
    Format("private-key", "PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?!(?:\s|\\n|\\r){0,8}(?:$|\.{3}|\*{3}|[<\[{…]|(?i:your|xxx|replace|insert|redacted|placeholder)))", "RFC 7468", glued=True, body=KEY_BODY),
    Format("ssh2-private-key", "BEGIN SSH2 ENCRYPTED", r"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY", "RFC 4716", glued=True, body=KEY_BODY),
    Format("putty-private-key", "PuTTY-User-Key-File", r"PuTTY-User-Key-File-[123]:", "putty.org.uk", glued=True, body=KEY_BODY),
    Format("age-secret-key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,120}", "age-encryption.org"),
    # Contested: reported with low confidence
    Format("password-hash", "$", r"(?<![A-Za-z0-9])\$(?:2[abxy]?\$\d{2}\$[A-Za-z0-9./]{53}|argon2(?:id|i|d)\$v=\d{1,3}\$[^\s]{20,200}|[156]\$[^\s$]{1,20}\$[A-Za-z0-9./]{20,90}|scrypt\$[^\s]{20,200})", "crypt(5)", "low", glued=True),
    Format("presigned-url", "X-Amz-Signature=", r"X-Amz-Signature=[0-9a-f]{64}", "Amazon S3 presigned URLs", "low"),
    Format("presigned-url-google", "X-Goog-Signature=", r"X-Goog-Signature=[0-9a-f]{64,1024}", "Google Cloud Storage signed URLs", "low"),
)  # fmt: skip

FORMATS: tuple[Format, ...] = (*CLOUDS, *CODE, *SERVICES, *KEY_MATERIAL)

NAMED_FORMATS: tuple[NamedFormat, ...] = (
    NamedFormat("aws-secret-access-key", "secret access key", r"[A-Za-z0-9/+]{40}", "AWS IAM user guide"),
    NamedFormat("aws-secret-access-key", "aws secret", r"[A-Za-z0-9/+]{40}", "AWS IAM user guide"),
    NamedFormat("twilio-auth-token", "twilio token", r"[0-9a-f]{32}", "twilio.com/docs/usage/api"),
    NamedFormat("datadog-api-key", "datadog api key", r"[0-9a-f]{32}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("datadog-api-key", "dd api key", r"[0-9a-f]{32}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("datadog-app-key", "datadog app key", r"[0-9a-f]{40}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("datadog-app-key", "dd app key", r"[0-9a-f]{40}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("slack-signing-secret", "slack signing secret", r"[0-9a-f]{32}", "api.slack.com/authentication"),
    NamedFormat("new-relic-license-key", "new relic license key", r"[0-9a-f]{40}", "docs.newrelic.com"),
    NamedFormat("pagerduty-key", "pagerduty key", r"[0-9a-f]{32}|[A-Za-z0-9+_-]{20}", "developer.pagerduty.com"),
    NamedFormat("heroku-api-key", "heroku api key", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "devcenter.heroku.com"),
)  # fmt: skip
