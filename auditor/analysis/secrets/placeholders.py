# ruff: noqa: SIM905, E501  tables of words read better in whole lines
"""Values in the place of a secret: what people write into templates and examples."""

from __future__ import annotations

from itertools import pairwise

from auditor.analysis.secrets import languages
from auditor.analysis.secrets.lazy import Lazy

LENGTH = 100  # characters; explanations are shorter
WORDS = 12
PATTERNED_LENGTH = 12
PATTERNED_JUDGED = 40  # characters: a row goes on as it begins
PATTERNED_SHARE = 0.6  # of the steps from character to character that go to the same or the next
_LATIN_END = "\u024f"  # the last letter of the Latin alphabets
_STRUCTURAL = frozenset(":=@/")  # a value with one of these may hold more than words
PERIOD = 8  # characters that repeat

_PHRASE = Lazy(r"[A-Za-z]{1,20}(?:(?:, |[ _-])[A-Za-z0-9]{1,20}){1,11}[.!]?")
_WORD = Lazy(r"[A-Za-z]+")
# Words that give a placeholder away wherever they are.
_ANYWHERE = frozenset(
    "your placeholder redacted removed masked changeme replaceme tbd todo".split()
)
# Words that do so at one end, where another word of the second list follows: `use-iam-auth`,
# `stored in ssm`, `not-a-real-secret`, `get this from stripe`.
_FIRST = frozenset(
    "get set use uses see ask add put run generate generated stored managed injected provided loaded"
    " fetched from to not will read retrieved obtain comes resolved overridden configure configured"
    " define defined specify provide fill insert enter replace change paste copy create choose pick".split()
)
_THEN = frozenset(
    "this from in at by to be for with here used set real iam ssm vault terraform secrets secret"
    " secretsmanager manager password key token string env openssl random runtime deploy deployment"
    " value via me auth needed required configured provided later".split()
)
_LAST = frozenset(("here", "needed"))
_SPACED = frozenset(("here",))  # in prose it may be anywhere: "secret key here, any"
# "your", "new", "enter" and "here" in other languages, with a word of credentials.
_POSSESSIVES = frozenset(
    "votre vos ton ta notre tua tuo vostra vostro sua seu tu su vuestra nuestra mi mon meu minha mein meine dein"
    " deine deinen ihr ihre ihren euer jouw uw mijn twoje twoj twoja moje din ditt dina vas vase tvoje senin sizin"
    " entrez saisir saisissez inserer remplacez changez ingrese ingresa introduzca inserte pon cambia cambiar cambiame"
    " reemplazar insira digite coloque altere troque substituir inserisci cambiami sostituisci eingeben eintragen"
    " ersetzen aendern wpisz zmien wstaw voer vul wijzig ange byt skriv indtast zadejte girin girebilirsiniz"
    " aqui aca ici qui hier tutaj tady zde tukaj aici har her buraya"
    " nueva nuevo nova novo nouveau nouvelle neues neuer neue nuova nuovo nowe nowy nove nytt ny yeni baru"
    " anda kamu".split()
)
_CREDENTIALS = frozenset(
    "password passwort passwd token key api secret passe clave contrasena contrasenia contrasena senha aplicativo"
    " chave segredo parola chiave segreto kennwort schluessel schlussel geheimnis wachtwoord sleutel haslo klucz"
    " losenord passord adgangskode nyckel heslo klic sifre sifreniz anahtar cle clef jeton secrete secreta secreto".split()
)
# What makes a value, in the place of one: `openssl rand -base64 32`.
_MAKING = Lazy(
    r"(?:openssl (?:rand|genrsa|genpkey)|python3? -c|node -e|bun -e|ruby -e|php -r|php artisan|head -c|dd if=|cat /dev"
    r"|tr -dc|pwgen|uuidgen|rails secret|bin/rails|npx |pnpm |date )[^\r\n]{0,200}"
)
_FOREIGN_PHRASE = Lazy(r"[^\W_]{1,20}(?:[ _-][^\W_]{1,20}){2,11}[.!]?")
_PREFIXED = Lazy(
    r"(?i)(?:^|[-_.])(?:your|placeholder|insert|changeme|replace|dummy|fake)(?:[-_.]|$)"
)


def is_explanation(  # noqa: PLR0911  one question after the other
    value: str,
) -> bool:
    """Tell whether a value speaks of the secret instead of being it."""
    if not value.isascii():
        plain = languages.without_accents(value) if len(value) <= LENGTH else value
        if _is_foreign_script(value) or _is_accented_phrase(value):
            return True
        return plain.isascii() and is_explanation(plain)
    if " " in value and _MAKING.fullmatch(value):
        return True
    if len(value) > LENGTH or not value[:1].isalpha() or not _PHRASE.fullmatch(value):
        return False
    words = [word.lower() for word in _WORD.findall(value)][:WORDS]
    if not _ANYWHERE.isdisjoint(words) or words[-1] in _LAST:
        return True
    if " " in value and not _SPACED.isdisjoint(words):
        return True
    if words[0] in _FIRST and not _THEN.isdisjoint(words[1:]):
        return True
    if _CREDENTIALS.isdisjoint(words[1:]) and words[0] not in _CREDENTIALS:
        return False
    if any(c.isdigit() for c in value):
        return "".join(words) in languages.PASSWORDS
    named = not languages.PASSWORDS.isdisjoint((words[0], words[-1], "".join(words)))
    return named or not _POSSESSIVES.isdisjoint(words)


def _is_accented_phrase(value: str) -> bool:
    """Tell whether a value is three words or more with accents: `ma_16_ky_tu_vừa_tạo`."""
    return len(value) <= LENGTH and _FOREIGN_PHRASE.fullmatch(value) is not None


def _is_foreign_script(value: str) -> bool:
    """Tell whether a value is mostly written in other letters: an explanation, never a token."""
    if len(value) > LENGTH or not _STRUCTURAL.isdisjoint(value):
        return False
    others = sum(c.isalpha() and c > _LATIN_END for c in value)
    return others > sum(c.isascii() and c.isalnum() for c in value)


def is_filled_in(token: str) -> bool:
    """Tell whether a token of some format has words for what belongs there: `xoxb-your-token`."""
    return _PREFIXED.search(token) is not None


def is_patterned(value: str) -> bool:
    """Tell whether a value is a row of keys or repeated characters: `0123456789abcdef`, `deadbeefdeadbeef`."""
    plain = [ord(c) for c in value[:PATTERNED_JUDGED].lower() if c.isalnum()]
    if len(plain) < PATTERNED_LENGTH:
        return False
    steps = sum(after - before in (0, 1) for before, after in pairwise(plain))
    if steps >= PATTERNED_SHARE * (len(plain) - 1):
        return True
    return any(plain[at:] == plain[:-at] for at in range(1, PERIOD + 1))
