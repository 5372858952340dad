"""One function from its entry in the list to all its facts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from auditor.collect.aws.calls import LostError, known
from auditor.collect.aws.error_codes import Fault
from auditor.collect.facts import function_calls, resource_policies, worth_asking
from auditor.collect.facts.function_calls import VanishedError
from auditor.collect.facts.function_listing import Invoked, Listing
from auditor.collect.facts.resource_policies import ALIASES_UNREAD, LATEST
from auditor.collect.scope import Scope
from auditor.model import Fact, Function, FunctionUrl, Known, Need, Unknown, with_facts
from auditor.model.fact import NOT_ASKED

T = TypeVar("T")

_VERSIONS_UNREAD = Unknown(reason="the region has too many published versions to list them all")
_ALIASES_NOT_WANTED = Unknown(reason="policies of aliases were left out of this audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A function with its facts, and what the region still has to do for it."""

    function: Function
    configs_asked: bool = True
    image_uri: str = ""
    image_tag: str | None = None

    def with_facts(self, **facts: Any) -> Read:  # noqa: ANN401  any field's type
        """Return this with fields of the function replaced."""
        return replace(self, function=with_facts(self.function, **facts))

    @property
    def wants_image(self) -> bool:
        """Return whether ECR has to be asked for the image's size."""
        return bool(self.image_uri) and not isinstance(self.function.image, Known)


def expect(scope: Scope, listed: Function) -> None:
    """Let the time left reckon with the two calls that every function takes."""
    before = scope.functions_before.get(listed.arn, listed)
    if Need.FUNCTION_DETAILS in scope.needs and isinstance(before.details, Unknown):
        scope.calls.expect("lambda:GetFunction", scope.region)
    if Need.RESOURCE_POLICY in scope.needs and isinstance(before.policies, Unknown):
        scope.calls.expect("lambda:GetPolicy", scope.region)


async def read_function(
    scope: Scope, listed: Function, listing: Listing, invoked: Invoked
) -> Read | None:
    """Return the function with every fact that is wanted; None: it was deleted meanwhile."""
    reader = _Reader(scope, scope.functions_before.get(listed.arn, listed), listed)
    try:
        await reader.details()
        await reader.policies(listing, invoked)
        await reader.rest(invoked)
    except VanishedError:
        return None
    return Read(
        function=with_facts(listed, **reader.facts),
        configs_asked=reader.configs_asked,
        image_uri=reader.image_uri,
        image_tag=reader.image_tag,
    )


async def with_event_invoke_configs(scope: Scope, read: Read) -> Read:
    """Return the function with its settings of asynchronous invocation."""
    if Need.EVENT_INVOKE_CONFIGS not in scope.needs:
        return read
    unasked = with_facts(read.function, event_invoke_configs=NOT_ASKED)
    reader = _Reader(scope, unasked, read.function)
    try:
        await reader.fact("event_invoke_configs", function_calls.event_invoke_configs)
    except VanishedError:
        return read  # its other facts stand as they were read
    return replace(read.with_facts(**reader.facts), configs_asked=True)


_NEEDS = {
    "details": Need.FUNCTION_DETAILS,
    "aliases": Need.ALIASES,
    "urls": Need.FUNCTION_URLS,
    "event_invoke_configs": Need.EVENT_INVOKE_CONFIGS,
    "provisioned_concurrency": Need.PROVISIONED_CONCURRENCY,
    "runtime_update_mode": Need.RUNTIME_MANAGEMENT,
    "recursive_loop": Need.RECURSION,
}


