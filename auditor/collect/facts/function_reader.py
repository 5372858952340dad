"""One function from its entry in the list to all its facts, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.operations import FACTS
from auditor.collect.facts import function_calls, function_policies, worth_asking
from auditor.collect.facts.function_calls import VanishedError
from auditor.collect.facts.function_draft import Draft
from auditor.collect.facts.function_listing import Invoked, Listing
from auditor.collect.facts.worth_asking import Worth
from auditor.collect.scope import RegionScope
from auditor.collect.table.rows import Owner
from auditor.model import Fact, Function, Known, Need, Unknown, setting, with_facts
from auditor.model.arn import is_function, unqualified
from auditor.model.fact import NOT_ASKED

_CONFIGS = "event_invoke_configs"
_PROVISIONED = "provisioned_concurrency"

# What the region adds to a function when all are read. An earlier run may have done so.
_ADDED_LATER = ("code_signing", "image", "metrics", "rightsizing", "recommended_memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A function with its facts, and what the region needs to find its image."""

    function: Function
    image_uri: str = ""
    image_tag: str | None = None

    def with_facts(self, **facts: Any) -> Read:  # noqa: ANN401  any field's type
        """Return this with fields of the function replaced."""
        return replace(self, function=with_facts(self.function, **facts))

    @property
    def wants_image(self) -> bool:
        """Return whether ECR has to be asked for the image's size."""
        return bool(self.image_uri) and not isinstance(self.function.image, Known)

    @property
    def configs_asked(self) -> bool:
        """Return whether Lambda was asked for the settings of asynchronous invocation."""
        return _CONFIGS in self.function.asked


def expect(scope: RegionScope, listed: Function) -> None:
    """Let the time left reckon with the two calls that every function takes."""
    before = scope.functions_before.get(listed.arn, listed)
    if Need.FUNCTION_DETAILS in scope.needs and isinstance(before.details, Unknown):
        scope.calls.expect("lambda:GetFunction", scope.region)
    if Need.RESOURCE_POLICY in scope.needs and isinstance(before.policies, Unknown):
        scope.calls.expect("lambda:GetPolicy", scope.region)


async def read_function(
    scope: RegionScope, listed: Function, listing: Listing, invoked: Invoked
) -> Read | None:
    """Return the function with every fact that is wanted; None: it was deleted meanwhile."""
    draft = Draft(
        scope=scope, listed=listed, earlier=scope.functions_before.get(listed.arn, listed)
    )
    try:
        # GetFunction comes first, since it tells whether the function still exists.
        await _read_details(draft)
        await _read_policies(draft, listing, invoked)
        await _read_what_they_make_matter(draft, invoked)
        await _read_by_single_calls(draft)
    except VanishedError:
        return None
    _keep_what_the_region_added(draft)
    return Read(function=draft.function(), image_uri=draft.image_uri, image_tag=draft.image_tag)


async def second_look(scope: RegionScope, found: list[Read]) -> list[Read]:
    """Ask for the settings of functions that turn out to be destinations of others."""
    targets: set[str] = set()
    lost: list[Unknown] = []
    for read in found:
        configs = read.function.event_invoke_configs
        if isinstance(configs, Unknown):
            lost.extend([configs] if configs.operation else [])
            continue
        for config in configs.value:
            named = (arn for arn in (config.on_success, config.on_failure) if arn)
            targets.update(unqualified(arn) for arn in named if is_function(arn))

    async def look(read: Read) -> Read:
        if read.configs_asked:
            return read
        if read.function.arn in targets:
            return await _with_event_invoke_configs(scope, read, worth=True)
        if lost and isinstance(read.function.event_invoke_configs, Known):
            # A destination that could not be read may be this function.
            return await _with_event_invoke_configs(scope, read, worth=lost[0])
        return read

    return list(await asyncio.gather(*(look(read) for read in found)))


async def _with_event_invoke_configs(scope: RegionScope, read: Read, worth: Worth) -> Read:
    """Return the function with its settings of asynchronous invocation, if they are worth it."""
    if Need.EVENT_INVOKE_CONFIGS not in scope.needs:
        return read
    function = read.function
    draft = Draft(scope=scope, listed=function, earlier=function, asked={*function.asked})
    try:
        await _ask_configs(draft, worth, instead=function.event_invoke_configs)
    except VanishedError:
        return read  # its other facts stay as they were read
    return replace(read, function=draft.function())


async def _read_details(draft: Draft) -> None:
    """Read what GetFunction says, and the package behind the address that it gives."""
    scope = draft.scope
    package_wanted = Need.PACKAGE_CONTENTS in scope.needs
    package = draft.earlier.package if package_wanted else NOT_ASKED
    is_image = setting(draft.listed, "package_type") == Known("Image")
    if package_wanted and is_image:
        package = Unknown(reason="a container image is no zip package")
    draft.facts["package"] = package
    package_unread = package_wanted and not is_image and not isinstance(package, Known)
    wanted = scope.wants(Need.FUNCTION_DETAILS, Need.IMAGES) or bool(scope.options.tags)
    if not wanted and not package_unread:
        return
    if package_unread or not _details_are_whole(draft, is_image=is_image):
        await _ask_details(draft, package_unread=package_unread)
        return
    draft.facts["details"] = draft.earlier.details
    draft.facts["secrets"] = function_calls.with_tag_secrets_of(draft.listed, draft.earlier)
    draft.image_uri = draft.earlier.details.get().image_uri or ""


