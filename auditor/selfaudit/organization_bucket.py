"""A bucket as the store of an organization's runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import botocore.exceptions

from auditor.selfaudit.services import client
from auditor.selfaudit.store import GZIP, JSON, Store, StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationBucket:
    """The objects of a bucket below a prefix; keys are below it."""

    store: Store
    prefix: str = ""

    @property
    def name(self) -> str:
        """Return the place as messages name it."""
        return f"s3://{self.store.bucket}/{self.prefix}".rstrip("/")

    def read(self, key: str) -> bytes | None:
        """Return an object's content, or None where there is none.

        Raises:
            StoreError: it can't be read.
        """
        found = self.store.get(self._key(key))
        return None if found is None else found.content

    def write(self, key: str, content: bytes) -> None:
        """Write an object.

        Raises:
            StoreError: it can't be written.
        """
        self.store.put(self._key(key), content, GZIP if key.endswith(".gz") else JSON)

    def remove(self, key: str) -> None:
        """Remove an object, if it is there.

        Raises:
            StoreError: it can't be removed.
        """
        self.store.delete(self._key(key))

    def folders(self, key: str) -> Iterable[str]:
        """Return the names of the folders right in one.

        Raises:
            StoreError: the bucket can't be listed.
        """
        return self._listed(key, "CommonPrefixes", "Prefix")

    def files(self, key: str) -> Iterable[str]:
        """Return the names of the objects right in a folder.

        Raises:
            StoreError: the bucket can't be listed.
        """
        return self._listed(key, "Contents", "Key")

    def _listed(self, key: str, kind: str, field: str) -> list[str]:
        prefix = f"{self._key(key)}/"
        names: list[str] = []
        asked = {"Bucket": self.store.bucket, "Prefix": prefix, "Delimiter": "/"}
        try:
            for page in self.store.s3.get_paginator("list_objects_v2").paginate(**asked):
                found = (item[field] for item in page.get(kind, ()))
                names.extend(name.removeprefix(prefix).rstrip("/") for name in found)
        except botocore.exceptions.ClientError as error:
            raise StoreError(f"{self.name} can't be listed: {error}") from error
        return names

    def _key(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key


def bucket_store(bucket: str, prefix: str = "") -> OrganizationBucket:
    """Return a bucket as a store, with the credentials of the environment."""
    return OrganizationBucket(store=Store(s3=client("s3"), bucket=bucket), prefix=prefix)
