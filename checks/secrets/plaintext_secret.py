from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from auditor.analysis.invocation import mappings_of
from auditor.analysis.secret_fix import fix_of, named
from auditor.plugin import (
    EVERY_KIND,
    NOT_ASKED,
    Audit,
    Category,
    Confidence,
    Evidence,
    Fact,
    Finding,
    Function,
    Known,
    Need,
    PackageContents,
    Remark,
    SecretSearch,
    Severity,
    Sighting,
    UnavailableError,
    Unknown,
    check,
    counted,
    layer_and_version,
    parse_arn,
)

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"high": Severity.CRITICAL, "medium": Severity.HIGH, "low": Severity.LOW}
)
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "environment": "The variable",
        "description": "The function's",
        "tag": "The tag",
        "package": "The file",
        "layer": "The name of the layer",
        "layer file": "The file",
        "alias": "The description of the alias",
        "event source mapping": "A filter of the event source mapping",
    }
)
READERS: Mapping[str, str] = MappingProxyType(
    {
        "environment": "lambda:GetFunctionConfiguration or lambda:ListFunctions",
        "description": "lambda:GetFunctionConfiguration or lambda:ListFunctions",
        "tag": "lambda:ListTags or tag:GetResources",
        "package": "lambda:GetFunction",
        "layer": "lambda:GetFunctionConfiguration or lambda:ListFunctions",
        "layer file": "lambda:GetLayerVersion",
        "alias": "lambda:ListAliases",
        "event source mapping": "lambda:ListEventSourceMappings",
    }
)


@check(
    "plaintext-secret",
    severity=Severity.CRITICAL,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    uses={
        Need.FUNCTION_DETAILS,
        Need.PACKAGE_CONTENTS,
        Need.LAYER_CONTENTS,
        Need.ALIASES,
        Need.EVENT_SOURCE_MAPPINGS,
    },
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/cfn-example_reference-secret.html",
    ),
    frameworks=("Checkov CKV_AWS_45", "CWE-312", "CWE-798"),
)
def plaintext_secret(function: Function, audit: Audit) -> Iterator[Finding | Remark]:
    """Plaintext secret in the function's configuration.

    Whoever may read the function's configuration reads its variables, description and tags, and
    so do consoles, deployment logs, templates and inventories. Encryption at rest does not change
    that, not even with a key of your own: Lambda decrypts the variables for every reader who may
    use the key. Nor does a `{{resolve:secretsmanager:...}}` in a template: CloudFormation resolves
    it while deploying, and the function is left with the plain value. With `--package-secrets`,
    the function's own files are searched, too, and those of its layers, but for layers that AWS
    publishes. If the file with the handler or a whole layer could not be searched, the outcome is
    unknown.

    High confidence (critical): the value has a provider's format, or it is built to hold
    credentials, such as a URL with a password or a private key. Medium (high): the name promises
    a credential and the value looks like one, or a URL's path or query holds a key. Low (low): it
    may as well be a placeholder, a well-known default, a test key or an identifier, so look first.
    On labelled pairs by other authors, more than 995 of 1,000 findings of high confidence and 970
    of medium were secrets.

    Fix: Rotate the secret, keep the new one in Secrets Manager or as a SecureString parameter, and
    let the function fetch it at run time under its own role.

    Risk: Whatever else still uses the old secret stops working when it is rotated. The function
    needs a network path to Secrets Manager, and a cold start takes one call more.
    """
    for sighting in _sightings(function, audit):
        yield _finding(function, audit, sighting)
    missing = next(
        (fact for fact in (function.secrets, function.environment) if isinstance(fact, Unknown)),
        None,
    )
    if missing is not None:
        raise UnavailableError(missing)
    yield from _unsearched(function, audit)
    yield from _unsearched_layers(function, audit)


def _unsearched_layers(function: Function, audit: Audit) -> Iterator[Remark]:
    """Say what of the layers was not searched.

    Raises:
        UnavailableError: a layer could not be searched at all.
    """
    lost = [found for _, found in _layers(function, audit) if isinstance(found, Unknown)]
    for name, found in _layers(function, audit):
        if isinstance(found, Unknown):
            continue
        if found.value is None:
            yield Remark(
                text=f"the layer {name} was not searched for secrets: this version was deleted"
            )
        elif found.value.search is not None and found.value.search.skipped:
            yield _searched(f"the layer {name}", found.value.search)
    if lost:
        raise UnavailableError(lost[0])


