"""Tracers other than X-Ray's own switch, by vendor: what shows them, and what stops them.

Accounts were checked against layer ARNs in public repositories, 2026-11; a copy of a layer under
the same name in another account traces just as well, so the name decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

AS_OF = "2026-11-21"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracer:
    """How one vendor's tracer is recognised; patterns are lower case, `*` matches anything."""

    vendor: str
    accounts: tuple[str, ...] = ()  # that publish its layers
    layers: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()  # values of AWS_LAMBDA_EXEC_WRAPPER
    handlers: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    off: tuple[tuple[str, str], ...] = ()  # variable and the pattern of a value that stops it
    rate: str = ""  # the variable with the share of traced requests; 0 stops it
    rate_if: tuple[str, str] = ("", "")  # variable and pattern, where the rate counts only then
    source: str


_FALSE = ("false", "0", "no", "off")
_TRUE = ("true", "1", "yes", "on")


def _when(variable: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((variable, value) for value in values)


TRACERS = (
    Tracer(
        vendor="OpenTelemetry",
        accounts=("901920570463", "615299751070", "184161586896"),
        layers=("aws-otel-*", "awsopentelemetrydistro*", "opentelemetry-*", "*-otel-*", "otel-*"),
        wrappers=("/opt/otel-*", "/opt/otel_*", "/opt/*otel-handler*", "/opt/*/otel-instrument"),
        variables=("otel_*", "opentelemetry_collector_config_*"),
        off=(
            ("OTEL_SDK_DISABLED", "true"),  # the specification takes no other word for it
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_TRACES_SAMPLER", "always_off"),
            # Like PassThrough: it records what a caller samples, and begins no trace.
            ("OTEL_TRACES_SAMPLER", "parentbased_always_off"),
        ),
        rate="OTEL_TRACES_SAMPLER_ARG",
        rate_if=("OTEL_TRACES_SAMPLER", "*traceidratio"),  # other samplers take another argument
        source="https://aws-otel.github.io/docs/getting-started/lambda",
    ),
    Tracer(
        vendor="Datadog",
        accounts=("464622532012", "002406178527"),
        layers=(
            "datadog-extension*",
            "datadog-python*",
            "datadog-node*",
            "datadog-ruby*",
            "dd-trace-*",
        ),
        wrappers=("/opt/datadog_wrapper*",),
        handlers=("*datadog-lambda-js/handler*", "datadog_lambda.*"),
        variables=(
            "dd_trace_enabled",
            "dd_api_key",
            "dd_api_key_*",
            "dd_kms_api_key",
            "dd_lambda_handler",
        ),
        off=_when("DD_TRACE_ENABLED", _FALSE),
        source="https://docs.datadoghq.com/serverless/aws_lambda/installation/",
    ),
    Tracer(
        vendor="New Relic",
        accounts=("451483290750",),
        layers=("newrelic*",),
        handlers=("newrelic_lambda_wrapper.*", "newrelic-lambda-wrapper.*", "*newrelic.java.*"),
        wrappers=("/opt/newrelic*",),
        variables=(
            "new_relic_account_id",
            "new_relic_lambda_*",
            "new_relic_license_key*",
            "new_relic_distributed_tracing_enabled",
            "new_relic_trusted_account_key",
        ),
        off=(
            *_when("NEW_RELIC_ENABLED", _FALSE),
            *_when("NEW_RELIC_DISTRIBUTED_TRACING_ENABLED", _FALSE),
        ),
        source="https://docs.newrelic.com/docs/serverless-function-monitoring/aws-lambda-monitoring",
    ),
    Tracer(
        vendor="Lumigo",
        accounts=("114300393969", "724777057400"),
        layers=("lumigo-*",),
        wrappers=("/opt/lumigo*",),
        handlers=("lumigo*", "*/lumigo-auto-instrument*"),
        variables=("lumigo_*",),
        off=_when("LUMIGO_SWITCH_OFF", _TRUE),
        source="https://docs.lumigo.io/docs/lambda-layers",
    ),
    Tracer(
        vendor="Dynatrace",
        accounts=("725887861453", "216552277552"),
        layers=("dynatrace_*",),
        wrappers=("/opt/dynatrace*",),
        variables=(
            "dt_tenant",
            "dt_cluster_id",
            "dt_cluster",
            "dt_connection_base_url",
            "dt_connection_auth_token*",
            "dt_lambda_*",
        ),
        source="https://docs.dynatrace.com/docs/ingest-from/amazon-web-services/integrate-into-aws/aws-lambda-integration",
    ),
    Tracer(
        vendor="Sentry",
        accounts=("943013980633",),
        layers=("sentry*",),
        handlers=("sentry_sdk.*",),
        variables=("sentry_dsn", "sentry_traces_*", "sentry_initial_handler"),
        rate="SENTRY_TRACES_SAMPLE_RATE",
        source="https://docs.sentry.io/product/integrations/cloud-monitoring/aws-lambda/how-it-works/",
    ),
    Tracer(
        vendor="Elastic APM",
        accounts=("267093732750",),
        layers=("elastic-apm-*",),
        wrappers=("/opt/*elasticapm-lambda", "/opt/elastic-apm-*"),
        variables=("elastic_apm_*",),
        off=(
            *_when("ELASTIC_APM_ACTIVE", _FALSE),
            *_when("ELASTIC_APM_ENABLED", _FALSE),
            *_when("ELASTIC_APM_RECORDING", _FALSE),
        ),
        source="https://www.elastic.co/docs/reference/apm/aws-lambda",
    ),
    Tracer(
        vendor="Instana",
        accounts=("410797082306", "767398002385"),
        layers=("instana-*",),
        wrappers=("/opt/instana*",),
        handlers=("instana*",),
        variables=("instana_endpoint_url", "instana_agent_key*"),
        off=_when("INSTANA_TRACING_DISABLE", _TRUE),
        source="https://www.ibm.com/docs/en/instana-observability?topic=lambda-aws-native-tracing-nodejs",
    ),
    Tracer(
        vendor="Honeycomb",
        accounts=("702835727665",),
        layers=("honeycomb-*",),
        variables=("libhoney_*", "honeycomb_api_key"),
        source="https://docs.honeycomb.io/send-data/aws/lambda-extension/",
    ),
    Tracer(
        vendor="Splunk",
        accounts=("254067382080",),
        layers=("splunk-apm*",),
        wrappers=("/opt/splunk*",),
        variables=("splunk_access_token", "splunk_trace_*"),
        off=_when("SPLUNK_TRACE_ENABLED", _FALSE),
        source="https://docs.splunk.com/observability/en/gdi/get-data-in/serverless/aws/otel-lambda-layer",
    ),
    Tracer(
        vendor="AppDynamics",
        accounts=("338050622354", "716333212585"),
        layers=("appdynamics-*",),
        wrappers=("/opt/appdynamics*",),
        variables=("appdynamics_*",),
        off=_when("APPDYNAMICS_DISABLE_AGENT", _TRUE),
        source="https://help.splunk.com/en/appdynamics-saas (serverless APM for AWS Lambda)",
    ),
    Tracer(
        vendor="Coralogix",
        accounts=("625240141681",),
        layers=("coralogix-*-wrapper*", "coralogix-*otel*", "coralogix-opentelemetry-*"),
        source="https://coralogix.com/docs/opentelemetry/instrumentation-options/aws-lambda-auto-instrumentation/",
    ),
    Tracer(
        vendor="Baselime",
        accounts=("097948374213", "374211872663"),
        layers=("baselime-*",),
        wrappers=("/opt/baselime*",),
        variables=("baselime_key", "baselime_api_key"),
        source="https://github.com/baselime (lambda-node-opentelemetry)",
    ),
    Tracer(
        vendor="Thundra",
        accounts=("269863060030",),
        layers=("thundra-lambda-*", "catchpoint-lambda-*"),
        wrappers=("/opt/thundra*",),
        handlers=("thundra*",),
        variables=("thundra_*", "catchpoint_api_key"),
        off=_when("THUNDRA_AGENT_LAMBDA_TRACE_DISABLE", _TRUE),
        source="https://apm.docs.thundra.io (AWS Lambda layers)",
    ),
    Tracer(
        vendor="Epsagon",
        accounts=("066549572091",),
        layers=("epsagon-*",),
        variables=("epsagon_*",),
        off=_when("DISABLE_EPSAGON", _TRUE),
        source="https://github.com/epsagon (layer epsagon-node-layer)",
    ),
    Tracer(
        vendor="SolarWinds",
        accounts=("851060098468",),
        layers=("solarwinds-apm-*",),
        wrappers=("/opt/solarwinds-apm*",),
        variables=("sw_apm_*",),
        off=_when("SW_APM_ENABLED", _FALSE),
        source="https://documentation.solarwinds.com (Lambda instrumentation)",
    ),
)
