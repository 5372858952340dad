"""Whether a function needs its VPC, by every sign that there is, and what its subnets lead to.

Sources: Lambda developer guide (VPC access: no public address, IPv6 by opt-in, interfaces), VPC
user guide (security groups, network ACLs, routes, gateway and interface endpoints, NAT, egress-only
gateways), EC2 API reference (NetworkInterface), IAM user guide (aws:SourceVpce, aws:VpcSourceIp).
"""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.accounts import ID
from tests.verdicts.cases_network import HOST, OPEN, PROXY_HOST, RDS, endpoint, network
from tests.verdicts.cases_network import _all as everywhere
from tests.verdicts.cases_network import _from as group_rule
from tests.verdicts.cases_network import _vpc as attached
from tests.verdicts.truth import (
    FAIL,
    LOGS,
    NOT_APPLICABLE,
    PASS,
    REGION,
    TRACES,
    Case,
    variables,
)

CACHE = ("ElastiCache redis-001", "interface")
PUBLIC, NAT_CHECK = "public-subnet", "nat-for-aws-services"


def _route(key: str, value: str, to: str = "0.0.0.0/0", state: str = "active") -> dict[str, str]:
    way = "DestinationIpv6CidrBlock" if ":" in to else "DestinationCidrBlock"
    return {way: to, key: value, "State": state}


NAT, INTERNET = _route("NatGatewayId", "nat-1"), _route("GatewayId", "igw-1")
EGRESS_ONLY = _route("EgressOnlyInternetGatewayId", "eigw-1", "::/0")


def _with(case: Case, **configuration: Any) -> Case:
    merged = {**case.configuration, **configuration}
    return Case(
        **{f: getattr(case, f) for f in Case.__slots__ if f != "configuration"},
        configuration=merged,
    )


def _of(name: str, pairs: dict[str, str], want: str = PASS, **more: Any) -> Case:
    return attached(name, want, f"variables: {pairs}", values=pairs, **more)


POINTERS = (
    _of("vp-cluster", {"HOST": HOST}),
    _of("vp-proxy", {"HOST": PROXY_HOST}),
    _of("vp-cache", {"REDIS": "orders.abc123.ng.0001.euw1.cache.amazonaws.com:6379"}),
    _of("vp-serverless-cache", {"REDIS": "orders-abc123.serverless.euw1.cache.amazonaws.com"}),
    _of("vp-redshift", {"DW": "wg.111122223333.eu-west-1.redshift-serverless.amazonaws.com:5439"}),
    _of("vp-search", {"URL": "https://vpc-orders-abc123.eu-west-1.es.amazonaws.com"}),
    _of("vp-public-search", {"URL": "https://search-orders-abc123.eu-west-1.es.amazonaws.com"},
        FAIL),
    _of("vp-kafka", {"BROKERS": "b-1.c.abc123.c2.kafka.eu-west-1.amazonaws.com:9094,"
                                "b-2.c.abc123.c2.kafka.eu-west-1.amazonaws.com:9094"}),
    _of("vp-address", {"LDAP": "ldap://10.20.30.40:389"}),
    _of("vp-address-172", {"SVC": "172.16.5.4:8080"}),
    _of("vp-address-public", {"SVC": "172.32.5.4:8080"}, FAIL),
    _of("vp-block", {"ALLOWED": "10.0.0.0/8"}, FAIL),
    _of("vp-internal", {"API": "http://orders.prod.internal/v1"}),
    _of("vp-balancer", {"API": "http://internal-orders-1234.eu-west-1.elb.amazonaws.com"}),
    _of("vp-public-balancer", {"API": "http://orders-1234.eu-west-1.elb.amazonaws.com"}, FAIL),
    _of("vp-endpoint", {"API": "https://vpce-0a1b-2c3d.execute-api.eu-west-1.vpce.amazonaws.com"}),
    _of("vp-api", {"API": "https://abc123.execute-api.eu-west-1.amazonaws.com/prod"}, FAIL),
    _of("vp-table", {"TABLE": "orders", "BUCKET": "uploads", "QUEUE_URL":
                     "https://sqs.eu-west-1.amazonaws.com/111122223333/q"}, FAIL),
    _of("vp-version", {"APP_VERSION": "10.2.1.3-beta", "LOCALE": "en"}, FAIL),
    _of("vp-localhost", {"SIDE": "http://localhost:2773", "OTEL": "http://127.0.0.1:4318"}, FAIL),
    _of("vp-metadata", {"META": "http://169.254.169.254/latest"}, FAIL),
    _of("vp-document", {"MONGO": "docdb.cluster-abc.eu-west-1.docdb.amazonaws.com"}),
    _of("vp-graph", {"GRAPH": "wss://g.cluster-abc.eu-west-1.neptune.amazonaws.com:8182/gremlin"}),
    _of("vp-broker", {"MQ": "amqps://b-1234.mq.eu-west-1.on.aws:5671"}),
    _of("vp-dax", {"DAX": "dax://c.abc.dax-clusters.eu-west-1.amazonaws.com"}),
    _of("vp-host-name", {"HOST": "ip-10-0-0-12.eu-west-1.compute.internal"}),
    _of("vp-cloud-map", {"SVC": "orders.shop.local"}),
    _of("vp-ula", {"SVC": "http://[fd12:3456:789a::1]:8080"}),
)  # fmt: skip


