"""Texts inside commands and templates: whatever a name of the account holds, quotes hold it."""

from __future__ import annotations

import re
from functools import lru_cache
from shlex import quote

# Marks a placeholder inside any text, also after json.dumps. Both characters are for private use,
# so that no name in AWS holds them; one that did would only make the command refuse to run.
_PLACEHOLDER = re.compile(r"(?:\ue000|\\ue000)(\w+)(?:\ue001|\\ue001)")


def placeholder(name: str) -> str:
    """Return a mark for a value that only the reader knows, such as `TOPIC_ARN`.

    In a command it becomes `"${TOPIC_ARN:?set it}"`, which runs only when the variable is set; in
    SAM and Terraform it becomes `<TOPIC_ARN>`.
    """
    return f"\ue000{name}\ue001"


def shell(*words: str) -> str:
    """Return a command line in which every word stays one word, whatever it holds."""
    return " ".join(map(_word, words))


@lru_cache(maxsize=4096)  # mostly the same few words, a million times
def _word(text: str) -> str:
    if "\ue000" not in text and "\\ue000" not in text:
        return _quoted(text)
    literals = _PLACEHOLDER.split(text)  # literal, name, literal, name, …, literal
    parts = (f'"${{{p}:?set it}}"' if i % 2 else _quoted(p) for i, p in enumerate(literals) if p)
    return "".join(parts)


def _quoted(text: str) -> str:
    """Return a word for a shell; keys that a terminal would act on are written by their codes."""
    if text.replace("\n", "").isprintable():
        return quote(text)
    return "$'" + "".join("\\'" if c == "'" else _escaped(c) for c in text) + "'"


def _escaped(character: str) -> str:
    """Return a character as bash, YAML and Terraform read it inside quotes; JSON too, up to FFFF.

    None of them can hold NUL or half of a surrogate pair.
    """
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR else f"\\U{code:08x}"


_LAST_OF_FOUR = 0xFFFF
_ESCAPES = {
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\0": "\N{REPLACEMENT CHARACTER}",
    **{chr(code): "\N{REPLACEMENT CHARACTER}" for code in range(0xD800, 0xE000)},
}


def _shown(text: str) -> str:
    return _PLACEHOLDER.sub(r"<\1>", text)


def text(value: str) -> str:
    """Return a value as a double-quoted string that YAML and JSON read alike.

    A dynamic reference of CloudFormation's, which has no other way to be meant literally, is cut.
    """
    return _string(_unresolved(_shown(value)))


def _unresolved(value: str) -> str:
    return value.replace("{{resolve:", "{ {resolve:")


def hcl(value: str) -> str:
    """Return a value as a Terraform string, in which nothing is interpolated."""
    return _OPENER.sub(_literal, _string(_shown(value)))


def _string(value: str) -> str:
    # Most characters are plain, and fixes have millions of them: only the others are looked at.
    escaped = _NOT_PLAIN.sub(lambda c: '\\"' if c[0] == '"' else _escaped(c[0]), value)
    return f'"{escaped}"'


_NOT_PLAIN = re.compile(r"[^ !#-\[\]-~]")


# `$${` means `${`; of `$$${`, Terraform could take the last two for an opener, and other readers of
# its language want the brace closed.
_OPENER = re.compile(r"(\$+|%+)\{(?=([^{}]*\})?)")


def _literal(found: re.Match[str]) -> str:
    signs, closed = found.groups()
    code = f"\\u{ord(signs[0]):04x}"
    return f"{signs * 2}{{" if len(signs) == 1 and closed else code * len(signs) + "{"


def comment(words: str) -> str:
    """Return a comment for YAML and Terraform that stays on its line; see `shell_comment`."""
    return "# " + _unresolved("".join(c if c.isprintable() else " " for c in words))


# What no interactive shell acts on. zsh, the shell of macOS, reads a pasted comment as a command:
# a quotation mark would swallow the lines below it, and `$(…)` would run.
_NOT_HARMLESS = re.compile(r"[^\w .,:/=+@%-]")


def shell_comment(words: str) -> str:
    """Return a comment for pasted commands; what a shell could act on becomes a space."""
    return "# " + " ".join(_NOT_HARMLESS.sub(" ", words).split())


def shown_json(document: str) -> str:
    """Return JSON for a template, which reads it as YAML; placeholders as readers see them."""
    shown = re.sub(r"\\ue000(\w+)\\ue001", r"<\1>", _shown(document))
    return _unresolved(shown)


def hcl_json(document: str) -> str:
    """Return JSON for Terraform's jsonencode, in which nothing is interpolated."""
    return _OPENER.sub(_literal, shown_json(document))
