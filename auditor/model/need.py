"""The kinds of facts that a check can need beyond what ListFunctions carries."""

from __future__ import annotations

from enum import Enum, unique


@unique
class Need(Enum):
    """One kind of fact; `auditor.collect.aws.operations` ties it to operations and IAM actions."""

    FUNCTION_DETAILS = "function-details"
    ALIASES = "aliases"
    RESOURCE_POLICY = "resource-policy"
    FUNCTION_URLS = "function-urls"
    EVENT_INVOKE_CONFIGS = "event-invoke-configs"
    PROVISIONED_CONCURRENCY = "provisioned-concurrency"
    CODE_SIGNING = "code-signing"
    RUNTIME_MANAGEMENT = "runtime-management"
    RECURSION = "recursion"
    EVENT_SOURCE_MAPPINGS = "event-source-mappings"
    QUEUES = "queues"
    DESTINATIONS = "destinations"
    SUBSCRIPTIONS = "subscriptions"
    EVENT_RULES = "event-rules"
    SCHEDULES = "schedules"
    BUCKET_NOTIFICATIONS = "bucket-notifications"
    API_INTEGRATIONS = "api-integrations"
    API_STAGES = "api-stages"
    ROLES = "roles"
    LAST_ACCESSED = "last-accessed"
    ORGANIZATION = "organization"
    ORGANIZATION_POLICIES = "organization-policies"
    SUBNETS = "subnets"
    SECURITY_GROUPS = "security-groups"
    NETWORK_INTERFACES = "network-interfaces"
    NETWORK_ACLS = "network-acls"
    ROUTE_TABLES = "route-tables"
    VPC_ENDPOINTS = "vpc-endpoints"
    PREFIX_LISTS = "prefix-lists"
    LOG_GROUPS = "log-groups"
    ALARMS = "alarms"
    IMAGES = "images"
    LAYER_VERSIONS = "layer-versions"
    PACKAGE_CONTENTS = "package-contents"
    WEB_FUNCTIONS = "web-functions"
    MICROVM_IMAGES = "microvm-images"
    METRICS = "metrics"
    RIGHTSIZING = "rightsizing"
