"""What a name can promise of its value."""

from __future__ import annotations

from enum import Enum, unique


@unique
class Meaning(Enum):
    """What a name promises."""

    NOTHING = "nothing"  # no word of credentials in it
    POINTER = "pointer"  # of credentials, but it names, locates or sets something
    PASSWORD = "password"  # noqa: S105  any value will do
    KEY = "key"  # a token, key or secret: the value must look random
    VAGUE = "vague"  # a key of some kind: the value must be long and random
    PAIR = "pair"  # user:password, or a header
    PHRASE = "phrase"  # a list of words
