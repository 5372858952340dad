"""The bucket: whole objects in, whole objects out, and writes on a condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import botocore.exceptions

from auditor.model.errors import AuditorError

Client: TypeAlias = Any  # boto3 makes the classes of its clients at run time

# An answer of AWS's that refuses, and no answer at all.
_FAILURES = (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError)
JSON = "application/json"
GZIP = "application/gzip"
_ABSENT = frozenset({"NoSuchKey", "404"})
# 409: another write on the same key was under way.
_CONDITION = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})


class StoreError(AuditorError):
    """The bucket or a parameter can't be read or written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An object's content, and what tells it from another one."""

    content: bytes
    etag: str
    version: str  # the version id, or the ETag in a bucket without versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One bucket, and the account whose folder in it is ours."""

    s3: Client
    bucket: str

    def get(self, key: str) -> Stored | None:
        """Return an object, or None where there is none.

        Raises:
            StoreError: it can't be read.
        """
        try:
            answer = self.s3.get_object(Bucket=self.bucket, Key=key)
            content = answer["Body"].read()
        except botocore.exceptions.ClientError as error:
            if code(error) in _ABSENT:
                return None
            raise self._failed("read", key, error) from error
        except botocore.exceptions.BotoCoreError as error:
            raise self._failed("read", key, error) from error
        etag = str(answer.get("ETag", ""))
        version = answer.get("VersionId")
        named = version if version and version != "null" else etag.strip('"')
        return Stored(content=content, etag=etag, version=named)

    def put(self, key: str, content: bytes, kind: str = JSON) -> None:
        """Write an object, whatever was there.

        Raises:
            StoreError: it can't be written.
        """
        if self._put(key, content, kind, {}) is None:
            raise StoreError(f"s3://{self.bucket}/{key} is being written by another run; retry")

    def put_if(self, key: str, content: bytes, etag: str | None) -> str | None:
        """Write an object if it still is what it was (None: absent); return its ETag, or None.

        Raises:
            StoreError: it can't be written.
        """
        condition = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
        return self._put(key, content, JSON, condition)

    def delete(self, key: str) -> None:
        """Remove an object, if it is there.

        Raises:
            StoreError: it can't be removed.
        """
        try:
            self.s3.delete_object(Bucket=self.bucket, Key=key)
        except _FAILURES as error:
            raise self._failed("delete", key, error) from error

    def _put(self, key: str, content: bytes, kind: str, condition: Mapping[str, str]) -> str | None:
        try:
            answer = self.s3.put_object(
                Bucket=self.bucket, Key=key, Body=content, ContentType=kind, **condition
            )
        except botocore.exceptions.ClientError as error:
            if code(error) in _CONDITION or (condition and code(error) in _ABSENT):
                return None
            raise self._failed("write", key, error) from error
        except botocore.exceptions.BotoCoreError as error:
            raise self._failed("write", key, error) from error
        return str(answer["ETag"])

    def _failed(self, verb: str, key: str, error: Exception) -> StoreError:
        return StoreError(f"could not {verb} s3://{self.bucket}/{key}: {error}")


def code(error: botocore.exceptions.ClientError) -> str:
    """Return AWS's code of an error."""
    return str(error.response.get("Error", {}).get("Code", ""))
