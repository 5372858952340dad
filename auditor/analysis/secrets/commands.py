"""Passwords in command lines, and in the files that command line clients read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from auditor.analysis.secrets.lazy import Lazy

MAX_ARGUMENTS = 300  # of one command line
MAX_LINES = 60  # of one password file
PGPASS_COLONS = 4
_FLAG = Lazy(
    r"(?:^|\s)--?(?:[a-z]{1,20}-){0,3}(?:password|passwd|pass|pwd|token|secret|api-?key)"
    r"[ \t]{1,3}([^\s-][^\s]{2,500})"
)
_USER_FLAG = Lazy(r"\s(?:-u|--user) [^\s:]{1,60}+:([^\s]{2,500}+)")
_NETRC = Lazy(r"\spassword[ \t]{1,4}([^\s]{2,500})")
# libpq's password file: host:port:database:user:password
_PGPASS = Lazy(r"(?m)^[\w.*-]{1,100}:(?:\d{4,5}|\*):[\w*-]{1,63}:[\w.*-]{1,63}:([^\s:]{3,200})$")
# How programs take a password: their name's beginning, the option, and whether the password is
# joined to it, after a space, or either (their manuals, 2026-11-21).
_GLUED, _BEHIND, _EITHER = (True, False), (False, True), (True, True)
_PROGRAMS = {
    "mysql": ("-p", _GLUED),
    "mariadb": ("-p", _GLUED),
    "sshpass": ("-p", _EITHER),
    "mongo": ("-p", _BEHIND),
    "ldap": ("-w", _BEHIND),
    "sqlcmd": ("-P", _EITHER),
    "bcp": ("-P", _EITHER),
    "redis-cli": ("-a", _BEHIND),
    "login": ("-p", _BEHIND),  # docker login, helm registry login, az login
    "aws_secret_access_key": ("", _BEHIND),  # aws configure set
    "aws_session_token": ("", _BEHIND),
}
_STARTS = tuple(_PROGRAMS)
_ENDS = ("|", ";", "&")


def flags(value: str) -> Iterator[str]:
    """Yield what follows `--password` and its like, and clients' own short options."""
    if " " not in value and "\t" not in value:
        return
    if value.startswith("-") or any(start in value for start in (" -", "\t-", "\n-")):
        for match in _FLAG.finditer(value):
            yield match[1]
    if " -u " in value or "--user " in value:  # curl
        for match in _USER_FLAG.finditer(value):
            yield match[1]
    if any(program in value for program in _STARTS):
        yield from _short_options(value)
    if value.startswith("machine "):  # .netrc
        for match in _NETRC.finditer(value):
            yield match[1]


def _short_options(value: str) -> Iterator[str]:
    option, (glued, behind) = "", (False, False)
    arguments = islice(value.split(None, MAX_ARGUMENTS), MAX_ARGUMENTS)
    for argument, following in pairwise([*arguments, ""]):
        name = argument.rpartition("/")[2]
        if name.startswith(_STARTS):
            program = next(start for start in _STARTS if name.startswith(start))
            option, (glued, behind) = _PROGRAMS[program]
            if not option:
                yield following.strip("\"'")
        elif option and argument.startswith(option):
            text = argument[len(option) :]
            if (glued if text else behind) and not following[: not text].startswith("-"):
                yield (text or following).strip("\"'")
        if argument.endswith(_ENDS):
            option = ""


def pgpass_passwords(value: str) -> Iterator[str]:
    """Yield the passwords of a PostgreSQL password file."""
    if value.count(":") >= PGPASS_COLONS:
        for match in islice(_PGPASS.finditer(value), MAX_LINES):
            yield match[1]
