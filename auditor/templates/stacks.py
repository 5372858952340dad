"""Stacks out of templates: labels, nested stacks, and values that stacks hand each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.model import Unknown
from auditor.templates.expansion import resources_of
from auditor.templates.gaps import not_read
from auditor.templates.language_extensions import Loops, has_loops
from auditor.templates.loading import CDK_TEMPLATE, Template, nested_template
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.surroundings import Surroundings
from auditor.templates.terraform.plan import UNREAD
from auditor.templates.values import Undecided, Value, undecided

_KNOWN_TRANSFORMS = ("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions")
_DEEPEST = 8  # stacks inside stacks


class DeployedStacks:
    """The stacks of several templates, built for one choice of parameter values."""

    def __init__(
        self,
        templates: Sequence[Template],
        labels: Mapping[int, str],
        given: Mapping[str, Value],
        surroundings: Surroundings,
        nested: dict[tuple[str, str], Template | str],
    ) -> None:
        self._given = given
        self._surroundings = surroundings
        self._nested = nested  # read once for all choices
        self._children: dict[tuple[str, str], Stack] = {}
        self.gaps: list[Unknown] = []
        self._exports: dict[str, Value] | None = None
        self.stacks: list[Stack] = []
        self.templates: dict[str, Template] = {}  # by the stack's label
        self._functions: dict[str, str] = {}  # logical id of each unnamed function -> what it is
        for number, template in enumerate(templates):
            self._add(template, labels[number], given, 0)

    def _gap(self, reason: str) -> None:
        gap = not_read(reason, self._surroundings.region)
        if gap not in self.gaps:
            self.gaps.append(gap)

    def _add(self, template: Template, label: str, given: Mapping[str, Value], depth: int) -> Stack:
        document = self._written_out(template, given)
        resources = resources_of(document)
        self._note_unread(template, document)
        own = depth > 0 or template.path.name.endswith(CDK_TEMPLATE)
        shared = frozenset(self._shared(resources, own=own))
        stack = Stack(
            document,
            resources,
            label=label,
            surroundings=self._tagged(template),
            parameters=template.parameters,
            given=given,
            imported=self._imported,
            stack_output=lambda name, output: self._output(label, name, output),
            shared_names=shared,
        )
        self.stacks.append(stack)
        self.templates[label] = template
        for resource in stack.of_type("AWS::CloudFormation::Stack"):
            self._nest(template, stack, resource, depth)
        return stack

    def _tagged(self, template: Template) -> Surroundings:
        """Return the surroundings with the tags of the stack where its tool tells them."""
        tags = template.deployment.tags
        if not tags or self._surroundings.tags is not None:
            return self._surroundings
        return replace(self._surroundings, tags=tags)

    def _shared(self, resources: Mapping[str, Resource], *, own: bool) -> Iterator[str]:
        """Yield the functions whose logical id another stack gave to a different function.

        A template and its build output describe the same functions. Two nested stacks do not, nor
        do two stacks of the CDK; `own` says that the functions are those of such a stack alone.
        """
        for resource in resources.values():
            if resource.type == "AWS::Lambda::Function":
                what = _identity(resource)
                before = self._functions.setdefault(resource.logical_id, what)
                if before != what or (own and before is not what):
                    yield resource.logical_id

    def _written_out(self, template: Template, given: Mapping[str, Value]) -> Mapping[str, Any]:
        if not has_loops(template.document):
            return template.document
        loops = Loops(template.parameters, given)
        document: Mapping[str, Any] = loops.written_out(template.document)
        for reason in loops.unread:
            self._gap(f"{template.shown}: {reason}")
        return document

    def _note_unread(self, template: Template, document: Mapping[str, Any]) -> None:
        for reason in document.get(UNREAD, ()):
            self._gap(f"{template.shown}: {reason}")
        transforms = document.get("Transform")
        for row in transforms if isinstance(transforms, list) else [transforms]:
            name = row.get("Name") if isinstance(row, dict) else row
            if name is not None and name not in _KNOWN_TRANSFORMS:
                self._gap(f"{template.shown}: the macro {str(name)[:80]} is not run")
        resources = document.get("Resources")
        for name, row in resources.items() if isinstance(resources, dict) else ():
            if name == "Fn::Transform":
                self._gap(
                    f"{template.shown}: a macro or an AWS::Include in Resources is not fetched"
                )
            elif not isinstance(row, dict) or not isinstance(row.get("Type"), str):
                self._gap(f"{template.shown}: the resource {name[:80]} has no type")

    def _nest(self, template: Template, parent: Stack, resource: Resource, depth: int) -> None:
        location = _location(parent, resource)
        if isinstance(location, Undecided) or depth >= _DEEPEST:
            why = location.unknown.reason if isinstance(location, Undecided) else "too many levels"
            self._gap(f"{template.shown}: the nested stack {resource.author_id} is not read: {why}")
            return
        key = (template.shown, location)
        if key not in self._nested:
            self._nested[key] = nested_template(template, location)
        found = self._nested[key]
        if isinstance(found, str):
            self._gap(f"{template.shown}: {found}")
            return
        values = parent.property(resource, "Parameters")
        label = f"{parent.label}-{resource.logical_id}"
        given = values if isinstance(values, dict) else {}
        self._children[parent.label, resource.logical_id] = self._add(
            found, label, given, depth + 1
        )

    def _output(self, label: str, name: str, output: str) -> Value:
        child = self._children.get((label, name))
        if child is None:
            return undecided(f"the output {output} of the nested stack {name} is not known")
        return child.output(output)

    def _imported(self, name: str) -> Value:
        if self._exports is None:
            self._exports = {}  # an export that imports itself finds nothing
            self._exports = {n: v for stack in self.stacks for n, v in stack.exports()}
        if name in self._exports:
            return self._exports[name]
        return undecided(
            f"the import {name} is exported by another stack; give its template too,"
            " or --live SNAPSHOT"
        )


def _location(stack: Stack, resource: Resource) -> str | Undecided:
    asset = resource.metadata.get("aws:asset:path")
    if isinstance(asset, str):
        return asset
    value = stack.property(resource, "TemplateURL")
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Undecided):
        return value
    return undecided("its template is not a file")


def labels_of(templates: Sequence[Template], stack_name: str) -> dict[int, str]:
    """Return a name for each template's stack, by its position: unique, and made of its file's."""
    if stack_name and len(templates) == 1:
        return {0: stack_name}
    names: dict[int, str] = {}
    for number, template in enumerate(templates):
        stem = template.path.name.split(".")[0] or "template"
        parent = template.path.absolute().parent.name
        told = template.deployment.stack_name or stem
        for name in (told, stem, f"{parent}-{stem}", f"{parent}-{stem}-{number}"):
            label = re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-") or f"template-{number}"
            if label not in names.values():
                names[number] = label
                break
    return names


def _identity(resource: Resource) -> str:
    """Return what tells two functions of one logical id apart; where their code lies does not."""
    kept = {k: v for k, v in resource.properties.items() if k != "Code"}
    return json.dumps(kept, sort_keys=True, default=str)