def _details_are_whole(draft: Draft, *, is_image: bool) -> bool:
    """Return whether an earlier run left nothing for GetFunction to say."""
    earlier = draft.earlier
    if isinstance(earlier.details, Unknown) or isinstance(earlier.details.value.tags, Unknown):
        return False
    # GetFunction alone knows the tag of an image, by which ECR may have to be asked.
    image_unread = (
        is_image and Need.IMAGES in draft.scope.needs and isinstance(earlier.image, Unknown)
    )
    return isinstance(earlier.secrets, Known) and not image_unread


async def _ask_details(draft: Draft, *, package_unread: bool) -> None:
    scope = draft.scope
    found = await await_fact(
        function_calls.details(scope, draft.listed), "lambda:GetFunction", scope.region
    )
    if isinstance(found, Unknown):
        draft.facts["details"] = found
        if package_unread:
            draft.facts["package"] = found
        return
    details = found.value
    draft.facts["details"] = Known(details.facts)
    draft.facts["secrets"] = function_calls.with_tag_secrets(draft.listed, details.secrets)
    draft.image_uri = details.facts.image_uri or ""
    draft.image_tag = details.image_tag
    if package_unread:
        draft.facts["package"] = await function_calls.package(scope, draft.listed, details)


async def _read_policies(draft: Draft, listing: Listing, invoked: Invoked) -> None:
    """Read versions and aliases, and the policies of the function and of both."""
    scope = draft.scope
    own: dict[str, Fact[str | None]] = {}
    if Need.RESOURCE_POLICY in scope.needs:
        own = await function_policies.own_policy(draft)
    if not scope.wants(Need.RESOURCE_POLICY, Need.ALIASES, Need.PROVISIONED_CONCURRENCY):
        return
    # What is certain by now is asked now. The policies of aliases come last in their queue, and
    # the region's rules may take longer than its functions.
    decided = function_policies.existing(own)
    await _ask_if_certain(draft, decided.values(), invoked)
    await listing.done.wait()
    draft.facts["versions"] = listing.versions_of(draft.listed.arn)
    await function_policies.read_aliases(draft, listing, invoked)
    if draft.facts["aliases"] == Known(MappingProxyType({})) and (
        draft.facts["versions"] == Known(())
    ):
        draft.facts[_PROVISIONED] = Known(())  # there is nothing to provision
    await _ask_if_certain(draft, decided.values(), invoked)
    if Need.RESOURCE_POLICY in scope.needs:
        others = await function_policies.other_policies(draft, invoked)
        draft.facts["policies"] = Known(function_policies.existing({**own, **others}))


async def _ask_if_certain(draft: Draft, policies: Iterable[Fact[str]], invoked: Invoked) -> None:
    """Ask for what policies that were read by now make worth asking, whatever else comes."""
    policies = tuple(policies)
    worth = _configs_worth(draft, policies, invoked)
    if worth is True and _CONFIGS not in draft.facts:
        await _ask_configs(draft, worth, instead=Known(()))
    if "aliases" in draft.facts and _provisioned_worth(draft, policies, invoked) is True:
        await _ask_provisioned(draft, worth=True)


async def _read_what_they_make_matter(draft: Draft, invoked: Invoked) -> None:
    """Read URLs, provisioned concurrency and asynchronous settings where verdicts need them."""
    scope = draft.scope
    read = draft.facts.get("policies", NOT_ASKED)
    policies = tuple(read.value.values()) if isinstance(read, Known) else (read,)
    if Need.FUNCTION_URLS in scope.needs:
        worth = worth_asking.opens_url(policies)
        await draft.read_if_worth(Need.FUNCTION_URLS, function_calls.urls, worth, Known(()))
    await invoked.done.wait()
    await _ask_provisioned(draft, _provisioned_worth(draft, policies, invoked))
    if _CONFIGS not in draft.facts:
        await _ask_configs(draft, _configs_worth(draft, policies, invoked), instead=Known(()))


def _configs_worth(draft: Draft, policies: Iterable[Fact[str]], invoked: Invoked) -> Worth:
    return worth_asking.event_invoke_configs(draft.listed, policies, invoked, draft.scope.needs)


def _provisioned_worth(draft: Draft, policies: Iterable[Fact[str]], invoked: Invoked) -> Worth:
    needs = draft.scope.needs
    return worth_asking.provisioned_concurrency(draft.listed, policies, invoked, needs)


async def _ask_configs(draft: Draft, worth: Worth, instead: Fact[Any]) -> None:
    need, ask = Need.EVENT_INVOKE_CONFIGS, function_calls.event_invoke_configs
    if need in draft.scope.needs:
        await draft.read_if_worth(need, ask, worth, instead)


async def _ask_provisioned(draft: Draft, worth: Worth) -> None:
    need, ask = Need.PROVISIONED_CONCURRENCY, function_calls.read_provisioned
    if need in draft.scope.needs and _PROVISIONED not in draft.facts:
        await draft.read_if_worth(need, ask, worth, NOT_ASKED)


async def _read_by_single_calls(draft: Draft) -> None:
    """Read the facts that take one call for each function, whatever it is like."""
    for row in FACTS.values():
        if row.owner is Owner.FUNCTION and row.read and row.need in draft.scope.needs:
            module, name = row.read.split(".")
            ask = getattr(import_module(f"auditor.collect.facts.{module}"), name)
            await draft.read(row.need, ask)


def _keep_what_the_region_added(draft: Draft) -> None:
    """Keep what an earlier run had when it had read all functions."""
    draft.facts.update({name: getattr(draft.earlier, name) for name in _ADDED_LATER})
    # The use of provisioned concurrency is asked together with the other metrics.
    if draft.facts.get(_PROVISIONED, NOT_ASKED) != draft.earlier.provisioned_concurrency:
        draft.facts["metrics"] = NOT_ASKED