def _layers(function: Function, audit: Audit) -> Iterator[tuple[str, Fact[PackageContents | None]]]:
    """Yield name and version of the function's layers that were to be searched, and their files."""
    contents = audit.region(function).layer_contents
    if isinstance(contents, Unknown):
        if audit.account.package_secrets and contents != NOT_ASKED and function.layers:
            yield "", contents
        return
    for layer in function.layers:
        if (found := contents.value.get(layer.arn)) is not None:
            name, version = layer_and_version(layer.arn)
            yield f"{parse_arn(name).name}:{version}", found


def _searched(what: str, search: SecretSearch) -> Remark:
    return Remark(
        text=f"{counted(search.files, 'file')} of {what} ({counted(search.size, 'byte')}) were"
        f" searched for secrets; not searched: {_left_out(search)}"
    )


def _unsearched(function: Function, audit: Audit) -> Iterator[Remark]:
    """Say what of the package was not searched.

    Raises:
        UnavailableError: the file with the handler is among it.
    """
    package = function.package
    if isinstance(package, Unknown):
        # Without --package-secrets nothing of it would have been searched anyway.
        if audit.account.package_secrets and package != NOT_ASKED:
            if function.package_type != "Image":
                raise UnavailableError(package)
            yield Remark(text="the files of the container image were not searched for secrets")
        return
    search = package.value.search
    if search is None:
        return
    if search.skipped:
        yield _searched("the package", search)
    if not search.handler_searched:
        reason = "the file with the handler could not be searched for secrets to its end"
        raise UnavailableError(
            Unknown(
                reason=f"{reason}: {_left_out(search)}",
                operation="lambda:GetFunction",
                region=function.region,
            )
        )


def _search(function: Function) -> SecretSearch | None:
    return function.package.value.search if isinstance(function.package, Known) else None


def _left_out(search: SecretSearch) -> str:
    rows = (
        f"{why} ({counted(files, 'file')}, {counted(size, 'byte')})"
        for why, files, size in search.skipped
    )
    return "; ".join(rows) or "it is not in the package"


def _sightings(function: Function, audit: Audit) -> tuple[Sighting, ...]:
    """Return what was seen so far, whether or not all of it could be read."""
    seen = function.secrets.value if isinstance(function.secrets, Known) else ()
    packed = function.package.value.secrets if isinstance(function.package, Known) else ()
    try:
        filters = {seen for mapping in mappings_of(audit, function) for seen in mapping.secrets}
    except UnavailableError:
        filters = set()
    layers = (fact.value for _, fact in _layers(function, audit) if isinstance(fact, Known))
    in_layers = (seen for contents in layers if contents for seen in contents.secrets)
    every = {*seen, *packed, *function.alias_secrets, *filters, *in_layers}
    return tuple(sorted(every, key=lambda s: (s.place, s.name, s.fingerprint)))


def spread(audit: Audit, scope: str) -> Mapping[str, int]:
    """Return in how many functions of the account each fingerprint was seen."""
    counts: dict[str, int] = {}
    for function in audit.functions():
        for fingerprint in {sighting.fingerprint for sighting in _sightings(function, audit)}:
            counts[fingerprint] = counts.get(fingerprint, 0) + 1
    return counts


def _finding(function: Function, audit: Audit, sighting: Sighting) -> Finding:
    functions = audit.once(spread, "account")[sighting.fingerprint]
    shared = f"; the same secret is in {functions} functions" if functions > 1 else ""
    certain = {"high": "holds a secret", "medium": "seems to hold a secret"}
    return Finding(
        message=(
            f"{PLACES[sighting.place]} {named(sighting)}"
            f" {certain.get(sighting.confidence, 'may hold a secret')} in plain text:"
            f" {sighting.reason}{shared}. {_advice(sighting)}"
        ),
        evidence=_evidence(function, sighting, functions),
        fix=fix_of(function, audit, sighting),
        confidence=Confidence(sighting.confidence),
        severity=SEVERITIES[sighting.confidence],
        cause=f"secret:{sighting.fingerprint}",
    )


def _evidence(function: Function, sighting: Sighting, functions: int) -> Evidence:
    search = _search(function) if sighting.place == "package" else None
    unsearched = {"not_searched": _left_out(search)} if search and search.skipped else {}
    return {
        "place": sighting.place,
        "name": sighting.name,
        "detector": sighting.detector,
        "reason": sighting.reason,
        "fingerprint": sighting.fingerprint,
        "functions_with_this_secret": functions,
        "encrypted_with": function.kms_key,
        **unsearched,
    }


def _advice(sighting: Sighting) -> str:
    doubt = "If it is a real secret, rotate it" if sighting.confidence == "low" else "Rotate it"
    return f"{doubt}: it was readable by anyone with {READERS[sighting.place]}."
