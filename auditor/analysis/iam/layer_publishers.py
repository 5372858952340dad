"""Accounts that publish layers. Read 2026-11 from AWS's pages and the publishers' own."""

from __future__ import annotations

# AWS: Powertools, Lambda Insights, OpenTelemetry, SDK for pandas, Lambda Web Adapter, CodeGuru,
# SciPy; then AppConfig, and Parameters and Secrets, by region.
AWS_ACCOUNTS = frozenset(
    {
        "017000801446",
        "094274105915",
        "580247275435",
        "901920570463",
        "184161586896",
        "615299751070",
        "336392948345",
        "753240598075",
        "157417159150",
        "668099181075",
        # AWS-AppConfig-Extension
        "027255383542",
        "728743619870",
        "434848589818",
        "282860088358",
        # AWS-Parameters-and-Secrets-Lambda-Extension
        "177933569100",
        "590474943231",
        "997803712105",
        "345057560386",
        "015030872274",
        "133256977650",
        "780235371811",
        "187925254637",
        "427196147048",
        "044395824272",
        "665172237481",
        "133490724326",
        "738900069198",
        "576959938190",
        "176022468876",
        "933737806257",
        "200266452380",
    }
)

# Well-known, and still somebody else: the finding says who.
PUBLISHERS = {
    "464622532012": "Datadog",
    "451483290750": "New Relic",
    "114300393969": "Lumigo",
    "725887861453": "Dynatrace",
    "943013980633": "Sentry",
    "534081306603": "Bref",
    "209497400698": "Bref",
    "764866452798": "chrome-aws-lambda community",
    "770693421928": "Klayers",
    "634166935893": "HashiCorp",
    "267093732750": "Elastic",
    "553035198032": "lambci",
}
