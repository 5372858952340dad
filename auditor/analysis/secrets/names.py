# ruff: noqa: E501  tables of words and shapes read better in whole lines
"""What a variable's name says of its value: it holds a credential, points at one, or neither."""

from __future__ import annotations

from enum import Enum, unique

from auditor.analysis.secrets.lazy import Lazy

NAME_LIMIT = 256  # characters of a name that are looked at


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


_WORD = Lazy(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PASSWORDS = _set(
    "password passwd passphrase passcode pwd psw pw pswd passwort kennwort contrasena senha"
    " motdepasse mdp pass dbpass userpass smtppass mailpass redispass ftppass sshpass mongopass"
    " adminpass rootpass mysqlpass proxypass authpass userpw dbpw keypass storepass pgpass psk wpa wep"
)
PASSWORD_ENDINGS = ("password", "passwd", "passphrase", "pwd", "passwort", "passcode", "pw")
SECRETS = _set(
    "secret token apikey apitoken authtoken secretkey accesskey privatekey authkey signingkey"
    " encryptionkey masterkey licensekey salt pepper jwt bearer pat otp totp hmac sas"
    " mnemonic authorization cookie signature credential cred basicauth auth"
    " passkey cryptokey sessionkey webhooksecret accesstoken refreshtoken nonce htpasswd netrc"
    " pem keytab kek dek"
)
SECRET_ENDINGS = (
    "secret", "token", "apikey", "secretkey", "accesskey", "privatekey", "authkey", "signingkey",
    "encryptionkey", "masterkey", "licensekey", "credential", "sharedkey", "accountkey", "writekey", "ingestkey",
    "serverkey", "adminkey", "subscriptionkey", "integrationkey",
)  # fmt: skip
PAIRS = _set("auth authorization basicauth basic credential cred htpasswd netrc login")
VAGUE_WORDS = _set(
    "nonce cookie signature auth cred credential seed license licence pem jwt pat sas"
)

# Before KEY: what kind of key holds a secret, and what kind is none.
HOLDING_KEYS = _set(
    "activation serial product crypt hook ifttt function host tatum api access secret signature private encryption encrypt decryption signing sign sig master auth"
    " authentication license licence account storage shared session cookie webhook hmac aes rsa ssh"
    " gpg pgp jwt jws jwe ecdsa ed25519 crypto cipher admin service sas subscription integration"
    " ingest ingestion deploy deployment client consumer app application server vapid wrapping"
    " bearer token dev live production prod token wireguard tls ssl root write read user"
    " fernet django flask rails nextauth stripe sendgrid openai anthropic datadog newrelic relic"
    " mailgun mailchimp twilio algolia pagerduty opsgenie segment mixpanel amplitude honeycomb"
    " splunk snyk sonar github gitlab npm slack google azure cosmos cosmosdb redis elastic apm"
    " maps gemini groq mistral cohere pinecone replicate huggingface shopify paypal braintree"
    " plaid hubspot intercom zendesk jira airtable notion okta auth0 launchdarkly posthog rollbar"
    " bugsnag logdna loggly papertrail mapbox weather giphy tmdb binance coinbase kraken wallet"
    " deployer signer bot vault transit unseal recovery hub pipeline device connection primary"
    " secondary backup fastly cloudflare heroku netlify vercel pass shopify marketplace partner"
    " merchant terminal gateway payment billing provisioning registration enrollment base"
    " instana lumigo epsagon thundra sumo logz sentry pusher ably agora mux vonage nexmo plivo"
    " messagebird sinch onesignal braze iterable customerio sendbird postmark brevo sendinblue resend"
    " mandrill klaviyo activecampaign statuspage victorops firehydrant rootly deepl cohere deepgram"
    " elevenlabs assemblyai stability tavily serper serpapi perplexity xai together fireworks"
    " langchain langsmith langfuse helicone portkey weaviate qdrant milvus supabase planetscale neon"
    " upstash turso contentful sanity storyblok prismic magento bigcommerce adyen worldpay checkout"
    " square mollie gocardless recurly chargebee paddle taxjar avalara easypost shippo lob docusign"
    " hellosign calendly typeform asana trello linear clickup monday confluence bitbucket circleci"
    " codecov sonarqube sendinblue amplitude infura alchemy etherscan moralis finnhub polygon fixer"
    " ipinfo ipstack tomtom here mapquest openweather openweathermap accuweather unsplash pexels"
    " clearbit hunter apollo zoominfo facebook instagram twitter linkedin tiktok youtube twitch"
    " spotify discord telegram whatsapp line zoom webex okta auth0 stytch clerk workos descope"
)
OTHER_KEYS = _set(
    "public pub publishable sort partition hash range object s3 cache index foreign routing route"
    " group map metadata config feature flag i18n translation message kms cmk idempotency"
    " correlation dedup deduplication event header query lookup sitekey site widget measurement"
    " anon instrumentation shard composite natural row column field dict json context tag label"
    " sorting unique storagekey cacert file image upload folder locale lang language theme"
    " state store hot short arrow up down left right enter escape tab lock mutex"
    " attribute attr property prop filename document blob bucket registry"
    " artifact artifacts code build package zip archive layer asset template release report export"
)
# Before TOKEN and SECRET: words that make it something else.
OTHER_TOKENS = _set(
    "page next continuation pagination stop pad eos bos unk mask sep cls max min num nft erc20"
    " contract idempotency sort sync resume cursor start end total input output prompt completion"
    " reward governance public design starting separator"
)
OTHER_PASSES = _set(
    "boarding multi first second third single two one by com season day render high low band ski"
    " all bus guest-count sur tres"
)
# Words that hold a secret only after one of these.
IN_CONTEXT = {
    "auth": (_set("redis valkey elasticache memcached"), Meaning.PASSWORD),  # their AUTH command
    "phrase": (_set("seed recovery"), Meaning.PHRASE),
    "seed": (_set("otp totp hotp mfa"), Meaning.KEY),
    "sk": (_set("stripe clerk paystack wallet"), Meaning.KEY),  # elsewhere a table's sort key
    "community": (_set("snmp"), Meaning.KEY),
    "hec": (_set("splunk"), Meaning.KEY),
    "team": (_set("honeycomb"), Meaning.KEY),  # x-honeycomb-team: the API key
}
_ANYWHERE = (frozenset[str](), Meaning.NOTHING)
# After the word: it names, locates, describes or limits the credential.
# Before PASSWORD: what a label, a page or a switch does with one.
DOING = _set("forgot forgotten reset show hide invalid wrong incorrect forget lost")
# After TOKEN, AUTH and their like; after PASSWORD it says whose it is.
OWNERS = _set("user login")
POINTERS = _set(
    "arn arns name names id ids path paths file files filename filepath dir directory folder table"
    " tables bucket url urls uri uris endpoint endpoints host hostname port ttl timeout expiry"
    " expires expire expiration exp age max min maximum minimum length len size header headers"
    " prefix suffix type types format algorithm alg algo rotation rotate days day hours hour minutes"
    " minute seconds secs sec ms enabled disabled enable disable required require policy regex"
    " regexp pattern rule rules iterations rounds cost count counts limit limits version versions"
    " alias aliases ref reference param params parameter parameters location source store provider"
    " manager mode scope scopes issuer iss audience aud region env envvar var variable field fields"
    " column columns attribute attributes attr property label title hint prompt message text"
    " template address addr contract symbol decimals supply usage quota status state reset change"
    " validation validator verify verification check checker strength complexity history schema"
    " queue topic stream group index hash hashes digest checksum fingerprint thumbprint email"
    " owner description desc class handler interval period window retention delay retries retry"
    " cache budget bucketname tablename char chars characters charset separator delimiter sid"
    " permissions permission method methods strategy grant flow kind extension ext spec claim claims"
    " loader helper plugin driver link page form placeholder example doc docs hasher hashing through help"
    " placement style position lookup selector slot rate grace leeway skew lifetime duration"
    " namespace namespaces realm plan plans zone ssm secretsmanager layer layers sender stack validity cookie_name domain domains domainname jwks allowlist blocklist keyspace tokenizer"
    " encoding encoder dimension temperature vault http exists present protection account username"
)
PUBLIC_PREFIXES = (
    "NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "GATSBY_", "PUBLIC_",
    "NG_APP_",
)  # fmt: skip
PUBLIC_WORDS = _set("public publishable pub")
CIPHER_WORDS = _set("kms encrypted encryptedkey ciphertext cipher ciphered enc sealed wrapped")


def words(name: str) -> tuple[str, ...]:
    """Return a name's words in lower case, split at separators, at camel humps and at digits."""
    return tuple(word.lower() for word in _WORD.findall(name[:NAME_LIMIT]))


def is_public(name: str) -> bool:
    """Tell whether a name is of those that web frameworks ship to the browser."""
    return name.upper().startswith(PUBLIC_PREFIXES)


def is_ciphertext(name: str) -> bool:
    """Tell whether a name says that its value is encrypted."""
    split = words(name)
    if split[-1:] == ("key",) and split[-2:-1] in (("cipher",), ("enc",)):
        return False  # what one encrypts with
    if not CIPHER_WORDS.isdisjoint(split):
        return True
    low = name.lower()  # KMSENCRYPTEDTOKEN
    return "ciphertext" in low or ("encrypted" in low and "unencrypted" not in low)


def _singular(word: str) -> str:
    if word in HOLDING_KEYS:
        return word  # maps, redis
    return word[:-1] if word.endswith("s") and len(word) > 3 and word[-2] != "s" else word  # noqa: PLR2004


def _password(word: str, before: str) -> bool:
    if word == "pass":
        return before not in OTHER_PASSES
    if before in DOING:
        return False
    return word in PASSWORDS or word.endswith(PASSWORD_ENDINGS)


def _key(before: str) -> Meaning:
    if before in OTHER_KEYS:
        return Meaning.POINTER
    return Meaning.KEY if before in HOLDING_KEYS or before.isdigit() else Meaning.VAGUE


def _credential(  # noqa: PLR0911  one question after the other
    word: str, before: str
) -> Meaning | None:
    """Return what one word promises, seen with the word before it."""
    if _password(word, before):
        return Meaning.PASSWORD
    if word == "key":
        return _key(before)
    befores, meant = IN_CONTEXT.get(word, _ANYWHERE)
    if before in befores:
        return meant
    if word == "mnemonic":
        return Meaning.PHRASE
    if word in PAIRS:
        return Meaning.PAIR
    if word in SECRETS or word.endswith(SECRET_ENDINGS) or word in VAGUE_WORDS:
        return _token(word, before)
    return None


def _token(word: str, before: str) -> Meaning:
    if before in OTHER_TOKENS:
        return Meaning.POINTER
    return Meaning.VAGUE if word in VAGUE_WORDS else Meaning.KEY


def _before(split: tuple[str, ...], at: int) -> str:
    """Return the word before, singular; a number belongs to its word, as in S3 and OAUTH2."""
    if at > 1 and split[at - 1].isdigit():
        joined = split[at - 2] + split[at - 1]
        return joined if joined in OTHER_KEYS or joined in HOLDING_KEYS else split[at - 2]
    return _singular(split[at - 1]) if at else ""


def meaning(name: str) -> Meaning:
    """Return what a name promises; the last word of credentials and what follows it decide."""
    split = words(name)
    singular = [_singular(word) for word in split]
    for at in range(len(split) - 1, -1, -1):
        found = _credential(singular[at], _before(split, at))
        if found is None:
            continue
        after = split[at + 1 :]
        if singular[at] == "key" and not PUBLIC_WORDS.isdisjoint(split[:at]):
            return Meaning.POINTER
        if "secret_id" in name.lower() and ("vault" in split or "role" in "".join(split)):
            return Meaning.KEY  # AppRole's secret_id is the password of the role_id
        if found is not Meaning.PASSWORD and not OWNERS.isdisjoint(after):
            return Meaning.POINTER
        return found if POINTERS.isdisjoint(after) else Meaning.POINTER
    return Meaning.NOTHING
