"""Decides whether NAME=VALUE is a secret, and keeps nothing of the value."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping

from auditor.analysis.secrets.format import Format
from auditor.analysis.secrets.formats import FORMATS
from auditor.analysis.secrets.judgement import judge
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.packages import secrets_in
from auditor.analysis.secrets.references import Reference
from auditor.analysis.secrets.rules import CompiledFormat, Rules, by_format
from auditor.analysis.secrets.tokens import tokens_by_text
from auditor.analysis.secrets.verdict import SecretVerdict

# Type checkers take this name for true. The model and `typing` itself take longer to import than
# everything here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from hmac import HMAC
    from typing import NoReturn

    from auditor.model import Sighting

KEY_LENGTH = 32  # bytes
FINGERPRINT_LENGTH = 8  # hexadecimal digits
VALUE_LIMIT = 16_384  # characters that are looked at; Lambda allows 4 KB, a tag 256
CONFIDENCES = ("high", "medium", "low")


class Classifier:
    """Judges the values of one run; made once a run, for the fingerprints' key lives in it.

    Neither `repr` nor `pickle` gives the key away.
    """

    __slots__ = ("_digest", "_key", "_rules")

    def __init__(self, rules: Rules, key: bytes) -> None:
        self._rules = rules
        self._key = key
        self._digest: HMAC | None = None

    @classmethod
    def new(
        cls,
        *,
        extra_formats: Iterable[Format] = (),
        extra_references: Iterable[Reference] = (),
        key: bytes | None = None,
    ) -> Classifier:
        """Return a classifier with the user's own rows.

        Its fingerprints agree with those of every classifier with the same key; without one, a
        random key makes them comparable within this run alone.

        Raises:
            UsageError: a row of the user's is wrong.
        """
        return cls(
            Rules(
                (
                    *(
                        CompiledFormat(r.literal, _checked(r.id, r.pattern), r)
                        for r in extra_formats
                    ),
                    *(
                        CompiledFormat(r.literal, _bounded(r), r, leading=_leads(r))
                        for r in FORMATS
                    ),
                ),
                (_checked(r.id, r.pattern) for r in extra_references),
            ),
            os.urandom(KEY_LENGTH) if key is None else key,
        )

    def classify(self, place: str, name: str, value: str) -> Sighting | None:
        """Return what was seen, without the value, or None where the value is no secret.

        `place` is "environment", "description" or "tag".
        """
        found = judge(self._rules, name, value[:VALUE_LIMIT])
        return None if found is None else self._sighting(place, name, value, found)

    def reference(self, name: str, value: str) -> str | None:
        """Return what an innocent value points at, safe to keep, or None where there is doubt."""
        # With the model, which takes longer to import than everything here.
        from auditor.analysis.secrets.pointer import pointer  # noqa: PLC0415

        kept = pointer(name, value)  # first: it costs little, and mostly there is nothing to keep
        if kept is None or judge(self._rules, name, value) is not None:
            return None
        return None if by_format(self._rules, value) is not None else kept

    def scan_text(self, path: str, text: str, *, own: bool) -> list[Sighting]:
        """Return the secrets in one file of a package; the name is the file's path.

        `own` says that the file is the function's, not one of a library that it bundles.
        """
        return [
            self._sighting("package", path, found.secret, found)
            for found in secrets_in(self._rules, path, text, own=own)
        ]

    def tokens_by_text(self, texts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the tokens of providers in each text that has one, for their removal."""
        return tokens_by_text(self._rules, texts)

    def _sighting(self, place: str, name: str, value: str, found: SecretVerdict) -> Sighting:
        # Each of these takes longer to import than everything here, and most values need none.
        from auditor.model import Sighting  # noqa: PLC0415

        secret = (found.secret or value).encode("utf-8", "surrogatepass")
        return Sighting(
            place=place,
            name=name,
            detector=found.detector,
            confidence=found.confidence,
            reason=found.reason,
            fingerprint=self._fingerprint(secret),
        )

    def _fingerprint(self, secret: bytes) -> str:
        if self._digest is None:
            import hmac  # noqa: PLC0415

            self._digest = hmac.new(self._key, digestmod="sha256")
        digest = self._digest.copy()  # keyed once: that is most of the work
        digest.update(secret)
        return digest.hexdigest()[:FINGERPRINT_LENGTH]

    def __repr__(self) -> str:
        """Say what it is, and nothing of the key."""
        return f"<Classifier of {len(self._rules.formats)} formats>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied: the key does not leave the process.

        Raises:
            TypeError: always.
        """
        raise TypeError("a Classifier cannot be pickled: its key does not leave the process")


def _leads(format: Format) -> bool:
    literal = format.literal
    return (
        len(literal) > 1
        and not format.glued
        and format.pattern.startswith((literal, literal.replace(".", r"\.")))
    )


def _bounded(format: Format) -> Lazy:
    left = "" if format.glued else r"(?<![A-Za-z0-9_])"
    return Lazy(f"{left}(?:{format.pattern})")


def _checked(id: str, pattern: str) -> Lazy:
    from auditor.model.errors import UsageError  # noqa: PLC0415  needs the whole model

    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(
            f"the pattern {id!r} of the configuration is not a regular expression: {error}; fix it"
        ) from error
    if compiled.search("") is not None:
        raise UsageError(
            f"the pattern {id!r} of the configuration matches an empty text; make it more exact"
        )
    return Lazy(pattern)