def _policy(key: str, value: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
            "Condition": {operator: {key: value}}}  # fmt: skip


_LIMITED = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                                      "Resource": "arn:aws:s3:::only/*"}]})  # fmt: skip
_FULL = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*",
                                   "Resource": "*"}]})  # fmt: skip

SIGNS = (
    Case(name="vs-none", check="unnecessary-vpc", want=NOT_APPLICABLE, why="in no VPC"),
    _with(Case(name="vs-empty", check="unnecessary-vpc", want=NOT_APPLICABLE, why="detached"),
          VpcConfig={"VpcId": "", "SubnetIds": [], "SecurityGroupIds": []}),
    _with(attached("vs-efs", PASS, "a mounted file system"), FileSystemConfigs=[
        {"Arn": f"arn:aws:elasticfilesystem:{REGION}:{ID}:access-point/fsap-0123456789abcdef0",
         "LocalMountPath": "/mnt/a"}]),
    attached("vs-vpce-policy", PASS, "the role's rights hold through an endpoint alone",
             allow=(_policy("aws:SourceVpce", "vpce-1"),)),
    attached("vs-vpc-policy", PASS, "the role's rights hold in a VPC alone",
             allow=(_policy("aws:SourceVpc", "vpc-1"),)),
    attached("vs-address-policy", PASS, "an address inside a VPC",
             allow=(_policy("aws:VpcSourceIp", "10.0.0.0/16", "IpAddress"),)),
    attached("vs-public-address", FAIL, "an address of the internet is no sign by itself",
             allow=(_policy("aws:SourceIp", "203.0.113.7/32", "IpAddress"),), confidence="high"),
    attached("vs-rds", PASS, "the database lets the whole VPC in", ingress=OPEN,
             interfaces=(RDS,)),
    attached("vs-rds-group", PASS, "the database names the function's group",
             ingress=group_rule("sg-vs-rds-group", 5432), interfaces=(RDS,)),
    attached("vs-rds-other", FAIL, "the database names another group",
             ingress=group_rule("sg-someone", 5432), interfaces=(RDS,), confidence="medium"),
    attached("vs-rds-egress", FAIL, "the function may connect to nothing", ingress=OPEN,
             egress=[], interfaces=(RDS,)),
    # Its own rules are too narrow, but whoever named its group there meant it to connect.
    attached("vs-rds-egress-443", PASS, "the database names the function's group",
             ingress=group_rule("sg-vs-rds-egress-443", 5432), interfaces=(RDS,),
             egress=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                      "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]),
    attached("vs-rds-far", FAIL, "the rule admits another network alone",
             ingress=everywhere("192.168.0.0/16"), interfaces=(RDS,)),
    attached("vs-cache", PASS, "a cache", ingress=OPEN, interfaces=(CACHE,)),
    attached("vs-own", FAIL, "Lambda's interfaces are no servers", ingress=OPEN, confidence="high",
             interfaces=(("AWS Lambda VPC ENI-x-1", "lambda"),)),
    attached("vs-nat-interface", FAIL, "a NAT gateway is no server", ingress=OPEN,
             interfaces=(("Interface for NAT Gateway nat-1", "nat_gateway"),)),
    attached("vs-client", FAIL, "a VPC link connects, nothing connects to it", ingress=OPEN,
             interfaces=(("API Gateway VPC link", "api_gateway_managed"),)),
    attached("vs-codebuild", FAIL, "builds connect, nothing connects to them", ingress=OPEN,
             interfaces=(("AWS CodeBuild build", "interface"),)),
    attached("vs-mount", PASS, "a mount target that may be reached", ingress=OPEN,
             interfaces=(("EFS mount target for fs-1 (fsmt-1)", "interface"),)),
    attached("vs-nat", FAIL, "a fixed address may be meant", routes=(NAT,), confidence="medium"),
    attached("vs-tgw", FAIL, "another network may be meant", confidence="low",
             routes=(_route("TransitGatewayId", "tgw-1", "172.16.0.0/12"),)),
    attached("vs-vpn", FAIL, "a VPN may be meant", confidence="low",
             routes=(_route("GatewayId", "vgw-1", "192.168.0.0/16"),)),
    attached("vs-secrets", FAIL, "Secrets Manager answers outside too", ingress=OPEN, endpoints=(
        endpoint("vs-secrets", "Interface", f"com.amazonaws.{REGION}.secretsmanager",
                 PolicyDocument=_FULL),)),
    attached("vs-limited", PASS, "the endpoint's policy limits what may be reached", ingress=OPEN,
             endpoints=(endpoint("vs-limited", "Interface", f"com.amazonaws.{REGION}.s3",
                                 PolicyDocument=_LIMITED),)),
)  # fmt: skip


def _subnet(name: str, want: str, why: str, *routes: dict[str, str], **more: Any) -> Case:
    return attached(name, want, why, PUBLIC, routes=routes, **more)


def _dual(case: Case, *, allowed: bool) -> Case:
    config = {**case.configuration["VpcConfig"], "Ipv6AllowedForDualStack": allowed}
    return _with(case, VpcConfig=config)


IPV6 = _route("GatewayId", "igw-1", "::/0")
SUBNETS = (
    Case(name="su-none", check=PUBLIC, want=NOT_APPLICABLE, why="in no VPC"),
    _subnet("su-private", PASS, "a NAT gateway", NAT),
    _subnet("su-closed", PASS, "no way out at all"),
    _subnet("su-public", FAIL, "an internet gateway carries no private address", INTERNET,
            says=("igw-1",)),
    _subnet("su-dead", PASS, "the gateway is gone", {**INTERNET, "State": "blackhole"}),
    _dual(_subnet("su-dual", PASS, "IPv6 addresses are public", INTERNET, IPV6), allowed=True),
    _dual(_subnet("su-dual-off", FAIL, "the function may not use IPv6", INTERNET, IPV6),
          allowed=False),
    _dual(_subnet("su-dual-no-route", FAIL, "no route for IPv6", INTERNET), allowed=True),
    _dual(_subnet("su-egress-only", PASS, "out alone, over IPv6", NAT, EGRESS_ONLY),
          allowed=True),
    _subnet("su-part", PASS, "one network alone goes through the internet gateway", NAT,
            _route("GatewayId", "igw-1", "203.0.113.0/24")),
    _subnet("su-tgw", PASS, "a central way out", _route("TransitGatewayId", "tgw-1")),
)  # fmt: skip


def _nat(name: str, want: str, why: str, *allow: Any, gateway: tuple[str, ...] = (),
         tables: bool = True, routes: tuple[dict[str, str], ...] = (NAT,)) -> Case:  # fmt: skip
    found = tuple(
        endpoint(name, "Gateway", f"com.amazonaws.{REGION}.{s}", SubnetIds=[], Groups=[],
                 VpcEndpointId=f"vpce-{name}-{s}",
                 RouteTableIds=[f"rtb-{name}" if tables else "rtb-other"])
        for s in gateway
    )  # fmt: skip
    made = network(name, routes=routes, endpoints=found)
    made["configuration"] |= variables()
    return Case(name=name, check=NAT_CHECK, want=want, why=why, allow=(*LOGS, *TRACES, *allow),
                **made)  # fmt: skip


NATS = (
    Case(name="na-none", check=NAT_CHECK, want=NOT_APPLICABLE, why="in no VPC"),
    _nat("na-s3", FAIL, "S3 through the NAT gateway", "s3:GetObject"),
    _nat("na-table", FAIL, "DynamoDB too", "dynamodb:PutItem"),
    _nat("na-s3-wild", FAIL, "by a pattern", "s3:Get*"),
    _nat("na-s3-kept", PASS, "a gateway endpoint", "s3:GetObject", gateway=("s3",)),
    _nat("na-one-of-two", FAIL, "DynamoDB has none", "s3:GetObject", "dynamodb:GetItem",
         gateway=("s3",)),
    _nat("na-both", PASS, "both have one", "s3:GetObject", "dynamodb:GetItem",
         gateway=("s3", "dynamodb")),
    _nat("na-other-table", FAIL, "the endpoint serves another route table", "s3:GetObject",
         gateway=("s3",), tables=False),
    _nat("na-queue", NOT_APPLICABLE, "no gateway endpoint exists for SQS", "sqs:SendMessage"),
    _nat("na-no-nat", NOT_APPLICABLE, "no NAT gateway", "s3:GetObject", routes=()),
    _nat("na-star", NOT_APPLICABLE, "everything says nothing of what is used", "*"),
)  # fmt: skip

CASES = (*POINTERS, *SIGNS, *SUBNETS, *NATS)
