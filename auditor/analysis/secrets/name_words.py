# ruff: noqa: E501  tables of words read better in whole lines
"""The words of variables' names: which hold a credential, and which take the promise back."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


PASSWORDS = word_set(
    "password passwd passphrase passcode pwd psw pw pswd passwort kennwort contrasena senha"
    " motdepasse mdp pass dbpass userpass smtppass mailpass redispass ftppass sshpass mongopass"
    " adminpass rootpass mysqlpass proxypass authpass userpw dbpw keypass storepass pgpass psk wpa wep"
)
PASSWORD_ENDINGS = ("password", "passwd", "passphrase", "pwd", "passwort", "passcode", "pw")
SECRETS = word_set(
    "secret token apikey apitoken authtoken secretkey accesskey privatekey authkey signingkey"
    " encryptionkey masterkey licensekey salt pepper jwt bearer pat otp totp hmac sas"
    " mnemonic authorization cookie signature credential cred basicauth auth"
    " passkey cryptokey sessionkey webhooksecret accesstoken refreshtoken nonce htpasswd netrc"
    " pem keytab kek dek privkey skey keypair apisecret clientsecret"
)
SECRET_ENDINGS = (
    "secret", "token", "apikey", "secretkey", "accesskey", "privatekey", "authkey", "signingkey",
    "encryptionkey", "masterkey", "licensekey", "credential", "sharedkey", "accountkey", "writekey", "ingestkey",
    "serverkey", "adminkey", "subscriptionkey", "integrationkey", "recordkey", "restkey", "mapskey",
)  # fmt: skip
PAIRS = word_set("auth authorization basicauth basic credential cred htpasswd netrc login")
VAGUE_WORDS = word_set(
    "nonce cookie signature auth cred credential seed license licence pem jwt pat sas keypair"
)

# Before KEY: what kind of key holds a secret, and what kind is none.
HOLDING_KEYS = word_set(
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
OTHER_KEYS = word_set(
    "public pub publishable sort partition hash range object s3 cache index foreign routing route"
    " group map metadata config feature flag i18n translation message kms cmk idempotency"
    " correlation dedup deduplication event header query lookup sitekey site widget measurement"
    " anon instrumentation shard composite natural row column field dict json context tag label"
    " sorting unique storagekey cacert file image upload folder locale lang language theme"
    " state store hot short arrow up down left right enter escape tab lock mutex"
    " attribute attr property prop filename document blob bucket registry"
    " artifact artifacts code build package zip archive layer asset template release report export"
)
# Keys of alerting and event services: a key where the value has the length of a provider's.
SERVICE_KEYS = word_set("routing route event query ingest message anon")
# Before KEY, with a UUID as the value: what people number, where another word is a vendor's name.
NUMBERED = word_set(
    "tenant workspace project customer entity user device order item org organization organisation company"
    " team group member person subject event parent child node job task run batch trace request client"
    " store shop location room channel game player asset page form survey campaign tracking tag reference"
    " ref external internal business main default test sample data object model doc document list set map"
    " account profile session conversation thread message file folder image product sku cart invoice"
    " transaction payment contract ticket case lead contact unit area zone cluster instance stack env"
    " environment stage dataset table view report dashboard widget flow step rule version revision lookup"
    " global local common shared base root sub storage state config settings feature experiment variant"
    " uuid guid unique random identity wrapping encryption kms cmk data envelope"
)
# Before TOKEN and SECRET: words that make it something else.
OTHER_TOKENS = word_set(
    "page next continuation pagination stop pad eos bos unk mask sep cls max min num nft erc20"
    " contract idempotency sort sync resume cursor start end total input output prompt completion"
    " reward governance public design starting separator"
)
OTHER_PASSES = word_set(
    "boarding multi first second third single two one by com season day render high low band ski"
    " all bus guest-count sur tres"
)
# After the word: it names, locates, describes or limits the credential.
# Before PASSWORD: what a label, a page or a switch does with one.
DOING = word_set("forgot forgotten reset show hide invalid wrong incorrect forget lost")
# After TOKEN, AUTH and their like; after PASSWORD it says whose it is.
OWNERS = word_set("user login stage client clients")
POINTERS = word_set(
    "arn arns name names id kid ids path paths file files filename filepath dir directory folder table"
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
    " mint pool program locale locales lang language languages country"
)
PUBLIC_PREFIXES = (
    "NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "GATSBY_", "PUBLIC_",
    "NG_APP_",
)  # fmt: skip
PUBLIC_WORDS = word_set("public publishable pub")
CIPHER_WORDS = word_set("kms encrypted encryptedkey ciphertext cipher ciphered enc sealed wrapped")