class _Reader:
    """Reads one function's facts in the order in which they decide about each other."""

    def __init__(self, scope: Scope, before: Function, listed: Function) -> None:
        self._scope = scope
        self._before = before
        self._listed = listed
        self.facts: dict[str, Any] = {}
        self.configs_asked = False
        self._provisioned_asked = False
        self.image_uri = ""
        self.image_tag: str | None = None

    async def fact(self, name: str, work: Callable[[Scope, Function], Awaitable[T]]) -> Fact[T]:
        """Read one fact, unless it is known from before."""
        before: Fact[T] = getattr(self._before, name)
        found = await self._scope.fact(
            _NEEDS[name], before, lambda: self._unless_gone(work(self._scope, self._listed))
        )
        self.facts[name] = found
        return found

    async def _unless_gone(self, work: Awaitable[T]) -> T:
        """Return what `work` brings.

        That something is absent need not mean the function: GetFunction has the last word.

        Raises:
            VanishedError: it was lost because the function is gone.
            LostError: it was lost otherwise.
        """
        try:
            return await work
        except LostError as lost:
            if lost.kind is not Fault.ABSENT:
                raise
            if await function_calls.exists(self._scope, self._listed):
                raise
            raise VanishedError from lost

    async def details(self) -> None:
        """Read what GetFunction says; it comes first, since it tells whether there is one."""
        scope = self._scope
        packages = scope.options.packages and Need.PACKAGE_CONTENTS in scope.needs
        wanted = scope.wants(Need.FUNCTION_DETAILS, Need.IMAGES) or bool(scope.options.tags)
        is_image = self._listed.package_type == "Image"
        package = self._before.package if packages else NOT_ASKED
        unread = packages and not is_image and not isinstance(package, Known)
        if is_image and packages:
            package = Unknown(reason="a container image is no zip package")
        self.facts["package"] = package
        if not wanted and not unread:
            return
        old = self._before.details
        if isinstance(old, Known) and not unread:
            self.facts["details"] = old
            self.facts["secrets"] = self._before.secrets
            self.facts["image"] = self._before.image
            self.image_uri = old.value.image_uri or ""
            return
        await self._ask_details(unread=unread)

    async def _ask_details(self, *, unread: bool) -> None:
        scope = self._scope
        found = await known(
            function_calls.details(scope, self._listed), "lambda:GetFunction", scope.region
        )
        if isinstance(found, Unknown):
            self.facts["details"] = found
            if unread:
                self.facts["package"] = found
            return
        self.facts["details"] = Known(found.value.facts)
        self.facts["secrets"] = function_calls.with_tag_secrets(self._listed, found.value.secrets)
        self.image_uri = found.value.facts.image_uri or ""
        self.image_tag = found.value.image_tag
        if unread:
            self.facts["package"] = await function_calls.package(scope, found.value)

    async def policies(self, listing: Listing, invoked: Invoked) -> None:
        """Read the resource policies of the function, of its aliases, of versions in use."""
        scope, arn = self._scope, self._listed.arn
        texts: dict[str, Fact[str | None]] = {}
        if Need.RESOURCE_POLICY in scope.needs:
            texts.update(await self._texts([LATEST]))
        if not scope.wants(Need.RESOURCE_POLICY, Need.ALIASES, Need.PROVISIONED_CONCURRENCY):
            return
        # What is decided by now is asked now. The policies of aliases come last in their queue, and
        # the region's rules may take longer than its functions.
        decided = resource_policies.existing(texts).values()
        await self._event_invoke_configs(decided, invoked)
        await listing.done.wait()
        numbers = tuple(sorted(listing.versions.get(arn, ()), key=_number))
        self.facts["versions"] = Known(numbers) if listing.swept else _VERSIONS_UNREAD
        likely = listing.may_have_aliases(arn)
        if not likely:
            await invoked.done.wait()
        names = await self._aliases(asked=likely or bool(invoked.qualifiers.get(arn)))
        await self._provisioned(decided, invoked)
        if Need.RESOURCE_POLICY not in scope.needs:
            return
        texts.update(await self._of_aliases(names))
        await invoked.done.wait()
        used = {name for name in invoked.qualifiers.get(arn, ()) if name.isdigit()}
        wanted = numbers if scope.options.all_versions else sorted(used)
        texts.update(await self._texts(wanted))
        self.facts["policies"] = Known(resource_policies.existing(texts))

    async def _of_aliases(self, names: Fact[Mapping[str, str]]) -> dict[str, Fact[str | None]]:
        if isinstance(names, Unknown):
            return {ALIASES_UNREAD: names}
        if self._scope.options.alias_policies:
            return await self._texts(sorted(names.value))
        return dict.fromkeys(names.value, _ALIASES_NOT_WANTED)

    async def _aliases(self, *, asked: bool) -> Fact[Mapping[str, str]]:
        before = self._before.aliases
        found: Fact[Mapping[str, str]] = Known(MappingProxyType({}))
        if isinstance(before, Known):
            found = before
        elif asked:
            found = await known(
                self._unless_gone(function_calls.aliases(self._scope, self._listed)),
                "lambda:ListAliases",
                self._scope.region,
            )
        self.facts["aliases"] = found
        return found

    async def _texts(self, names: list[str] | tuple[str, ...]) -> dict[str, Fact[str | None]]:
        before = self._before.policies
        old = before.value if isinstance(before, Known) else {}
        # What a finished reading did not find is not there; an unfinished one holds an Unknown.
        finished = isinstance(before, Known) and all(isinstance(f, Known) for f in old.values())
        kept: dict[str, Fact[str | None]] = {}
        for name in names:
            fact = old.get(name)
            if isinstance(fact, Known):
                kept[name] = Known(fact.value)
            elif fact is None and finished:
                kept[name] = Known(None)
        asked = [name for name in names if name not in kept]
        return {**kept, **await resource_policies.policies(self._scope, self._listed, asked)}

    async def rest(self, invoked: Invoked) -> None:
        """Read what the facts in hand make matter."""
        read = self.facts.get("policies")
        # Without the policies, each of them might be one that makes asking worth while.
        found = tuple(read.value.values()) if isinstance(read, Known) else (NOT_ASKED,)
        # Policies that nobody wanted leave the outcomes open that asking further would decide.
        policies = tuple(policy for policy in found if policy != _ALIASES_NOT_WANTED)
        elsewhere: Fact[Any] = Known(()) if policies == found else _ALIASES_NOT_WANTED
        await self._urls(policies, elsewhere)
        await invoked.done.wait()
        await self._provisioned(policies, invoked)
        await self._event_invoke_configs(policies, invoked)
        self.facts.setdefault("provisioned_concurrency", NOT_ASKED)
        if Need.EVENT_INVOKE_CONFIGS in self._scope.needs:
            self.facts.setdefault("event_invoke_configs", elsewhere)
        await self._single("runtime_update_mode", function_calls.runtime_update_mode)
        await self._single("recursive_loop", function_calls.recursive_loop)

    async def _urls(
        self, policies: Iterable[Fact[str]], elsewhere: Fact[tuple[FunctionUrl, ...]]
    ) -> None:
        if Need.FUNCTION_URLS not in self._scope.needs:
            return
        if worth_asking.opens_url(policies):
            await self.fact("urls", function_calls.urls)
        else:
            self.facts["urls"] = elsewhere

    async def _event_invoke_configs(self, policies: Iterable[Fact[str]], invoked: Invoked) -> None:
        needs = self._scope.needs
        if Need.EVENT_INVOKE_CONFIGS not in needs or self.configs_asked:
            return
        if worth_asking.event_invoke_configs(self._listed, policies, invoked, needs):
            self.configs_asked = True
            await self.fact("event_invoke_configs", function_calls.event_invoke_configs)

    async def _provisioned(self, policies: Iterable[Fact[str]], invoked: Invoked) -> None:
        """Ask what is kept warm, where that can change a verdict; elsewhere it stays unasked."""
        needs = self._scope.needs
        if Need.PROVISIONED_CONCURRENCY not in needs or self._provisioned_asked:
            return
        names, versions = self.facts["aliases"], self.facts["versions"]
        if names == Known(MappingProxyType({})) and versions == Known(()):
            self.facts["provisioned_concurrency"] = Known(())
        elif worth_asking.provisioned_concurrency(self._listed, policies, invoked, needs):
            self._provisioned_asked = True
            await self.fact("provisioned_concurrency", function_calls.provisioned)

    async def _single(self, name: str, work: Callable[[Scope, Function], Awaitable[str]]) -> None:
        if _NEEDS[name] in self._scope.needs:
            await self.fact(name, work)


def _number(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isdigit() else (0, version)
