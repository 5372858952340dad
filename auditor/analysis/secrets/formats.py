# ruff: noqa: E501  one line a row
"""The token formats of providers: one row a format.

A row is tried only where its literal occurs in the value. Patterns must stay linear: every
repetition is bounded, and a match may not begin inside a run of word characters unless `glued`
says so. Built-in rows are shapes that the providers document, or that permissively licensed rule
packs cite (secretlint, gitleaks, kingfisher, noseyparker); none of them is validated live.
Read 2026-11-20.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.analysis.secrets.checksums import crc32_base62, crc32_hexadecimal


class Format:
    """A shape that is a secret whatever the variable's name.

    Args:
        id: kebab-case; stands in the report as the detector.
        literal: must occur in the value, or the pattern is not tried; "": always tried.
        pattern: a regular expression, searched for.
        source: where the shape is documented.
        confidence: "high", "medium" or "low".
        checksum: where right, the reason says so; where wrong, it does not matter.
        glued: the match may begin in the middle of a word.

    Written by hand, as the other rows of this package are: importing `dataclasses` or `typing`
    takes longer than everything else here.
    """

    __slots__ = ("checksum", "confidence", "glued", "id", "literal", "pattern", "source")

    def __init__(
        self,
        id: str,
        literal: str,
        pattern: str,
        source: str,
        confidence: str = "high",
        *,
        checksum: Callable[[str], bool] | None = None,
        glued: bool = False,
    ) -> None:
        self.id = id
        self.literal = literal
        self.pattern = pattern
        self.source = source
        self.confidence = confidence
        self.checksum = checksum
        self.glued = glued


FORMATS: tuple[Format, ...] = (
    # AWS
    Format("aws-access-key-id", "AKIA", r"AKIA[A-Z2-7]{16}(?![A-Z0-9])", "AWS STS GetAccessKeyInfo"),
    Format("aws-access-key-id", "ASIA", r"ASIA[A-Z2-7]{16}(?![A-Z0-9])", "AWS STS GetAccessKeyInfo"),
    Format("aws-access-key-id", "ABIA", r"ABIA[A-Z2-7]{16}(?![A-Z0-9])", "AWS STS GetAccessKeyInfo"),
    Format("aws-access-key-id", "ACCA", r"ACCA[A-Z2-7]{16}(?![A-Z0-9])", "AWS STS GetAccessKeyInfo"),
    Format("aws-session-token", "oJb3JpZ2lu", r"(?:IQ|FQ|Fw)oJb3JpZ2lu[A-Za-z0-9/+=]{60,4000}", "observed head of STS session tokens"),
    Format("aws-session-token-old", "oGZXIvYXdz", r"F[wQ]oGZXIvYXdz[A-Za-z0-9/+=]{60,4000}", "observed head of STS session tokens"),
    Format("aws-bedrock-api-key", "ABSK", r"ABSK[A-Za-z0-9+/]{90,300}={0,2}", "Amazon Bedrock API keys"),
    Format("aws-bedrock-short-term-key", "bedrock-api-key-", r"bedrock-api-key-[A-Za-z0-9+/=]{40,4000}", "Amazon Bedrock API keys"),
    Format("aws-appsync-api-key", "da2-", r"da2-[a-z0-9]{26}", "AWS AppSync API keys"),
    Format("aws-mws-token", "amzn.mws.", r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "Amazon MWS"),
    Format("amazon-oauth-secret", "amzn1.oa2-cs.", r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}", "Login with Amazon"),
    # Source code, packages, CI
    Format("github-token", "gh", r"gh[pousr]_[A-Za-z0-9]{36,255}", "github.blog/2021-04-05", checksum=crc32_base62),
    Format("github-app-token", "ghs_", r"ghs_\d{1,20}_eyJ[A-Za-z0-9_-]{10,1000}\.[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,1000}", "kingfisher.github.9"),
    Format("github-fine-grained-token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", "github.blog/2022-10-18"),
    Format("gitlab-token", "gl", r"gl(?:pat|dt|rt|ptt|cbt|ft|imt|agent|oas|soat|ffct|wt)-[A-Za-z0-9_.-]{20,300}", "docs.gitlab.com/security/tokens", glued=True),
    Format("gitlab-runner-registration-token", "GR1348941", r"GR1348941[A-Za-z0-9_-]{20}", "docs.gitlab.com/security/tokens"),
    Format("bitbucket-token", "ATBB", r"ATBB[A-Za-z0-9]{24,40}", "Atlassian app passwords"),
    Format("bitbucket-access-token", "ATCTT3", r"ATCTT3[A-Za-z0-9_=-]{40,300}", "Atlassian access tokens"),
    Format("atlassian-api-token", "ATATT3", r"ATATT3[A-Za-z0-9_=-]{40,300}", "Atlassian API tokens"),
    Format("npm-token", "npm_", r"npm_[A-Za-z0-9]{36}", "docs.npmjs.com/about-access-tokens", checksum=crc32_base62),
    Format("pypi-token", "pypi-", r"pypi-AgE[A-Za-z0-9_-]{50,1000}", "warehouse token-scanning.rst"),
    Format("rubygems-api-key", "rubygems_", r"rubygems_[0-9a-f]{48}", "guides.rubygems.org"),
    Format("crates-io-token", "cio", r"cio[A-Za-z0-9]{32}", "crates.io"),
    Format("nuget-api-key", "oy2", r"oy2[a-z0-9]{43}", "nuget.org"),
    Format("clojars-token", "CLOJARS_", r"CLOJARS_[a-z0-9]{60}", "clojars.org"),
    Format("docker-token", "dckr_", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,60}", "docs.docker.com/security/access-tokens"),
    Format("circleci-token", "CCIP", r"CCIP(?:AT|RJ)_[A-Za-z0-9]{10,30}_[0-9a-f]{40}", "circleci.com"),
    Format("buildkite-token", "bk", r"bk(?:ua|ct|aj|pt)_[A-Za-z0-9_-]{40,80}", "buildkite.com"),
    Format("sonar-token", "sq", r"sq[pau]_[0-9a-f]{40}", "docs.sonarsource.com"),
    Format("jfrog-api-key", "AKC", r"AKCp[A-Za-z0-9]{60,80}", "jfrog.com"),
    Format("jfrog-reference-token", "cmVmdGtu", r"cmVmdGtu[A-Za-z0-9]{56}", "jfrog.com"),
    Format("pulumi-token", "pul-", r"pul-[0-9a-f]{40}", "pulumi.com"),
    Format("terraform-cloud-token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}", "developer.hashicorp.com"),
    Format("codeclimate-cursor-token", "key_", r"key_[0-9a-f]{64}", "cursor.com", "medium"),
    Format("postman-api-key", "PMAK-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}", "postman.com"),
    Format("snyk-token", "snyk_", r"snyk_(?:uat|sat)\.[A-Za-z0-9._-]{30,200}", "snyk.io"),
    # Chat and messages
    Format("slack-token", "xox", r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,250}", "api.slack.com/authentication/token-types"),
    Format("slack-app-token", "xapp-", r"xapp-\d-[A-Za-z0-9-]{15,250}", "api.slack.com/authentication/token-types"),
    Format("slack-webhook", "hooks.slack", r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[A-Za-z0-9]{5,20}/[A-Za-z0-9]{5,25}/[A-Za-z0-9/]{10,80}", "api.slack.com/messaging/webhooks"),
    Format("discord-webhook", "/api/webhooks/", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,80}", "discord.com/developers"),
    Format("discord-bot-token", ".", r"[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_.-])", "discord.com/developers"),
    Format("teams-webhook", "webhook.office.com/webhookb2/", r"webhook\.office\.com/webhookb2/[0-9a-f@-]{36,80}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}", "learn.microsoft.com incoming webhooks"),
    Format("teams-webhook-old", "outlook.office", r"outlook\.office(?:365)?\.com/webhook/[0-9a-f@-]{36,80}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}", "learn.microsoft.com incoming webhooks"),
    Format("google-chat-webhook", "chat.googleapis.com/", r"chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{5,40}/messages\?[^\s]{0,200}token=[A-Za-z0-9_%-]{20,120}", "developers.google.com/chat"),
    Format("zapier-webhook", "hooks.zapier.com/", r"hooks\.zapier\.com/hooks/catch/\d{4,12}/[A-Za-z0-9]{5,12}", "zapier.com", "medium"),
    Format("ifttt-webhook", "maker.ifttt.com/", r"maker\.ifttt\.com/[^\s]{1,100}/with/key/[A-Za-z0-9_-]{20,60}", "ifttt.com"),
    Format("telegram-bot-token", ":AA", r"(?:bot)?\d{8,10}:AA[A-Za-z0-9_-]{32,35}(?![A-Za-z0-9_-])", "core.telegram.org/bots"),
    Format("sendgrid-api-key", "SG.", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}", "docs.sendgrid.com"),
    Format("mailgun-api-key", "key-", r"key-[0-9a-f]{32}", "documentation.mailgun.com"),
    Format("mailchimp-api-key", "-us", r"[0-9a-f]{32}-us\d{1,2}", "mailchimp.com/developer"),
    Format("sendinblue-api-key", "xkeysib-", r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}", "developers.brevo.com"),
    Format("sendinblue-smtp-key", "xsmtpsib-", r"xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}", "developers.brevo.com"),
    Format("resend-api-key", "re_", r"re_[A-Za-z0-9]{8,12}_[A-Za-z0-9]{20,30}", "resend.com"),
    Format("loops-or-plunk-key", "sk_", r"sk_[0-9a-f]{48,64}", "plunk, elevenlabs", "high"),
    Format("twilio-api-key-sid", "SK", r"SK[0-9a-f]{32}", "twilio.com/docs/usage/api (an identifier)", "low"),
    Format("intercom-access-token", "dG9rOj", r"dG9rOj[A-Za-z0-9+/]{40,100}={0,2}", "developers.intercom.com"),
    # Payment and trade
    Format("stripe-test-key", "k_test_", r"[sr]k_test_[A-Za-z0-9]{10,250}", "stripe.com/docs/keys", "low"),
    Format("stripe-key", "k_", r"[sr]k_(?:live|prod)_[A-Za-z0-9]{10,250}", "stripe.com/docs/keys"),
    Format("webhook-signing-secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{20,250}", "stripe.com/docs/keys, standardwebhooks.com"),
    Format("square-token", "EAAA", r"EAAA[A-Za-z0-9_-]{56,64}", "developer.squareup.com"),
    Format("square-secret", "sq0", r"sq0(?:csp|atp)-[A-Za-z0-9_-]{22,43}", "developer.squareup.com"),
    Format("shopify-token", "shp", r"shp(?:at|ca|pa|ss|tka|ua)_[0-9a-fA-F]{32}", "shopify.dev"),
    Format("braintree-access-token", "access_token$", r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}", "developer.paypal.com/braintree"),
    Format("adyen-api-key", "AQE", r"AQE[a-zA-Z][A-Za-z0-9+/=]{20,200}-[A-Za-z0-9+/=]{20,80}-[^\s]{10,40}", "docs.adyen.com"),
    Format("razorpay-key", "rzp_live_", r"rzp_live_[A-Za-z0-9]{14}", "razorpay.com", "medium"),
    Format("paystack-flutterwave-key", "SECK", r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,40}-X", "flutterwave.com"),
    Format("plaid-access-token", "access-", r"access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "plaid.com/docs"),
    Format("coinbase-or-gocardless-token", "live_", r"live_[A-Za-z0-9_=-]{40}", "developer.gocardless.com", "medium"),
    Format("facebook-access-token", "EAA", r"EAA[A-Za-z0-9]{60,400}", "developers.facebook.com"),
    # Models
    Format("anthropic-api-key", "sk-ant-", r"sk-ant-[a-z]{2,8}\d{2}-[A-Za-z0-9_-]{40,200}", "docs.anthropic.com"),
    Format("openai-api-key", "T3BlbkFJ", r"sk-[A-Za-z0-9_-]{10,150}T3BlbkFJ[A-Za-z0-9_-]{10,150}", "platform.openai.com"),
    Format("openai-project-key", "sk-", r"sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,250}", "platform.openai.com"),
    Format("openrouter-api-key", "sk-or-", r"sk-or-v1-[0-9a-f]{64}", "openrouter.ai"),
    Format("sk-api-key", "sk-", r"sk-[A-Za-z0-9]{32,64}", "platform.openai.com (first keys), deepseek.com"),
    Format("langsmith-api-key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", "smith.langchain.com"),
    Format("langfuse-secret-key", "sk-lf-", r"sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "langfuse.com"),
    Format("groq-api-key", "gsk_", r"gsk_[A-Za-z0-9]{48,56}", "groq.com"),
    Format("xai-api-key", "xai-", r"xai-[A-Za-z0-9]{70,90}", "x.ai"),
    Format("perplexity-api-key", "pplx-", r"pplx-[A-Za-z0-9]{40,56}", "perplexity.ai"),
    Format("replicate-token", "r8_", r"r8_[A-Za-z0-9]{37}", "replicate.com"),
    Format("fireworks-api-key", "fw_", r"fw_[A-Za-z0-9]{22,24}", "fireworks.ai"),
    Format("tavily-api-key", "tvly-", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,40}", "tavily.com"),
    Format("pinecone-api-key", "pcsk_", r"pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}", "pinecone.io"),
    Format("huggingface-token", "hf_", r"hf_[A-Za-z0-9]{34,40}", "huggingface.co/docs/hub/security-tokens"),
    Format("huggingface-organization-token", "api_org_", r"api_org_[A-Za-z0-9]{34}", "huggingface.co/docs/hub/security-tokens"),
    Format("wandb-key", "wandb_v1_", r"wandb_v1_[A-Za-z0-9_]{40,100}", "wandb.ai"),
    # Google and Microsoft
    Format("google-api-key", "AIza", r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", "cloud.google.com/docs/authentication/api-keys", "medium"),
    Format("google-oauth-client-secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}", "developers.google.com/identity"),
    Format("google-oauth-access-token", "ya29.", r"ya29\.[A-Za-z0-9_-]{30,1500}", "developers.google.com/identity"),
    Format("google-oauth-refresh-token", "1//0", r"1//0[A-Za-z0-9_-]{40,200}", "developers.google.com/identity"),
    Format("firebase-server-key", ":APA91b", r"AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{100,200}", "firebase.google.com"),
    Format("azure-ad-client-secret", "Q~", r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])", "learn.microsoft.com/entra", glued=True),
    Format("azure-storage-key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}==", "learn.microsoft.com storage-configure-connection-string"),
    Format("azure-shared-access-key", "AccessKey=", r"Access[Kk]ey=[A-Za-z0-9+/]{43}=", "learn.microsoft.com service-bus-messaging", glued=True),
    Format("azure-sas-signature", "sig=", r"[?&;]?sig=[A-Za-z0-9%+/_-]{40,120}={0,2}", "learn.microsoft.com storage-sas-overview"),
    Format("azure-function-key", "azurewebsites.net/api/", r"azurewebsites\.net/api/[^\s?]{1,200}\?[^\s]{0,200}code=[A-Za-z0-9_=%/+-]{40,120}", "learn.microsoft.com/azure/azure-functions"),
    Format("azure-devops-token", "AZDO", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}", "learn.microsoft.com/azure/devops"),
    Format("azure-identifiable-key", "JQQJ99", r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}", "learn.microsoft.com"),
    # Cloud, hosting, data
    Format("digitalocean-token", "_v1_", r"do[opr]_v1_[0-9a-f]{64}", "docs.digitalocean.com"),
    Format("cloudflare-token", "cf", r"cf(?:k|ut|at|uk|ast)_[A-Za-z0-9]{40}[0-9a-f]{8}", "secretlint-rule-cloudflare", checksum=crc32_hexadecimal),
    Format("cloudflare-origin-ca-key", "v1.0-", r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}", "developers.cloudflare.com"),
    Format("heroku-token", "HRKU-", r"HRKU-[A-Za-z0-9_-]{36,80}", "heroku.com"),
    Format("vercel-token", "vc", r"vc[piark]_[A-Za-z0-9_-]{24,80}", "vercel.com"),
    Format("netlify-token", "nfp_", r"nfp_[A-Za-z0-9]{36,40}", "netlify.com"),
    Format("fly-token", "fm", r"fm[12][a-z]?_[A-Za-z0-9+/=,_]{80,3000}", "fly.io"),
    Format("fly-access-token", "fo1_", r"fo1_[A-Za-z0-9_-]{43}", "fly.io"),
    Format("render-api-key", "rnd_", r"rnd_[A-Za-z0-9]{24,40}", "render.com"),
    Format("supabase-token", "sb", r"sb(?:p_[0-9a-f]{40}|_secret_[A-Za-z0-9_-]{20,60})", "supabase.com"),
    Format("planetscale-token", "pscale_", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}", "planetscale.com"),
    Format("neon-api-key", "napi_", r"napi_[a-z0-9]{50,70}", "neon.tech"),
    Format("neon-password", "npg_", r"npg_[A-Za-z0-9]{10,20}", "neon.tech"),
    Format("aiven-token", "AVNS_", r"AVNS_[A-Za-z0-9_-]{16,30}", "aiven.io"),
    Format("databricks-token", "dapi", r"dapi[0-9a-f]{32}(?:-\d)?", "docs.databricks.com"),
    Format("vault-token", "hv", r"hv[sbr]\.[A-Za-z0-9_-]{20,250}", "developer.hashicorp.com/vault"),
    Format("vault-legacy-token", "s.", r"(?<!\.)s\.[A-Za-z0-9]{24}(?![A-Za-z0-9.])", "developer.hashicorp.com/vault", "medium"),
    Format("doppler-token", "dp.", r"dp\.(?:st|pt|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{30,80}", "docs.doppler.com"),
    Format("onepassword-service-token", "ops_eyJ", r"ops_eyJ[A-Za-z0-9+/_=-]{100,3000}", "developer.1password.com"),
    Format("onepassword-secret-key", "A3-", r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}", "1password.com"),
    Format("infisical-token", "st.", r"st\.[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32}", "infisical.com"),
    Format("tailscale-key", "tskey-", r"tskey-[a-z]{2,10}-[A-Za-z0-9]{8,20}(?:-[A-Za-z0-9]{16,40})?", "tailscale.com"),
    Format("ngrok-key", "ak_", r"ak_[A-Za-z0-9]{27}", "ngrok.com", "medium"),
    Format("confluent-secret", "cflt", r"cflt[A-Za-z0-9+/]{60}", "confluent.io"),
    Format("zuplo-key", "zpka_", r"zpka_[0-9a-f]{32}_[0-9a-f]{8}", "zuplo.com"),
    Format("unkey-or-clerk-key", "unkey_", r"unkey_[A-Za-z0-9]{16,40}", "unkey.com"),
    Format("frameio-token", "fio-u-", r"fio-u-[A-Za-z0-9_=-]{64}", "frame.io"),
    Format("prefect-key", "pnu_", r"pn[ub]_[a-z0-9]{36}", "prefect.io"),
    Format("scaleway-secret", "scw_", r"scw_[A-Za-z0-9_-]{30,60}", "scaleway.com", "medium"),
    Format("alibaba-access-key-id", "LTAI", r"LTAI[A-Za-z0-9]{17,21}", "alibabacloud.com"),
    Format("tencent-secret-id", "AKID", r"AKID[A-Za-z0-9]{32}", "cloud.tencent.com"),
    Format("yandex-key", "AQVN", r"AQVN[A-Za-z0-9_-]{35,38}", "cloud.yandex.com"),
    # Watching, planning, marketing
    Format("new-relic-key", "NR", r"NR(?:AK|AA|RA|BR|JS|II|IQ|SP)-[A-Za-z0-9_-]{19,40}", "docs.newrelic.com"),
    Format("new-relic-license-key", "NRAL", r"[0-9a-fA-F]{36}NRAL", "docs.newrelic.com"),
    Format("axiom-token", "xa", r"xa[ap]t-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "axiom.co/docs"),
    Format("sumo-logic-source", "sumologic.com/receiver", r"sumologic\.com/receiver/v1/http/[A-Za-z0-9+/_=-]{40,140}", "help.sumologic.com HTTP source"),
    Format("make-webhook", ".make.com/", r"hook\.(?:[a-z0-9]{2,4}\.)?make\.com/[a-z0-9]{28,40}", "make.com webhooks", "medium"),
    Format("grafana-service-account-token", "glsa_", r"glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}", "grafana.com/docs"),
    Format("grafana-cloud-token", "glc_", r"glc_[A-Za-z0-9+/]{32,400}={0,2}", "grafana.com/docs"),
    Format("sentry-token", "sntry", r"sntry(?:u_[0-9a-f]{64}|s_eyJ[A-Za-z0-9+/=_-]{40,400})", "docs.sentry.io"),
    Format("dynatrace-token", "dt0", r"dt0[a-z]\d{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}", "docs.dynatrace.com"),
    Format("honeycomb-key", "hc", r"hc[abmlx]ik_[a-z0-9]{50,64}", "docs.honeycomb.io"),
    Format("logz-or-lumigo-token", "t_", r"t_[0-9a-f]{21,24}", "docs.lumigo.io", "medium"),
    Format("launchdarkly-sdk-key", "sdk-", r"sdk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "launchdarkly.com"),
    Format("launchdarkly-api-key", "api-", r"api-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "launchdarkly.com"),
    Format("posthog-personal-key", "phx_", r"phx_[A-Za-z0-9]{40,50}", "posthog.com"),
    Format("airtable-token", "pat", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", "airtable.com/developers"),
    Format("notion-token", "ntn_", r"ntn_[A-Za-z0-9]{40,50}", "developers.notion.com"),
    Format("notion-secret", "secret_", r"secret_[A-Za-z0-9]{43}(?![A-Za-z0-9])", "developers.notion.com"),
    Format("linear-token", "lin_", r"lin_(?:api|oauth|wh)_[A-Za-z0-9]{32,64}", "developers.linear.app"),
    Format("asana-token", "/", r"[12]/\d{12,20}(?:/\d{12,20})?:[0-9a-f]{32}", "developers.asana.com"),
    Format("figma-token", "figd_", r"figd_[A-Za-z0-9_-]{38,60}", "figma.com/developers"),
    Format("typeform-token", "tfp_", r"tfp_[A-Za-z0-9_.-]{40,70}", "typeform.com/developers"),
    Format("hubspot-token", "pat-", r"pat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "developers.hubspot.com"),
    Format("salesforce-token", "00D", r"00D[A-Za-z0-9]{12,15}![A-Za-z0-9_.]{80,120}", "salesforce.com"),
    Format("okta-token", "00", r"00[A-Za-z0-9_-]{40}(?![A-Za-z0-9_-])", "developer.okta.com", "medium"),
    Format("contentful-token", "CFPAT-", r"CFPAT-[A-Za-z0-9_-]{43}", "contentful.com"),
    Format("dropbox-token", "sl.", r"sl\.[A-Za-z0-9_-]{60,1500}", "dropbox.com/developers"),
    Format("mapbox-secret-token", "sk.ey", r"sk\.ey[A-Za-z0-9_-]{20,300}\.[A-Za-z0-9_-]{15,60}", "docs.mapbox.com"),
    Format("easypost-key", "EZ", r"EZ[AT]K[A-Za-z0-9]{54}", "easypost.com"),
    Format("shippo-token", "shippo_", r"shippo_(?:live|test)_[0-9a-f]{40}", "goshippo.com"),
    Format("duffel-token", "duffel_", r"duffel_(?:live|test)_[A-Za-z0-9_-]{43}", "duffel.com"),
    Format("lob-key", "live_", r"live_[0-9a-f]{35}", "lob.com"),
    Format("readme-token", "rdme_", r"rdme_[a-z0-9]{70}", "readme.com"),
    Format("twitter-bearer-token", "AAAAAAAA", r"A{20,24}[A-Za-z0-9%]{80,120}", "developer.x.com"),
    # Key material
    Format("private-key", "PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?!(?:\s|\\n|\\r){0,8}(?:$|\.{3}|\*{3}|[<\[{…]|(?i:your|xxx|replace|insert|redacted|placeholder)))", "RFC 7468", glued=True),
    Format("ssh2-private-key", "BEGIN SSH2 ENCRYPTED", r"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY", "RFC 4716", glued=True),
    Format("putty-private-key", "PuTTY-User-Key-File", r"PuTTY-User-Key-File-[123]:", "putty.org.uk", glued=True),
    Format("age-secret-key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,120}", "age-encryption.org"),
    # Contested: reported with low confidence
    Format("password-hash", "$", r"(?<![A-Za-z0-9])\$(?:2[abxy]?\$\d{2}\$[A-Za-z0-9./]{53}|argon2(?:id|i|d)\$v=\d{1,3}\$[^\s]{20,200}|[156]\$[^\s$]{1,20}\$[A-Za-z0-9./]{20,90}|scrypt\$[^\s]{20,200})", "crypt(5)", "low", glued=True),
    Format("presigned-url", "X-Amz-Signature=", r"X-Amz-Signature=[0-9a-f]{64}", "Amazon S3 presigned URLs", "low"),
    Format("presigned-url-google", "X-Goog-Signature=", r"X-Goog-Signature=[0-9a-f]{64,1024}", "Google Cloud Storage signed URLs", "low"),
)  # fmt: skip


class NamedFormat:
    """A shape too plain to tell by itself: it counts where the name has all the words.

    `pattern` has to match the whole value.
    """

    __slots__ = ("id", "pattern", "source", "words")

    def __init__(self, id: str, words: str, pattern: str, source: str) -> None:
        self.id = id
        self.words = frozenset(words.split())
        self.pattern = pattern
        self.source = source


NAMED_FORMATS: tuple[NamedFormat, ...] = (
    NamedFormat("aws-secret-access-key", "secret access key", r"[A-Za-z0-9/+]{40}", "AWS IAM user guide"),
    NamedFormat("aws-secret-access-key", "aws secret", r"[A-Za-z0-9/+]{40}", "AWS IAM user guide"),
    NamedFormat("twilio-auth-token", "twilio token", r"[0-9a-f]{32}", "twilio.com/docs/usage/api"),
    NamedFormat("datadog-api-key", "datadog api key", r"[0-9a-f]{32}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("datadog-api-key", "dd api key", r"[0-9a-f]{32}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("datadog-app-key", "datadog app key", r"[0-9a-f]{40}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("datadog-app-key", "dd app key", r"[0-9a-f]{40}", "docs.datadoghq.com/account_management/api-app-keys"),
    NamedFormat("slack-signing-secret", "slack signing secret", r"[0-9a-f]{32}", "api.slack.com/authentication"),
    NamedFormat("new-relic-license-key", "new relic license key", r"[0-9a-f]{40}", "docs.newrelic.com"),
    NamedFormat("pagerduty-key", "pagerduty key", r"[0-9a-f]{32}|[A-Za-z0-9+_-]{20}", "developer.pagerduty.com"),
    NamedFormat("heroku-api-key", "heroku api key", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "devcenter.heroku.com"),
)  # fmt: skip
