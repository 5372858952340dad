# ruff: noqa: E501, RUF001  tables of words read better in whole lines; letters of other alphabets are what this is about
"""Names of credentials in other languages than English.

The words are written as variables have them: without accents, with the usual transcriptions
(ue, oe, ss). Sources: the languages' user interfaces for "password", "key", "secret", "token".
"""

from __future__ import annotations

from auditor.analysis.secrets.meaning import Meaning
from auditor.analysis.secrets.name_words import word_set

LONGEST = 3  # words that are joined: mot de passe
# Words that mean a password wherever they occur.
PASSWORDS = word_set(
    "contrasena contrasenia contrasenya contrasinal senha palavrapasse palavrasecreta"  # es, ca, gl, pt
    " motdepasse motpasse mdp mdpasse parolachiave paroladordine parolasegreta"  # fr, it
    " passwort kennwort losungswort zugangswort wachtwoord paswoord toegangscode"  # de, nl
    " haslo heslo geslo lozinka zaporka"  # pl, cs, sk, sl, hr
    " losenord loesenord losen adgangskode kodeord passord salasana tunnussana parool"  # sv, da, no, fi, et
    " slaptazodis sifre sifresi jelszo katasandi matkhau parolya"  # lt, tr, hu, id, vi, bg
)
PASSWORD_ENDINGS = (
    "passwort", "kennwort", "wachtwoord", "losenord", "adgangskode", "passord", "salasana", "motdepasse",
)  # fmt: skip
# Words that mean one only next to the name of what it opens.
DOUBTFUL_PASSWORDS = word_set("clave parola parol sandi")
OPENED = word_set(
    "db bd bazy baza datos base basedatos banco smtp mail correo email admin administrador root usuario"
    " utilisateur benutzer uzytkownik gebruiker kullanici mysql postgres pg mongo redis ftp ssh wifi"
    " oracle sql servidor server serveur rabbitmq kafka ldap utente veritabani"
)
# Words that mean a secret or a token.
SECRETS = word_set(
    "secreto secreta segredo segreto segreta secrete geheimnis geheim geheime geheimer sekret sekreto sekretny"
    " tajny tajne tajemstvi tajomstvo hemlig hemlighet hemmelig hemmelighed salaisuus gizli titkos titok rahasia"
    " jeton jetonul gettone ficha zeton"
)
# Words that mean a key: of a house as well, so that the value has to be long and random.
KEYS = word_set(
    "clave llave chave cle clef chiave schluessel schlussel sleutel klucz klic kluc kljuc nyckel nokkel"
    " noegle nogle avain anahtar anahtari klyuch cheie cheia kulcs kunci raktas clau chei"
)
KEY_ENDINGS = ("schluessel", "schlussel", "sleutel", "nyckel", "avain", "anahtari", "kulcs")
# Words next to a key that say it opens something.
ACCESS = word_set(
    "api acces acceso accesso acesso acces zugriff zugriffs zugang zugangs toegang dostep dostepu pristup"
    " erisim atkomst adgang app aplicacion aplicacao application anwendung cliente client kunden servicio"
    " servico service servizio web privada privado privata privato prive privee privat privater prywatny soukromy"
    " secreta secreto secrete segreta segredo geheim tajny maestra mestra maitre maestro cifrado chiffrement"
    " cifratura criptografia encriptacion verschluesselung szyfrowania sifreleme firma assinatura signature"
    " licencia licenca licence lizenz webhook jwt token smtp db bd"
)
POINTERS = word_set(
    "nombre nome nom nazwa nazov navn namn naam isim nev ruta caminho chemin pfad pad sciezka cesta archivo"
    " arquivo fichier datei bestand plik soubor tabla tabela tabelle tableau tipo tijd duracion longitud"
)
# As parts of a name in another script.
_SCRIPT_PASSWORDS = (
    "密码",
    "密碼",
    "口令",
    "パスワード",
    "暗証",
    "비밀번호",
    "암호",
    "парол",
    "סיסמ",
    "كلمة",
)
_SCRIPT_KEYS = ("密钥", "密鑰", "秘钥", "金鑰", "令牌", "秘密", "トークン", "鍵", "토큰", "비밀", "키", "ключ", "секрет", "токен", "מפתח", "مفتاح")  # fmt: skip
_LETTERS = {"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ı": "i", "đ": "d", "Đ": "D"}  # fmt: skip


def without_accents(name: str) -> str:
    """Return a name in the plain letters that variables are written in."""
    from unicodedata import combining, normalize  # noqa: PLC0415  few names need it

    plain = normalize("NFKD", "".join(_LETTERS.get(c, c) for c in name))
    return "".join(c for c in plain if not combining(c))


def meaning(name: str, split: tuple[str, ...]) -> Meaning:
    """Return what the words of a name promise in another language than English."""
    if not name.isascii():
        found = _script_meaning(name)
        if found is not Meaning.NOTHING:
            return found
    for size in range(1, LONGEST + 1):
        for at in range(len(split) - size, -1, -1):
            word = "".join(split[at : at + size])
            found = _word_meaning(word, split[:at] + split[at + size :])
            if found is not Meaning.NOTHING:
                return found if POINTERS.isdisjoint(split) else Meaning.POINTER
    return Meaning.NOTHING


def _word_meaning(word: str, others: tuple[str, ...]) -> Meaning:
    if word in PASSWORDS or word.endswith(PASSWORD_ENDINGS):
        return Meaning.PASSWORD
    if word in DOUBTFUL_PASSWORDS and not OPENED.isdisjoint(others):
        return Meaning.PASSWORD
    if word in SECRETS:
        return Meaning.KEY
    if word in KEYS or word.endswith(KEY_ENDINGS):
        return Meaning.KEY if not others or not ACCESS.isdisjoint(others) else Meaning.VAGUE
    return Meaning.NOTHING


def _script_meaning(name: str) -> Meaning:
    low = name.lower()
    if any(word in low for word in _SCRIPT_PASSWORDS):
        return Meaning.PASSWORD
    if any(word in low for word in _SCRIPT_KEYS):
        return Meaning.KEY
    return Meaning.NOTHING
