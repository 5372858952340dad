"""What each condition key says of a request that a Lambda function's role makes.

Data with its reasons. Sources: the global condition context keys of the IAM user guide and the
services' own pages of the Service Authorization Reference, read 2026-11.
"""

from __future__ import annotations

# Absent: a role session of Lambda carries no such key, so only IfExists, ForAllValues, Null and
# the negated operators hold.
ABSENT = frozenset(
    {
        "aws:multifactorauthpresent",
        "aws:multifactorauthage",
        "aws:username",
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:federatedprovider",
        "aws:sourceidentity",
        "aws:chatbotsourcearn",
        "aws:ec2instancesourcevpc",
        "aws:ec2instancesourceprivateipv4",
        "ec2:sourceinstancearn",
        "ec2:roledelivery",
        "lambda:eventsourcetoken",
        "events:creatoraccount",
        "sts:externalid",  # a secret that another account demands
    }
)

# Absent on an arbitrary resource (no tag, no alias, no boundary), as above. A grant that asks for
# one is narrowed to the resources, or requests, that have it.
OF_RESOURCES = frozenset(
    {
        "ec2:createaction",  # tags only while something new is made
        "iam:permissionsboundary",
        "iam:awsservicename",  # one service-linked role
        "iam:associatedresourcearn",
        "kms:resourcealiases",
        "kms:requestalias",
        "secretsmanager:resource/allowrotationlambdaarn",
        "secretsmanager:secretid",
        "ecs:cluster",
        "ecs:task-definition",
        "ecs:service",
        "ec2:vpc",
        "ec2:vpcid",
        "ec2:subnet",
        "ec2:subnetid",
        "ec2:instanceprofile",
        "ec2:owner",
        "ec2:networkinterfaceid",
        "elasticfilesystem:accesspointarn",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
        "lambda:functionarn",
        "sagemaker:targetmodel",
        "cloudwatch:namespace",
        "ses:fromaddress",
    }
)
OF_RESOURCES_MARKS = ("resourcetag", "existingobjecttag/", "db-tag/", "cluster-tag/",
                      "snapshot-tag/")  # fmt: skip
ABSENT_PREFIXES = (
    "saml:",
    "cognito-identity.amazonaws.com:",
    "accounts.google.com:",
    "graph.facebook.com:",
    "www.amazon.com:",
)

# Supplied by whoever sends the request: such a limit is met by sending the right value.
REQUESTER = frozenset(
    {
        "aws:useragent",
        "aws:referer",
        "aws:tagkeys",
        "iam:passedtoservice",
        "iam:policyarn",
        "s3:prefix",
        "s3:delimiter",
        "s3:max-keys",
        "s3:versionid",
        "s3:locationconstraint",
        "s3:if-none-match",
        "s3:if-match",
        "s3:objectcreationoperation",
        "s3:tlsversion",
        "kms:grantoperations",
        "kms:granteeprincipal",
        "kms:grantconstrainttype",
        "kms:retiringprincipal",
        "kms:keyspec",
        "kms:keyusage",
        "kms:encryptioncontextkeys",
        "kms:encryptionalgorithm",
        "kms:signingalgorithm",
        "kms:bypasspolicylockoutsafetycheck",
        "dynamodb:leadingkeys",
        "dynamodb:attributes",
        "dynamodb:select",
        "dynamodb:returnvalues",
        "ec2:instancetype",
        "ec2:imageid",
        "ec2:instancemarkettype",
        "ec2:volumesize",
        "ec2:volumetype",
        "ec2:encrypted",
        "lambda:layer",
        "lambda:principal",
        "lambda:functionurlauthtype",
        "lambda:vpcids",
        "lambda:subnetids",
        "lambda:securitygroupids",
        "lambda:codesigningconfigarn",
        "secretsmanager:versionid",
        "secretsmanager:versionstage",
        "secretsmanager:name",
        "ssm:overwrite",
        "ssm:recursive",
        "ssm:policies",
        "sts:rolesessionname",
        "sts:sourceidentity",
        "sts:transitivetagkeys",
        "sts:durationseconds",
        "events:source",
        "events:detail-type",
        "events:eventbusinvocation",
        "sns:protocol",
        "sns:endpoint",
        "cloudformation:templateurl",
        "cloudformation:rolearn",
        "cloudformation:resourcetypes",
        "bedrock:inferenceprofilearn",
        "bedrock:guardrailidentifier",
    }
)
REQUESTER_PREFIXES = ("aws:requesttag/", "s3:x-amz-", "s3:requestobjecttag", "rds:req-tag/",
                      "kms:encryptioncontext:", "s3:signature", "s3:authtype")  # fmt: skip

# Where the request comes from: it limits use, not what the role reaches from there.
ROUTE = frozenset(
    {
        "aws:sourceip",
        "aws:vpcsourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourcevpcarn",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "aws:calledvia",
        "aws:calledviafirst",
        "aws:calledvialast",
        "aws:calledviaawsmcp",
        "aws:viaawsservice",
        "aws:viaawsmcpservice",
        "kms:viaservice",
        "kms:calleraccount",
        "kms:grantisforawsresource",
        "lambda:sourcefunctionarn",
        "elasticfilesystem:accessedviamounttarget",
        "s3:accesspointnetworkorigin",
        "aws:tokenissuetime",
        "aws:userid",
        # the own organization's, where it is not known: the same for every request
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
    }
)

# Services without regions: aws:RequestedRegion is us-east-1 for them (their partition's home).
GLOBAL_SERVICES = frozenset(
    {
        "iam",
        "organizations",
        "account",
        "route53",
        "route53domains",
        "cloudfront",
        "support",
        "budgets",
        "ce",
        "globalaccelerator",
        "health",
        "waf",
        "shield",
    }
)
