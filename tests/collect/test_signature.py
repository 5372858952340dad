from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.aws.signature import signed_headers, signing_key

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
SEGMENT = st.text("abcXYZ019-_.~%:/ $ö", min_size=1, max_size=20)
NOW = 1_700_000_000.0


@given(
    access=TEXT, secret=TEXT, token=st.none() | TEXT, name=SEGMENT,
    query=st.dictionaries(st.sampled_from(["Marker", "MaxItems", "Qualifier"]), SEGMENT),
)  # fmt: skip
def test_requests_are_signed_as_botocore_signs_them(
    access: str, secret: str, token: str | None, name: str, query: dict[str, str]
) -> None:
    from urllib.parse import quote  # noqa: PLC0415

    def encoded(text: str) -> str:
        return quote(text, safe="-._~")

    path = f"/2015-03-31/functions/x{encoded(name)}/policy"
    asked = "&".join(f"{key}={encoded(value)}" for key, value in sorted(query.items()))
    moment = datetime.fromtimestamp(NOW, UTC)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(botocore.auth, "get_current_datetime", lambda: moment, raising=False)
        request: Any = botocore.awsrequest.AWSRequest(
            method="GET", url=f"https://lambda.eu-west-1.amazonaws.com{path}?{asked}"
        )
        credentials = botocore.credentials.Credentials(access, secret, token)
        botocore.auth.SigV4Auth(credentials, "lambda", "eu-west-1").add_auth(request)
    key = signing_key(
        access, secret, token,
        day=time.strftime("%Y%m%d", time.gmtime(NOW)), region="eu-west-1", service="lambda",
    )  # fmt: skip
    ours = signed_headers(
        key, host="lambda.eu-west-1.amazonaws.com", path=path, query=asked, now=NOW
    )
    assert ours == dict(request.headers.items())
