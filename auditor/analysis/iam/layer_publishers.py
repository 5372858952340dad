"""Accounts that publish layers: AWS's own, by region where they differ, and well-known others.

Sources, read 2026-11: AWS's pages "Available versions of the Lambda Insights extension",
"AppConfig Agent: layer ARNs" and "Parameters and Secrets Lambda extension ARNs"; the region tables
of the AWS CDK 2.276.0; the install pages of ADOT, Powertools and the publishers. Regions that an
account must enable, China and GovCloud have accounts of their own. A layer's name proves nothing:
anyone may publish a layer of any name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Accounts that publish to every region of the partition `aws` that is enabled by default.
_EVERYWHERE: Mapping[str, str] = MappingProxyType(
    {
        "017000801446": "Powertools for AWS Lambda (Python)",
        "094274105915": "Powertools for AWS Lambda (TypeScript)",
        "580247275435": "Lambda Insights",
        "615299751070": "AWS Distro for OpenTelemetry, Application Signals",
        "901920570463": "AWS Distro for OpenTelemetry",
        "336392948345": "AWS SDK for pandas",
        "753240598075": "AWS Lambda Web Adapter",
        "157417159150": "CodeGuru Profiler",
        "668099181075": "AWS Lambda layers with SciPy",
    }
)

# Layer → region → accounts.
AWS_LAYERS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "LambdaInsightsExtension": {
            "af-south-1": ("012438385374",),
            "ap-east-1": ("519774774795",),
            "ap-east-2": ("145023102084",),
            "ap-northeast-3": ("194566237122",),
            "ap-south-2": ("891564319516",),
            "ap-southeast-3": ("439286490199",),
            "ap-southeast-4": (
                "158895979263",
                "605207715842",
            ),
            "ap-southeast-5": ("590183865173",),
            "ap-southeast-6": ("727646510379",),
            "ap-southeast-7": ("761018874580",),
            "ca-west-1": (
                "761377655185",
                "946466191631",
            ),
            "cn-north-1": ("488211338238",),
            "cn-northwest-1": ("488211338238",),
            "eu-central-2": ("033019950311",),
            "eu-south-1": ("339249233099",),
            "eu-south-2": ("352183217350",),
            "il-central-1": (
                "066549572091",
                "459530977127",
            ),
            "me-central-1": ("732604637566",),
            "me-south-1": ("285320876703",),
            "mx-central-1": ("879381266642",),
            "us-gov-east-1": (
                "122132214140",
                "198461476570",
            ),
            "us-gov-west-1": (
                "198461476570",
                "751350123760",
            ),
        },
        "AWS-AppConfig-Extension": {
            "af-south-1": ("574348263942",),
            "ap-east-1": ("630222743974",),
            "ap-northeast-1": ("980059726660",),
            "ap-northeast-2": ("826293736237",),
            "ap-northeast-3": ("706869817123",),
            "ap-south-1": ("554480029851",),
            "ap-south-2": ("489524808438",),
            "ap-southeast-1": ("421114256042",),
            "ap-southeast-2": ("080788657173",),
            "ap-southeast-3": ("418787028745",),
            "ap-southeast-4": ("307021474294",),
            "ca-central-1": ("039592058896",),
            "cn-north-1": ("615057806174",),
            "cn-northwest-1": ("615084187847",),
            "eu-central-1": ("066940009817",),
            "eu-central-2": ("758369105281",),
            "eu-north-1": ("646970417810",),
            "eu-south-1": ("203683718741",),
            "eu-south-2": ("586093569114",),
            "eu-west-1": ("434848589818",),
            "eu-west-2": ("282860088358",),
            "eu-west-3": ("493207061005",),
            "me-central-1": ("662846165436",),
            "me-south-1": ("559955524753",),
            "sa-east-1": ("000010852771",),
            "us-east-1": ("027255383542",),
            "us-east-2": ("728743619870",),
            "us-gov-east-1": ("946561847325",),
            "us-gov-west-1": ("946746059096",),
            "us-west-1": ("958113053741",),
            "us-west-2": ("359756378197",),
        },
        "AWS-Parameters-and-Secrets-Lambda-Extension": {
            "af-south-1": ("317013901791",),
            "ap-east-1": ("768336418462",),
            "ap-east-2": ("890742577149",),
            "ap-northeast-1": ("133490724326",),
            "ap-northeast-2": ("738900069198",),
            "ap-northeast-3": ("576959938190",),
            "ap-south-1": ("176022468876",),
            "ap-south-2": ("070087711984",),
            "ap-southeast-1": ("044395824272",),
            "ap-southeast-2": ("665172237481",),
            "ap-southeast-3": ("490737872127",),
            "ap-southeast-4": ("090732460067",),
            "ap-southeast-5": ("381492012281",),
            "ap-southeast-6": ("995508174458",),
            "ap-southeast-7": ("941377119484",),
            "ca-central-1": ("200266452380",),
            "ca-west-1": ("243964427225",),
            "cn-north-1": ("287114880934",),
            "cn-northwest-1": ("287310001119",),
            "eu-central-1": ("187925254637",),
            "eu-central-2": ("772501565639",),
            "eu-north-1": ("427196147048",),
            "eu-south-1": ("325218067255",),
            "eu-south-2": ("524103009944",),
            "eu-west-1": ("015030872274",),
            "eu-west-2": ("133256977650",),
            "eu-west-3": ("780235371811",),
            "il-central-1": ("148806536434",),
            "me-central-1": ("858974508948",),
            "me-south-1": ("832021897121",),
            "mx-central-1": ("241533131596",),
            "sa-east-1": ("933737806257",),
            "us-east-1": ("177933569100",),
            "us-east-2": ("590474943231",),
            "us-gov-east-1": ("129776340158",),
            "us-gov-west-1": ("127562683043",),
            "us-west-1": ("997803712105",),
            "us-west-2": ("345057560386",),
        },
        "AWSOpenTelemetryDistro": {
            "af-south-1": ("904233096616",),
            "ap-east-1": ("888577020596",),
            "ap-south-2": ("796973505492",),
            "ap-southeast-3": ("039612877180",),
            "ap-southeast-4": ("713881805771",),
            "ap-southeast-5": ("152034782359",),
            "ap-southeast-7": ("980416031188",),
            "ca-west-1": ("595944127152",),
            "eu-central-2": ("156041407956",),
            "eu-south-1": ("257394471194",),
            "eu-south-2": ("490004653786",),
            "il-central-1": ("746669239226",),
            "me-central-1": ("739275441131",),
            "me-south-1": ("980921751758",),
            "mx-central-1": ("610118373846",),
        },
        "AWSLambdaPowertools": {
            "cn-north-1": ("498634801083",),
            "us-gov-east-1": ("165087284144",),
            "us-gov-west-1": ("165093116878",),
        },
        "aws-fis-extension": {
            "ap-northeast-1": ("339712942424",),
            "ap-southeast-2": ("211125361907",),
            "us-east-1": ("211125607513",),
            "us-west-2": ("975050054544",),
        },
    }
)

# Well-known, and not AWS: the finding says who.
PUBLISHERS = {
    "184161586896": "OpenTelemetry community",
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


def is_published_by_aws(partition: str, region: str, account: str) -> bool:
    """Return whether AWS publishes layers from the account, in this region of the partition."""
    if partition == "aws" and account in _EVERYWHERE:
        return True
    return any(account in regions.get(region, ()) for regions in AWS_LAYERS.values())
