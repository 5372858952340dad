"""The attributes of planned resources as nodes of a template, known or not before apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor.templates.terraform.addresses import split_address
from auditor.templates.terraform.expressions import Expressions
from auditor.templates.terraform.hidden_blocks import HiddenBlocks
from auditor.templates.terraform.json_texts import as_policy
from auditor.templates.terraform.modules import Modules
from auditor.templates.terraform.planned import Planned, flag_at, planned_resources
from auditor.templates.terraform.policy_document import document
from auditor.templates.terraform.references import References
from auditor.templates.terraform.stand_ins import NAMES_A_RESOURCE, SECRETS, stand_in
from auditor.templates.terraform.unwritten import (
    has_default,
    may_be_dynamic,
    tags_of_providers,
)
from auditor.templates.values import SECRET, UNDECIDED, Node, entry_at

_MAYBE_A_BLOCK = "whether {address} has the block {name} is known after apply"
_SOURCE = "; --source DIR names the .tf files"
_AFTER_APPLY = (
    "{address}.{name} is known after apply, and the plan does not tell what it is made of;"
    " --source DIR names the .tf files"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContents:
    """The resources of a plan, and what tells of attributes that are known after apply."""

    resources: Mapping[str, Planned]
    references: References
    hidden: HiddenBlocks
    expressions: Expressions | None = None
    tagged: bool = True  # a provider may add tags

    @classmethod
    def of(cls, plan: Mapping[str, Any], source: Path | None) -> PlanContents:
        """Read a plan, and the .tf files behind it where they are named."""
        found: dict[str, Planned] = {}
        for resource in planned_resources(plan):
            found.setdefault(resource.address, resource)
        references = References(plan, frozenset(found))
        known = cls(
            resources=found,
            references=references,
            hidden=HiddenBlocks(plan, found),
            tagged=tags_of_providers(plan),
        )
        if source is None:
            return known
        rows = entry_at(plan, "variables")
        variables = {
            name: entry_at(row, "value")
            for name, row in (rows.items() if isinstance(rows, dict) else ())
        }
        expected = frozenset(
            split_address(address)[1] for address in found if address[:7] != "module."
        )
        expressions = Expressions(Modules(source, expected), variables, known.attribute)
        return replace(known, expressions=expressions)

    def attribute(self, address: str, name: str) -> list[Any]:
        """Return what a reference to an attribute of a resource means, an entry an instance."""
        return [self._of(one, name) for one in self.references.instances(address, address)]

    def _of(self, instance: str, name: str) -> Node:
        resource = self.resources.get(instance)
        if resource is not None and name.lower() not in SECRETS:
            if resource.type == "aws_iam_policy_document" and name == "json":
                return AttributeReader(resource, self).document()
            if name in resource.after and flag_at(resource.unknown, (name,)) is not True:
                return AttributeReader(resource, self).get(name)
        node = self.named(instance, name)
        return {UNDECIDED: [f"{instance}.{name} is not read", "", ""]} if node is None else node

    def named(self, address: str, attribute: str) -> Node:
        """Return what stands for an attribute of a resource that is made later."""
        resource = self.resources.get(address)
        declared = resource is not None and not resource.is_data
        return stand_in(address, attribute, resource.type if resource and declared else "")


class AttributeReader:
    """Reads the attributes of one planned resource as nodes of a template."""

    def __init__(self, resource: Planned, known: PlanContents) -> None:
        self.address = resource.address
        self._resource = resource
        self._known = known

    def get(self, *path: str | int) -> Node:
        """Return the node of an attribute: its value, a reference, a secret or undecided."""
        if flag_at(self._resource.sensitive, path) is True:
            return {SECRET: f"{self.address}.{'.'.join(map(str, path))}"}
        unknown = flag_at(self._resource.unknown, path)
        if unknown is True:
            return self._after_apply(path)
        value: Any = self._resource.after
        for step in path:
            if isinstance(value, list) and isinstance(step, int):
                value = value[step] if step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        if isinstance(unknown, list) and any(flag is True for flag in unknown):
            return self._partly_known(path, unknown, value)
        return value

    def _partly_known(self, path: tuple[str | int, ...], unknown: list[Any], value: Node) -> Node:
        """Return a list some of whose items are known after apply."""
        listed = value if isinstance(value, list) else []
        written = self._written(path)
        if isinstance(written, list) and len(written) >= len(listed):
            return written
        known = [
            item
            for number, item in enumerate(listed)
            if not (number < len(unknown) and unknown[number] is True)
        ]
        later = self._after_apply(path)
        return [*known, *(later if isinstance(later, list) else [later])]

    def _written(self, path: tuple[str | int, ...]) -> Node:
        """Return what the .tf files say of an attribute; None where they leave it open."""
        expressions = self._known.expressions
        node = expressions.of(self.address, *path) if expressions is not None else None
        return None if isinstance(node, dict) and UNDECIDED in node else node

    def _after_apply(self, path: tuple[str | int, ...]) -> Node:
        attribute, block = [step for step in path if isinstance(step, str)], str(path[0])
        in_block = len(path) > 1 and isinstance(path[1], int) and self._is_later(block)
        if in_block and not self._count(block):
            return self.maybe(block)
        written = self._written(path)
        if written is not None:
            return written
        references = self._known.references
        if self.is_default(block):
            return None
        shorter = (path[:end] for end in range(len(path), 0, -1))
        targets = next((t for part in shorter if (t := references.of(self.address, *part))), None)
        reason = _AFTER_APPLY.format(address=self.address, name=".".join(attribute))
        if not targets:
            return {UNDECIDED: [reason, *self._stand_ins(attribute[-1])]}
        nodes = [self._known.named(address, name) for address, name in targets]
        known = [node for node in nodes if node is not None]
        if not known or len(known) != len(nodes):
            return {UNDECIDED: [reason, "", ""]}
        return known[0] if len(known) == 1 else known

    def _stand_ins(self, attribute: str) -> tuple[str, str]:
        """Return a name for what is known after apply: it names a resource that is made then."""
        if attribute not in NAMES_A_RESOURCE:
            return "", ""
        name = f"arn:aws:auditor:::{self.address.replace('*', '')}.{attribute}"
        return name, name

    def is_default(self, attribute: str) -> bool:
        """Return whether nothing writes an attribute, so that it gets the service's default."""
        if not has_default(self._resource.type, attribute):
            return False
        if self._known.references.is_written(self.address, attribute):
            return False
        if not may_be_dynamic(attribute):
            return True
        expressions = self._known.expressions
        if expressions is not None and expressions.is_declared(self.address):
            return self._count(attribute) == 0
        return not self._known.hidden.in_module_of(self.address)

    def encoded(self, name: str) -> Node:
        """Return an attribute that holds JSON; what its text is made of is not the text."""
        if flag_at(self._resource.unknown, (name,)) is not True:
            return self.get(name)
        written = as_policy(self._written((name,)))
        if isinstance(written, dict) and "Fn::Join" not in written:
            return written
        if written is None and self.is_default(name):
            return None
        reason = _AFTER_APPLY.format(address=self.address, name=name)
        return {UNDECIDED: [reason, "", ""]}

    def mentioned(self, name: str) -> list[Any]:
        """Return the resources that an attribute refers to, as nodes."""
        targets = self._known.references.of(self.address, name) or []
        nodes = [self._known.named(address, attribute) for address, attribute in targets]
        return [node for node in nodes if node is not None]

    def blocks(self, name: str) -> range:
        """Return the positions of a nested block; one for blocks that are known after apply."""
        if self._is_later(name) and not self.is_default(name):
            count = self._count(name)
            return range(1 if count is None else count)
        value = self._resource.after.get(name)
        return range(len(value)) if isinstance(value, list) else range(0)

    def maybe(self, name: str) -> Node:
        """Return the node of a block of which it is known after apply whether there is one."""
        if not self._is_later(name) or self._count(name) is not None or self.is_default(name):
            return None
        reason = _MAYBE_A_BLOCK.format(address=self.address, name=name)
        reason += _SOURCE if self._known.expressions is None else ""
        return {UNDECIDED: [reason, "", ""]}

    def _is_later(self, name: str) -> bool:
        """Return whether the plan says of nested blocks only that they are known after apply."""
        return flag_at(self._resource.unknown, (name,)) is True

    def _count(self, name: str) -> int | None:
        """Return how many nested blocks of a name the .tf files write; None where it is open."""
        expressions = self._known.expressions
        return expressions.blocks(self.address, name) if expressions is not None else None

    def variables(self) -> Node:
        """Return a function's environment variables."""
        if not self.blocks("environment"):
            return None
        path: tuple[str | int, ...] = ("environment", 0, "variables")
        sensitive, unknown = (
            flag_at(self._resource.sensitive, path),
            flag_at(self._resource.unknown, path),
        )
        known = self.get(*path)
        if sensitive is not True and unknown is not True and isinstance(known, dict):
            return {name: self._variable(name) for name in self.entries(*path)}
        return known

    def entries(self, *path: str | int) -> Mapping[str, Any]:
        """Return the nodes of a map's entries, those known after apply included."""
        known, unknown = self.get(*path), flag_at(self._resource.unknown, path)
        if isinstance(known, dict) and UNDECIDED in known:
            return {}
        names = {
            *(known if isinstance(known, dict) else ()),
            *(unknown if isinstance(unknown, dict) else ()),
        }
        return {name: self.get(*path, name) for name in sorted(names)}

    def _variable(self, name: str) -> Node:
        path: tuple[str | int, ...] = ("environment", 0, "variables", name)
        if flag_at(self._resource.sensitive, path) is True:
            return {SECRET: f"the sensitive value of {name}"}
        if flag_at(self._resource.unknown, path) is not True:
            return self.get(*path)
        written = self._written(path)
        if written is not None:
            return written
        targets = self._known.references.of(self.address, "environment")
        # A plan marks what comes from a sensitive attribute; before Terraform 0.15 none did.
        harmless = self._resource.sensitive is not None if targets is None else bool(targets)
        if harmless and all(attribute.lower() not in SECRETS for _, attribute in targets or ()):
            return {"Fn::Sub": f"${{AWS::StackName}}-{name}"}  # a name of something in the plan
        reason = f"the variable {name} of {self.address} is known after apply"
        return {UNDECIDED: [reason, "", ""]}

    def policy(self, *path: str | int) -> Node:
        """Return a policy document, rebuilt from its data source where it is not known."""
        node = self.get(*path)
        if flag_at(self._resource.unknown, path) is not True or node is None:
            return node
        written = as_policy(self._written(path))
        if isinstance(written, dict) and "Statement" in written:
            return written
        targets = self._known.references.of(self.address, *path) or []
        sources = [self._known.resources.get(address) for address, _ in targets]
        if len(sources) == 1 and sources[0] and sources[0].type == "aws_iam_policy_document":
            return AttributeReader(sources[0], self._known).document()
        reason = _AFTER_APPLY.format(address=self.address, name=path[0])
        return {UNDECIDED: [reason, "", ""]}

    def document(self) -> Node:
        """Return the document of an aws_iam_policy_document."""
        return document(self)

    def tags(self) -> Node:
        """Return the tags with those that the provider adds to every resource."""
        if flag_at(self._resource.unknown, ("tags_all",)) is True and not self._known.tagged:
            return self.get("tags") or {}
        return self.get("tags_all") or self.get("tags") or {}

    def sources(self, name: str) -> list[Any]:
        """Return the documents of the data sources that an attribute refers to."""
        targets = self._known.references.of(self.address, name) or []
        found = [self._known.resources.get(address) for address, _ in targets]
        return [
            AttributeReader(source, self._known).document()
            for source in found
            if source is not None and source.type == "aws_iam_policy_document"
        ]
