"""The fixes of a template's findings that are safe: each placed, applied and judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.model import Outcome, Result
from auditor.templates import reader
from auditor.templates.kinds import TemplateKind
from auditor.templates.loading import Template
from auditor.templates.patches.edits import Edit, UnsafeEditError, apply
from auditor.templates.patches.recipes import DECISION, REASONS, RECIPES
from auditor.templates.patches.subject import Subject
from auditor.templates.stacks import DeployedStacks

Verdicts = Mapping[tuple[str, str], Result]  # by function ARN and check
Judge = Callable[[Sequence[Template]], Verdicts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A finding whose fix is not offered, and why."""

    check: str
    function: str  # logical id
    reason: str


@dataclass(slots=True, kw_only=True)
class Offers:
    """What is offered: the changed texts, and what was left to the reader."""

    changed: dict[str, tuple[str, str]] = field(default_factory=dict)  # path -> before, after
    fixed: list[tuple[str, str]] = field(default_factory=list)  # check, logical id
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    key: tuple[str, str]  # function ARN and check
    id: str
    template: int  # its position
    attempts: tuple[tuple[Edit, ...], ...]


class Patcher:
    """Changes templates step by step; what one step breaks is not kept."""

    def __init__(
        self, templates: Sequence[Template], deployment: DeployedStacks, judge: Judge
    ) -> None:
        self._templates = list(templates)
        self._texts = [_text(template) for template in templates]
        self._before = list(self._texts)
        self._deployment = deployment
        self._judge = judge
        self._verdicts = judge(templates)
        self.offers = Offers()

    def run(self) -> Offers:
        """Offer what can be offered."""
        targets = [
            target
            for result in self._verdicts.values()
            if result.outcome is Outcome.FAIL
            for target in self._target(result)
        ]
        self._take(targets)
        for template, before, after in zip(self._templates, self._before, self._texts, strict=True):
            if before is not None and after is not None and before != after:
                self.offers.changed[template.shown] = (before, after)
        return self.offers

    def _target(self, result: Result) -> Iterator[_Target]:
        found = self._declared(result.function)
        if found is None:
            return  # of the account, or of a nested template
        number, subject = found
        try:
            attempts = _attempts(subject, result, self._templates[number], self._texts[number])
        except UnsafeEditError as error:
            self._refuse(result.check, subject.id, str(error))
            return
        key = (result.function, result.check)
        yield _Target(key=key, id=subject.id, template=number, attempts=attempts)

    def _declared(self, arn: str) -> tuple[int, Subject] | None:
        for label, template in self._deployment.templates.items():
            numbers = [n for n, one in enumerate(self._templates) if one.shown == template.shown]
            stack = next(s for s in self._deployment.stacks if s.label == label)
            for resource in stack.of_type("AWS::Lambda::Function"):
                if numbers and str(stack.identity(resource).arn()) == arn:
                    document = self._templates[numbers[0]].document
                    if resource.author_id in document.get("Resources", {}):
                        named = resource.author_id
                        return numbers[0], Subject(id=named, document=document, stack=stack)
        return None

    def _refuse(self, check: str, id: str, reason: str) -> None:
        self.offers.refused.append(Refusal(check=check, function=id, reason=reason))

    def _take(self, targets: Sequence[_Target]) -> None:
        """Keep the targets' first attempts if all hold together, else halve, down to each alone."""
        for target in targets:  # an earlier change may have resolved it, such as at a shared queue
            if self._verdicts[target.key].outcome is not Outcome.FAIL:
                self.offers.fixed.append((target.key[1], target.id))
        targets = [t for t in targets if self._verdicts[t.key].outcome is Outcome.FAIL]
        if not targets:
            return
        if len(targets) == 1:
            self._take_one(targets[0])
            return
        if not self._kept(targets, [target.attempts[0] for target in targets]):
            middle = len(targets) // 2
            self._take(targets[:middle])
            self._take(targets[middle:])

    def _take_one(self, target: _Target) -> None:
        problem = ""
        for edits in target.attempts:
            try:
                if self._kept([target], [edits], strict=True):
                    return
                problem = problem or "with the change, the template is no better when judged again"
            except UnsafeEditError as error:
                problem = problem or str(error)
        self._refuse(target.key[1], target.id, problem)

    def _kept(
        self,
        targets: Sequence[_Target],
        edits: Sequence[tuple[Edit, ...]],
        *,
        strict: bool = False,
    ) -> bool:
        """Apply the edits and keep them if nothing gets worse and every target is resolved."""
        texts, templates = list(self._texts), list(self._templates)
        try:
            for target, changes in zip(targets, edits, strict=True):
                texts[target.template] = apply(texts[target.template] or "", changes)
        except UnsafeEditError:
            if strict:
                raise
            return False
        for number, text in enumerate(texts):
            if text is not None and text != self._texts[number]:
                document = reader.parse(text, templates[number].shown)
                if isinstance(document, dict):
                    templates[number] = replace(templates[number], document=document)
        verdicts = self._judge(templates)
        if not _better(self._verdicts, verdicts, {target.key for target in targets}):
            return False
        self._texts, self._templates, self._verdicts = texts, templates, verdicts
        self.offers.fixed.extend((target.key[1], target.id) for target in targets)
        return True


def _text(template: Template) -> str | None:
    """Return the text of a YAML template in UTF-8; None for other files."""
    if template.kind is not TemplateKind.CLOUDFORMATION:
        return None
    content = reader.read_bytes(template.path, template.shown)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) else text


def _attempts(
    subject: Subject, result: Result, template: Template, text: str | None
) -> tuple[tuple[Edit, ...], ...]:
    """Return the ways to resolve every finding of a result.

    Raises:
        UnsafeEditError: there is none.
    """
    recipe = RECIPES.get(result.check)
    if recipe is None:
        reason = REASONS.get(result.check, DECISION.format(check=result.check))
        raise UnsafeEditError(reason)
    if text is None or template.shown.startswith(("/", "..")):
        raise UnsafeEditError(
            "patches are made for YAML templates in UTF-8 below the working directory"
        )
    ways = [list(recipe(subject, finding)) for finding in result.findings]
    count = max((len(way) for way in ways), default=0)
    return tuple(
        tuple(edit for way in ways for edit in way[min(number, len(way) - 1)].edits)
        for number in range(count)
    )


def _better(before: Verdicts, after: Verdicts, targets: set[tuple[str, str]]) -> bool:
    """Return whether every target is resolved, and no other verdict is worse than before."""
    bad = {Outcome.FAIL, Outcome.UNKNOWN}
    if any(key not in after or after[key].outcome in bad for key in targets):
        return False
    for key, result in after.items():
        old = before.get(key)
        was_bad = old is not None and old.outcome in bad
        if result.outcome in bad and not was_bad:
            return False
        if old is not None and len(result.findings) > len(old.findings):
            return False
    return True
