"""The second source of facts: files that describe functions before they are deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import Account, Alternative, DeclaredWaiver, Unknown
from auditor.model.errors import UsageError
from auditor.templates.account import Declared, make_account
from auditor.templates.choices import Choice, choices
from auditor.templates.facts.roles import has_open_resources
from auditor.templates.given import Given
from auditor.templates.loading import Template, load
from auditor.templates.packages import LocalPackage, package_of
from auditor.templates.places import places_of
from auditor.templates.renamed import renamed, with_all
from auditor.templates.stacks import DeployedStacks, labels_of
from auditor.templates.surroundings import Surroundings
from auditor.templates.terraform.plan import WHERE
from auditor.templates.terraform.whereabouts import Whereabouts
from auditor.templates.waivers import declared_waivers

_MOST_EVALUATIONS = 600  # functions times choices


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRequest:
    """What is to be read, and how it will be deployed."""

    paths: tuple[Path, ...]
    given: Given = field(default_factory=Given)
    surroundings: Surroundings = field(default_factory=Surroundings)
    source: Path | None = None  # the folder of the .tf files behind a Terraform plan


def read_templates(
    request: TemplateRequest, classifier: ValueClassifier, captured_at: datetime
) -> Account:
    """Return the account that the templates describe.

    Raises:
        UsageError: a file cannot be read or is no template, or a parameter is not declared.
    """
    return described(open_templates(request), request, classifier, captured_at)


def open_templates(request: TemplateRequest) -> list[Template]:
    """Return the templates as they are written.

    Raises:
        UsageError: a file cannot be read or is no template, or a parameter is not declared.
    """
    templates = load(request.paths, request.source)
    _check_parameters(templates, request.given)
    return templates


def _check_parameters(templates: Sequence[Template], given: Given) -> None:
    for name in given.named:
        if not any(name in template.parameters for template in templates):
            known = sorted({n for template in templates for n in template.parameters})
            listed = f"; there are {', '.join(known[:20])}" if known else ""
            raise UsageError(f"--parameter {name}: no template declares it{listed}")


def first_deployment(templates: Sequence[Template], request: TemplateRequest) -> DeployedStacks:
    """Return the stacks with the values that are given, and nothing chosen for open parameters."""
    labels = labels_of(templates, request.given.stack_name)
    given = request.given.everything()
    return DeployedStacks(templates, labels, given, _surroundings(templates, request), {})


def _surroundings(templates: Sequence[Template], request: TemplateRequest) -> Surroundings:
    """Return where the templates are deployed to; a plan or `cdk.out` may tell it."""
    found = request.surroundings
    for template in templates:
        told = template.document.get(WHERE)
        if isinstance(told, Whereabouts):
            found = found.or_of(told.account, told.region)
        found = found.or_of(template.deployment.account, template.deployment.region)
    return found


def described(
    templates: Sequence[Template],
    request: TemplateRequest,
    classifier: ValueClassifier,
    captured_at: datetime,
) -> Account:
    """Return the account that the templates describe.

    It has an alternative for each choice of values that may change a verdict.
    """
    given = request.given.everything()
    surroundings = _surroundings(templates, request)
    nested: dict[tuple[str, str], Template | str] = {}
    labels = labels_of(templates, request.given.stack_name)
    packages: dict[tuple[str, str], LocalPackage] = {}  # measured once for all choices
    gaps: list[Unknown] = []

    def built(values: Mapping[str, Any], where: Surroundings) -> tuple[Account, bool]:
        deployment = DeployedStacks(templates, labels, values, where, nested)
        gaps.extend(gap for gap in deployment.gaps if gap not in gaps)
        account = _deployed(deployment, where, classifier, captured_at, packages)
        return account, has_open_resources(tuple(deployment.stacks))

    most = min(32, max(1, _MOST_EVALUATIONS // max(1, _count(templates))))
    chosen = choices(((t.document, t.parameters) for t in templates), given, most)
    made = list(_alternatives(chosen, given, surroundings, built))
    reported = made[0].account
    if any(choice.values for choice in chosen):  # functions go by what is known without a choice
        reported = with_all(built(given, surroundings)[0], (one.account for one in made))
        made = [replace(one, names=renamed(one.account, reported)) for one in made]
    return replace(reported, gaps=tuple(gaps), alternatives=tuple(made) if len(made) > 1 else ())


def _alternatives(
    chosen: Iterable[Choice],
    given: Mapping[str, Any],
    surroundings: Surroundings,
    built: Callable[[Mapping[str, Any], Surroundings], tuple[Account, bool]],
) -> Iterator[Alternative]:
    """Yield the account of each choice, with and without wildcards in names that are open."""
    for choice in chosen:
        for wide in (False, True):
            where = replace(surroundings, wide=wide)
            account, is_open = built({**given, **choice.values}, where)
            yield Alternative(choice=_told(choice, wide=wide), account=account)
            if not is_open:
                break


def _deployed(
    deployment: DeployedStacks,
    where: Surroundings,
    classifier: ValueClassifier,
    captured_at: datetime,
    packages: dict[tuple[str, str], LocalPackage],
) -> Account:
    """Return the account that one choice of values makes."""
    stacks = tuple(deployment.stacks)
    account, declared = make_account(
        stacks,
        surroundings=where,
        classifier=classifier,
        captured_at=captured_at,
        packages=_packages(deployment, packages),
    )
    return replace(
        account,
        places=places_of(declared, stacks, deployment.templates),
        declared_waivers=_waivers(declared, deployment),
    )


def _waivers(
    declared: tuple[Declared, ...], deployment: DeployedStacks
) -> tuple[DeclaredWaiver, ...]:
    return tuple(
        waiver
        for row in declared
        for waiver in declared_waivers(row, deployment.templates[row.stack.label].shown)
    )


def _packages(
    deployment: DeployedStacks, known: dict[tuple[str, str], LocalPackage]
) -> Mapping[tuple[str, str], LocalPackage]:
    """Return the packages on disk, by stack label and logical id."""
    for stack in deployment.stacks:
        for resource in stack.of_type("AWS::Lambda::Function"):
            key = (stack.label, resource.logical_id)
            if key not in known:
                known[key] = package_of(deployment.templates[stack.label], resource)
    return known


def _told(choice: Choice, *, wide: bool) -> str:
    named = "open parameters with wildcards" if wide else "open parameters without wildcards"
    return choice.text if choice.text and not wide else named


def _count(templates: Sequence[Template]) -> int:
    return sum(
        str(row.get("Type")).endswith("::Function")
        for template in templates
        for row in template.document.get("Resources", {}).values()
        if isinstance(row, dict)
    )
