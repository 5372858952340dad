"""HCL as far as .tf files need it: blocks with attributes, and expressions as a small tree.

Grammar: the HCL native syntax specification; read 2026-11-30. A file that is broken, or deeper than
any real one, is refused as a whole.
"""

from __future__ import annotations

import re
from typing import Any

from auditor.templates.terraform.hcl_tree import Expression, HclBlock, HclError

DEEPEST = 60  # levels
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_LINE_SPACE = re.compile(r"(?:[ \t\r]+|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_OPERATOR = re.compile(r"&&|\|\||==|!=|>=|<=|[-+*/%<>]")
_KINDS = {"==": "equal", "!=": "unequal", ">": "more", "<": "less"}
_HEREDOC = re.compile(r"<<(-?)([A-Za-z_]\w*)[ \t]*\r?\n")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def parse(text: str) -> list[HclBlock]:
    """Return the blocks of a .tf file.

    Raises:
        HclError: the text is broken or too deep.
    """
    reader = _HclReader(text)
    body = HclBlock("")
    end = reader.body(0, body, 0, closing="")
    if end != len(text):
        raise HclError
    return body.blocks


def parse_template(text: str) -> Expression:
    """Return the expression that a template file stands for.

    Raises:
        HclError: the text is broken, or holds a directive such as `%{ if … }`.
    """
    return _HclReader(text).template(0, len(text), 0)


class _HclReader:
    """Walks over one text once."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _skip(self, at: int, *, lines: bool = True) -> int:
        found = (_SPACE if lines else _LINE_SPACE).match(self._text, at)
        return found.end() if found else at

    def _expect(self, at: int, word: str) -> int:
        if not self._text.startswith(word, at):
            raise HclError
        return at + len(word)

    def body(self, at: int, into: HclBlock, depth: int, *, closing: str) -> int:
        """Read attributes and blocks up to the closing brace; return the offset behind it."""
        if depth > DEEPEST:
            raise HclError
        while True:
            at = self._skip(at)
            if at >= len(self._text) and not closing:
                return at
            if closing and self._text.startswith(closing, at):
                return at + 1
            name = _NAME.match(self._text, at)
            if name is None:
                raise HclError
            at = self._skip(name.end(), lines=False)
            if self._text.startswith("=", at) and not self._text.startswith("==", at):
                into.attributes[name[0]], at = self.expression(self._skip(at + 1), depth + 1)
            else:
                at = self._block(at, name[0], into, depth)

    def _block(self, at: int, type: str, into: HclBlock, depth: int) -> int:
        labels: list[str] = []
        while not self._text.startswith("{", at):
            if self._text.startswith('"', at):
                made, at = self._quoted(at, depth)
                labels.append("".join(part for part in made.parts if isinstance(part, str)))
            else:
                name = _NAME.match(self._text, at)
                if name is None:
                    raise HclError
                labels.append(name[0])
                at = name.end()
            at = self._skip(at, lines=False)
        block = HclBlock(type, tuple(labels))
        into.blocks.append(block)
        return self.body(at + 1, block, depth + 1, closing="}")

    def expression(self, at: int, depth: int) -> tuple[Expression, int]:
        """Return the expression at an offset, and the offset behind it."""
        if depth > DEEPEST:
            raise HclError
        found, at = self._operand(at, depth)
        while True:
            after = self._skip(at)  # no attribute begins with an operator, so lines may break
            operator = _OPERATOR.match(self._text, after)
            if operator is not None:
                right, at = self._operand(self._skip(operator.end()), depth + 1)
                kind = _KINDS.get(operator[0], "other")
                found = Expression(kind, (found, right))
            elif self._text.startswith("?", after):
                then, at = self.expression(self._skip(after + 1), depth + 1)
                at = self._expect(self._skip(at), ":")
                otherwise, at = self.expression(self._skip(at), depth + 1)
                found = Expression("choice", (found, then, otherwise))
            else:
                return found, at

    def _operand(self, at: int, depth: int) -> tuple[Expression, int]:  # noqa: PLR0911  by kind
        character = self._text[at : at + 1]
        if depth > DEEPEST:
            raise HclError
        if character == '"':
            return self._traversed(*self._quoted(at, depth), depth)
        heredoc = _HEREDOC.match(self._text, at)
        if heredoc is not None:
            return self._heredoc(heredoc, depth)
        if character in {"{", "["}:
            return self._traversed(*self._collection(at, depth), depth)
        if character == "(":
            inner, at = self.expression(self._skip(at + 1), depth + 1)
            return self._traversed(inner, self._expect(self._skip(at), ")"), depth)
        if character in {"!", "-"}:
            inner, at = self._operand(self._skip(at + 1), depth + 1)
            return Expression("other", (inner,)), at
        number = _NUMBER.match(self._text, at)
        if number is not None:
            text = number[0]
            value = int(text) if text.isdigit() and len(text) < 19 else text  # noqa: PLR2004
            return Expression("value", (value,)), number.end()
        return self._named(at, depth)

    def _named(self, at: int, depth: int) -> tuple[Expression, int]:
        name = _NAME.match(self._text, at)
        if name is None:
            raise HclError
        if name[0] in {"true", "false", "null"}:
            value = {"true": True, "false": False}.get(name[0])
            return Expression("value", (value,)), name.end()
        if self._text.startswith("(", name.end()):
            parts, at = self._items(name.end() + 1, ")", depth)
            return self._traversed(Expression("call", (name[0], *parts)), at, depth)
        return self._traversed(Expression("reference", (name[0],)), name.end(), depth)

    def _traversed(self, found: Expression, at: int, depth: int) -> tuple[Expression, int]:
        """Take in what follows an operand: `.name`, `[index]`, `[*]`."""
        while True:
            if self._text.startswith(".", at) and not self._text.startswith("...", at):
                name = _NAME.match(self._text, at + 1) or re.compile(r"\*|\d+").match(
                    self._text, at + 1
                )
                if name is None:
                    raise HclError
                step: Any = name[0]
                at = name.end()
            elif self._text.startswith("[*]", at):
                step, at = "*", at + 3
            elif self._text.startswith("[", at):
                index, at = self.expression(self._skip(at + 1), depth + 1)
                at = self._expect(self._skip(at), "]")
                step = index
            else:
                return found, at
            if found.kind == "reference":
                found = Expression("reference", (*found.parts, step))
            else:
                found = Expression("other", (found, step))

    def _items(self, at: int, closing: str, depth: int) -> tuple[list[Expression], int]:
        items: list[Expression] = []
        while True:
            at = self._skip(at)
            if self._text.startswith(closing, at):
                return items, at + 1
            item, at = self.expression(at, depth + 1)
            items.append(item)
            at = self._skip(at)
            if self._text.startswith("...", at):
                at = self._skip(at + 3)
            if self._text.startswith(",", at):
                at += 1
            elif not self._text.startswith(closing, at):
                raise HclError

    def _collection(self, at: int, depth: int) -> tuple[Expression, int]:
        closing = "]" if self._text[at] == "[" else "}"
        inside = self._skip(at + 1)
        if re.compile(r"for\b").match(self._text, inside):
            return self._loop(inside, closing, depth)
        if closing == "]":
            items, at = self._items(at + 1, "]", depth)
            return Expression("list", tuple(items)), at
        pairs: list[tuple[Expression, Expression]] = []
        at = inside
        while not self._text.startswith("}", at):
            key, at = self._operand(at, depth + 1)
            at = self._skip(at)
            if self._text[at : at + 1] not in {"=", ":"}:
                raise HclError
            value, at = self.expression(self._skip(at + 1), depth + 1)
            pairs.append((key, value))
            at = self._skip(at)
            if self._text.startswith(",", at):
                at = self._skip(at + 1)
        return Expression("object", tuple(pairs)), at + 1

    def _loop(self, at: int, closing: str, depth: int) -> tuple[Expression, int]:
        """Return what a `for` is made of: its names, its collection and what it makes of them."""
        names = re.compile(r"for\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\s").match(self._text, at)
        if names is None:
            raise HclError
        parts: list[Any] = [tuple(filter(None, names.groups()))]
        at = names.end()
        while True:
            at = self._skip(at)
            if self._text.startswith(closing, at):
                return Expression("loop", tuple(parts)), at + 1
            for word in (":", "=>", "...", "if "):
                if self._text.startswith(word, at):
                    at = self._skip(at + len(word))
            if not self._text.startswith(closing, at):
                part, at = self.expression(at, depth + 1)
                parts.append(part)

    def _quoted(self, at: int, depth: int) -> tuple[Expression, int]:
        parts: list[Any] = []
        at += 1
        while True:
            start = at
            while self._text[at : at + 1] not in {'"', "\\", "$", "%", "", "\n"}:
                at += 1
            parts.append(self._text[start:at])
            character = self._text[at : at + 1]
            if character == '"':
                return Expression("text", tuple(part for part in parts if part != "")), at + 1
            if character in {"", "\n"}:
                raise HclError
            if character == "\\":
                parts.append(_ESCAPES.get(self._text[at + 1 : at + 2], self._text[at + 1 : at + 2]))
                at += 2
            else:
                at = self._placed(at, parts, depth)

    def _placed(self, at: int, parts: list[Any], depth: int) -> int:
        """Take in `${…}`, `%{…}`, their escaped forms, or a lone sign."""
        sign = self._text[at]
        if self._text.startswith(sign * 2 + "{", at):
            parts.append(sign + "{")
            return at + 3
        if not self._text.startswith(sign + "{", at):
            parts.append(sign)
            return at + 1
        if sign == "%":
            raise HclError
        start = at + 2 + (1 if self._text.startswith("~", at + 2) else 0)
        inner, at = self.expression(self._skip(start), depth + 1)
        at = self._skip(at)
        if self._text.startswith("~", at):
            at += 1
        parts.append(inner)
        return self._expect(at, "}")

    def _heredoc(self, start: re.Match[str], depth: int) -> tuple[Expression, int]:
        end = re.compile(rf"^[ \t]*{start[2]}[ \t]*\r?$", re.MULTILINE).search(
            self._text, start.end()
        )
        if end is None:
            raise HclError
        return self.template(start.end(), end.start(), depth), end.end()

    def template(self, at: int, end: int, depth: int) -> Expression:
        """Return the text between two offsets, with the expressions in it."""
        parts: list[Any] = []
        while at < end:
            found = re.compile(r"[$%]").search(self._text, at, end)
            stop = found.start() if found else end
            parts.append(self._text[at:stop])
            at = self._placed(stop, parts, depth) if found else stop
        return Expression("text", tuple(part for part in parts if part != ""))
