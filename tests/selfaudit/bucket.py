"""An S3 of one bucket, in memory: what the store asks of it, conditions included."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Mapping
from typing import Any

import botocore.exceptions


def refused(code: str, operation: str) -> botocore.exceptions.ClientError:
    return botocore.exceptions.ClientError({"Error": {"Code": code, "Message": code}}, operation)


class Bucket:
    """Objects by key; `order` are the keys in the order of their writing."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.order: list[str] = []
        self.broken: str = ""  # writes to keys that end like this fail
        self.fails_after: int | None = None  # after so many writes all others fail
        self.written: Callable[[str], None] = lambda _: None  # called with the key
        self._one_at_a_time = threading.Lock()

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        del Bucket
        if Key not in self.objects:
            raise refused("NoSuchKey", "GetObject")
        content = self.objects[Key]
        return {"Body": io.BytesIO(content), "ETag": self._etag(content), "VersionId": "v-7"}

    def put_object(self, *, Key: str, Body: bytes, **conditions: Any) -> dict[str, Any]:  # noqa: N803
        with self._one_at_a_time:
            answer = self._put(Key, Body, conditions)
        self.written(Key)
        return answer

    def _put(self, Key: str, Body: bytes, conditions: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803
        if self.broken and Key.endswith(self.broken):
            raise refused("SlowDown", "PutObject")
        if self.fails_after is not None:
            self.fails_after -= 1
            if self.fails_after < 0:
                raise refused("SlowDown", "PutObject")
        if "IfNoneMatch" in conditions and Key in self.objects:
            raise refused("PreconditionFailed", "PutObject")
        if "IfMatch" in conditions and (
            Key not in self.objects or self._etag(self.objects[Key]) != conditions["IfMatch"]
        ):
            raise refused("PreconditionFailed", "PutObject")
        self.objects[Key] = Body
        self.order.append(Key)
        return {"ETag": self._etag(Body)}

    def delete_object(self, *, Bucket: str, Key: str) -> None:  # noqa: N803
        del Bucket
        self.objects.pop(Key, None)

    def _etag(self, content: bytes) -> str:
        return f'"{hashlib.md5(content).hexdigest()}"'  # noqa: S324  as S3 does
