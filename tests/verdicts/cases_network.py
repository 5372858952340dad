"""Endpoints of every type, routes of every kind, databases with and without a proxy.

Sources: EC2 API reference (VpcEndpoint, Route), PrivateLink guide (resource and service-network
endpoints), Oracle Database@AWS guide, RDS guide (RDS Proxy: MySQL, MariaDB, PostgreSQL, SQL Server;
endpoints of proxies, clusters and instances).
"""

from __future__ import annotations

from typing import Any

from tests.simulator.accounts import ID
from tests.verdicts.truth import (
    CLEAN,
    FAIL,
    LOGS,
    NOT_APPLICABLE,
    PASS,
    REGION,
    TRACES,
    Case,
    variables,
)

VPC_RIGHTS = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
              "ec2:DeleteNetworkInterface")  # fmt: skip


def _all(cidr: str = "0.0.0.0/0") -> list[dict[str, Any]]:
    return [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": cidr}]}]


def _from(group: str, port: int | None) -> list[dict[str, Any]]:
    ports = (
        {"IpProtocol": "tcp", "FromPort": port, "ToPort": port} if port else {"IpProtocol": "-1"}
    )
    return [{**ports, "UserIdGroupPairs": [{"GroupId": group}]}]


def network(
    name: str,
    *,
    egress: list[dict[str, Any]] | None = None,
    ingress: list[dict[str, Any]] | None = None,
    interfaces: tuple[tuple[str, str], ...] = (),  # description and interface type
    endpoints: tuple[dict[str, Any], ...] = (),
    routes: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """Return `configuration` and `lists` of a function in a VPC of its own.

    The servers' group is sg-NAME-servers, with `ingress`; without it, nothing may enter.
    """
    vpc = {"VpcId": f"vpc-{name}"}
    subnets = [
        {"SubnetId": f"subnet-{name}-{n}", "CidrBlock": f"10.0.{n}.0/24",
         "AvailabilityZoneId": f"euw1-az{n + 1}", **vpc}
        for n in (0, 1)
    ]  # fmt: skip
    groups = [
        {"GroupId": f"sg-{name}", "GroupName": "function", "IpPermissions": [],
         "IpPermissionsEgress": _all() if egress is None else egress, **vpc},
        {"GroupId": f"sg-{name}-servers", "GroupName": "servers", "IpPermissions": ingress or [],
         "IpPermissionsEgress": _all(), **vpc},
    ]  # fmt: skip
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
    nics = [
        {
            "NetworkInterfaceId": f"eni-{name}-{n}",
            "SubnetId": f"subnet-{name}-0",
            "InterfaceType": kind,
            "Description": description,
            "RequesterId": "amazon-rds" if "RDS" in description or "DBProxy" in description else "",
            "PrivateIpAddress": f"10.0.0.{10 + n}",
            "PrivateIpAddresses": [{"PrivateIpAddress": f"10.0.0.{10 + n}"}],
            "Groups": [{"GroupId": f"sg-{name}-servers"}],
            **vpc,
        }
        for n, (description, kind) in enumerate(interfaces)
    ]
    entries = [
        {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": out,
         "CidrBlock": "0.0.0.0/0"}
        for out in (True, False)
    ]  # fmt: skip
    return {
        "configuration": {
            "VpcConfig": {
                "VpcId": vpc["VpcId"],
                "SubnetIds": [s["SubnetId"] for s in subnets],
                "SecurityGroupIds": [f"sg-{name}"],
            }
        },
        "lists": {
            "ec2:DescribeSubnets": subnets,
            "ec2:DescribeSecurityGroups": groups,
            "ec2:DescribeRouteTables": [
                {"RouteTableId": f"rtb-{name}", "Associations": [{"Main": True}],
                 "Routes": [local, *routes], **vpc}
            ],
            "ec2:DescribeNetworkAcls": [
                {"NetworkAclId": f"acl-{name}", "IsDefault": True, "Entries": entries,
                 "Associations": [{"SubnetId": s["SubnetId"]} for s in subnets], **vpc}
            ],
            "ec2:DescribeNetworkInterfaces": nics,
            "ec2:DescribeVpcEndpoints": [{**endpoint, **vpc} for endpoint in endpoints],
        },
    }  # fmt: skip


def endpoint(name: str, kind: str, service: str = "", **more: Any) -> dict[str, Any]:
    return {
        "VpcEndpointId": f"vpce-{name}",
        "VpcEndpointType": kind,
        "ServiceName": service,
        "State": "available",
        "SubnetIds": [f"subnet-{name}-0"],
        "Groups": [{"GroupId": f"sg-{name}-servers"}],
        **more,
    }


def _vpc(name: str, want: str, why: str, check: str = "unnecessary-vpc", **more: Any) -> Case:
    kept = {k: more.pop(k) for k in ("says", "omits", "severity", "confidence") if k in more}
    allow = more.pop("allow", ())
    values = more.pop("values", {})
    made = network(name, **more)
    made["configuration"] |= variables(**values)
    return Case(name=name, check=check, want=want, why=why,
                allow=(*LOGS, *TRACES, *VPC_RIGHTS, *allow), **made, **kept)  # fmt: skip


OPEN = _all("10.0.0.0/16")
RESOURCE = f"arn:aws:vpc-lattice:{REGION}:444455556666:resourceconfiguration/rcfg-0123"
NETWORK = f"arn:aws:vpc-lattice:{REGION}:444455556666:servicenetwork/sn-0123"


def _arn_route(arn: str, key: str) -> tuple[dict[str, Any], ...]:
    return ({"DestinationCidrBlock": "172.20.0.0/16", key: arn, "State": "active"},)


ENDPOINTS = (
    _vpc("ep-none", FAIL, "nothing is there", confidence="high"),
    _vpc("ep-resource", PASS, "a resource of another network is reached there alone",
         ingress=OPEN, endpoints=(endpoint("ep-resource", "Resource",
                                           ResourceConfigurationArn=RESOURCE),)),
    _vpc("ep-network", PASS, "a service network is reached there alone", ingress=OPEN,
         endpoints=(endpoint("ep-network", "ServiceNetwork", ServiceNetworkArn=NETWORK),)),
    _vpc("ep-resource-shut", FAIL, "it is there, but no rule lets the function in",
         endpoints=(endpoint("ep-resource-shut", "Resource", ResourceConfigurationArn=RESOURCE),),
         says=(), confidence="medium"),
    _vpc("ep-s3", FAIL, "S3 answers outside too", endpoints=(
        endpoint("ep-s3", "Gateway", f"com.amazonaws.{REGION}.s3", SubnetIds=[], Groups=[]),)),
    _vpc("ep-sts", FAIL, "STS answers outside too", ingress=OPEN, endpoints=(
        endpoint("ep-sts", "Interface", f"com.amazonaws.{REGION}.sts"),)),
    _vpc("ep-private-api", PASS, "private APIs answer there alone", ingress=OPEN, endpoints=(
        endpoint("ep-private-api", "Interface", f"com.amazonaws.{REGION}.execute-api"),)),
    _vpc("ep-partner", PASS, "a partner's service", ingress=OPEN, endpoints=(
        endpoint("ep-partner", "Interface", f"com.amazonaws.vpce.{REGION}.vpce-svc-0123"),)),
    _vpc("ep-firewall", FAIL, "a firewall serves nothing by itself", endpoints=(
        endpoint("ep-firewall", "GatewayLoadBalancer", f"com.amazonaws.vpce.{REGION}.vpce-svc-9",
                 Groups=[]),)),
    _vpc("ep-deleted", FAIL, "it is being deleted", ingress=OPEN, endpoints=(
        endpoint("ep-deleted", "Resource", ResourceConfigurationArn=RESOURCE, State="deleting"),)),
    _vpc("route-odb", FAIL, "the route leads to an Oracle network", confidence="low",
         routes=_arn_route(f"arn:aws:odb:{REGION}:{ID}:odb-network/odbnet_1", "OdbNetworkArn"),
         says=("Oracle",), omits=("core network",)),
    _vpc("route-core", FAIL, "the route leads to a core network", confidence="low",
         routes=_arn_route(f"arn:aws:networkmanager::{ID}:core-network/core-network-1",
                           "CoreNetworkArn"), says=("core network",)),
    _vpc("route-unknown-arn", FAIL, "a kind of network that is not known", confidence="low",
         routes=_arn_route(f"arn:aws:newnet:{REGION}:{ID}:thing/t-1", "CoreNetworkArn"),
         says=("another network",), omits=("core network",)),
    _vpc("route-peer", FAIL, "a peering may lead to a need", confidence="low",
         routes=({"DestinationCidrBlock": "172.20.0.0/16", "VpcPeeringConnectionId": "pcx-1",
                  "State": "active"},), says=("peering",)),
    _vpc("route-blackhole", FAIL, "a dead route leads nowhere", confidence="high",
         routes=({"DestinationCidrBlock": "172.20.0.0/16", "VpcPeeringConnectionId": "pcx-2",
                  "State": "blackhole"},)),
)  # fmt: skip

RDS, PROXY = ("RDSNetworkInterface", "interface"), ("Network interface for DBProxy p", "interface")
CHECK = "database-without-proxy"
HOST = "shop.cluster-c1a2b3.eu-west-1.rds.amazonaws.com"
PROXY_HOST = "shop.proxy-c1a2b3.eu-west-1.rds.amazonaws.com"


def _db(name: str, want: str, why: str, reserved: int | None = None, **more: Any) -> Case:
    case = _vpc(name, want, why, CHECK, **more)
    if reserved is None:
        return case
    return Case(**{f: getattr(case, f) for f in Case.__slots__ if f != "extra"},
                extra={"reserved": reserved})  # fmt: skip


DATABASES = (
    Case(name="db-outside", check=CHECK, want=NOT_APPLICABLE, why="not in a VPC"),
    _db("db-host", FAIL, "a variable names the cluster itself", ingress=OPEN, interfaces=(RDS,),
        values={"DB_HOST": HOST}, says=("DB_HOST",)),
    _db("db-instance", FAIL, "a variable names an instance", ingress=OPEN, interfaces=(RDS,),
        values={"DB_HOST": "shop.c1a2b3.eu-west-1.rds.amazonaws.com"}),
    _db("db-proxy-host", PASS, "a variable names the proxy", ingress=OPEN, interfaces=(RDS, PROXY),
        values={"DB_HOST": PROXY_HOST}),
    _db("db-both-hosts", FAIL, "writes go through the proxy, reads do not", ingress=OPEN,
        interfaces=(RDS, PROXY), values={"DB_HOST": PROXY_HOST, "READER_HOST":
                                         "shop.cluster-ro-c1a2b3.eu-west-1.rds.amazonaws.com"},
        says=("READER_HOST",)),
    _db("db-few", CLEAN, "five environments at most", 5, ingress=OPEN, interfaces=(RDS,),
        values={"DB_HOST": HOST}),
    _db("db-many", FAIL, "500 environments are allowed", 500, ingress=OPEN, interfaces=(RDS,),
        values={"DB_HOST": HOST}),
    _db("db-admitted", FAIL, "the database admits the function's group on its port",
        ingress=_from("sg-db-admitted", 5432), interfaces=(RDS,), confidence="medium"),
    _db("db-admitted-proxy", CLEAN, "there is a proxy too",
        ingress=_from("sg-db-admitted-proxy", 5432), interfaces=(RDS, PROXY)),
    _db("db-open-subnet", NOT_APPLICABLE, "everything in the VPC may enter: no sign that it does",
        ingress=OPEN, interfaces=(RDS,)),
    _db("db-document", NOT_APPLICABLE, "DocumentDB has no proxy of this kind",
        ingress=_from("sg-db-document", 27017), interfaces=(RDS,),
        values={"DB_HOST": "shop.cluster-c1.eu-west-1.docdb.amazonaws.com"}),
    _db("db-neptune", NOT_APPLICABLE, "Neptune has no proxy of this kind",
        ingress=_from("sg-db-neptune", 8182), interfaces=(RDS,)),
    _db("db-oracle-port", NOT_APPLICABLE, "RDS Proxy does not serve Oracle",
        ingress=_from("sg-db-oracle-port", 1521), interfaces=(RDS,)),
    _db("db-nothing", NOT_APPLICABLE, "no database there"),
    _db("db-data-api", CLEAN, "the Data API pools connections", ingress=OPEN, interfaces=(RDS,),
        allow=("rds-data:ExecuteStatement",)),
)  # fmt: skip

CASES = (*ENDPOINTS, *DATABASES)
