"""A Terraform plan as JSON: which AWS resources there will be, in CloudFormation's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.templates.marks import Mark, MarkedList, MarkedMap
from auditor.templates.terraform.references import References
from auditor.templates.terraform.resource_types import TYPES
from auditor.templates.values import SECRET, UNDECIDED, entry_at

_GONE = ({"delete"}, {"forget"})
# Attributes of other resources that may hold a secret.
_SECRETS = ("password", "secret", "token", "result", "secret_string", "private_key", "value")
_AFTER_APPLY = (
    "{address}.{name} is known after apply, and the plan does not tell what it is made of;"
    " --source DIR names the .tf files"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A resource as the plan leaves it."""

    address: str
    type: str
    after: Mapping[str, Any]
    unknown: Any
    sensitive: Any
    mark: Mark | None = None  # of its row in the plan


def planned_resources(plan: Mapping[str, Any]) -> Iterator[Planned]:
    """Yield the managed resources that exist after the plan, and the data sources it reads."""
    rows = plan.get("resource_changes")
    marks = rows.marks if isinstance(rows, MarkedList) else []
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        change = row.get("change") if isinstance(row, dict) else None
        if not isinstance(change, dict) or not isinstance(row.get("address"), str):
            continue
        actions = change.get("actions")
        after = change.get("after")
        if (isinstance(actions, list) and set(map(str, actions)) in _GONE) or after is None:
            continue
        yield Planned(
            address=row["address"],
            type=str(row.get("type")),
            after=after if isinstance(after, dict) else {},
            unknown=change.get("after_unknown"),
            sensitive=change.get("after_sensitive"),
            mark=marks[number] if marks else None,
        )
    if not isinstance(rows, list):  # a plan that only tells what there will be
        yield from _state(entry_at(plan, "planned_values", "root_module"), mode="managed")
    yield from _state(entry_at(plan, "prior_state", "values", "root_module"), mode="data")


def _state(module: Any, *, mode: str) -> Iterator[Planned]:  # noqa: ANN401  JSON
    rows = entry_at(module, "resources")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("mode") == mode:
            values = row.get("values")
            yield Planned(
                address=str(row.get("address")),
                type=str(row.get("type")),
                after=values if isinstance(values, dict) else {},
                unknown={},
                sensitive={},
            )
    children = entry_at(module, "child_modules")
    for child in children if isinstance(children, list) else ():
        yield from _state(child, mode=mode)


def as_document(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan as a CloudFormation document whose logical ids are addresses."""
    found: dict[str, Planned] = {}
    for resource in planned_resources(plan):
        found.setdefault(resource.address, resource)
    references = References(plan, frozenset(found))
    resources = MarkedMap(Mark(1, 1, 1))
    for resource in found.values():
        convert = TYPES.get(resource.type)
        if convert is not None:
            reader = Reader(resource, found, references)
            for suffix, kind, properties in convert(reader):
                kept = {k: v for k, v in properties.items() if v is not None}
                row: dict[str, Any] = {"Type": kind, "Properties": kept}
                arn = resource.after.get("arn")
                if isinstance(arn, str) and arn and not suffix:
                    row["Arn"] = arn
                resources[resource.address + suffix] = row
                if resource.mark is not None:
                    resources.marks[resource.address + suffix] = resource.mark
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


class Reader:
    """Reads the attributes of one planned resource as nodes of a template."""

    def __init__(
        self, resource: Planned, all_resources: Mapping[str, Planned], references: References
    ) -> None:
        self.address = resource.address
        self._resource = resource
        self._all = all_resources
        self._references = references

    def get(self, *path: str | int) -> Any:  # noqa: ANN401  a node
        """Return the node of an attribute: its value, a reference, a secret or undecided."""
        if _at(self._resource.sensitive, path) is True:
            return {SECRET: f"{self.address}.{'.'.join(map(str, path))}"}
        unknown = _at(self._resource.unknown, path)
        if unknown is True:
            return self._after_apply(path)
        value: Any = self._resource.after
        for step in path:
            if isinstance(value, list) and isinstance(step, int):
                value = value[step] if step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        if isinstance(unknown, list) and any(flag is True for flag in unknown):
            count = max(len(unknown), len(value) if isinstance(value, list) else 0)
            return [self.get(*path, index) for index in range(count)]
        return value

    def _after_apply(self, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401  a node
        attribute = [step for step in path if isinstance(step, str)]
        targets = self._references.of(self.address, *path) or self._references.of(
            self.address, *path[:1]
        )
        reason = _AFTER_APPLY.format(address=self.address, name=".".join(attribute))
        if not targets:
            return {UNDECIDED: [reason, "", ""]}
        nodes = [self._named(address, name) for address, name in targets]
        known = [node for node in nodes if node is not None]
        if not known or len(known) != len(nodes):
            return {UNDECIDED: [reason, "", ""]}
        return known[0] if len(known) == 1 else known

    def _named(self, address: str, attribute: str) -> Any:  # noqa: ANN401  a node, or None
        if attribute.lower() in _SECRETS:
            return None
        if address not in self._all or self._all[address].type not in TYPES:
            # Something that the audit does not read: its name stands for it.
            name = address.replace("$", "")
            return {"Fn::Sub": f"arn:${{AWS::Partition}}:auditor::${{AWS::AccountId}}:{name}"}
        if attribute in {"arn", "qualified_arn", "stream_arn", "execution_arn", "invoke_arn"}:
            return {"Fn::GetAtt": [address, "StreamArn" if attribute == "stream_arn" else "Arn"]}
        return {"Ref": address}

    def blocks(self, name: str) -> range:
        """Return the positions of a nested block."""
        value = self._resource.after.get(name)
        return range(len(value)) if isinstance(value, list) else range(0)

    def variables(self) -> Any:  # noqa: ANN401  a node
        """Return a function's environment variables."""
        if not self.blocks("environment"):
            return None
        path: tuple[str | int, ...] = ("environment", 0, "variables")
        sensitive, unknown = _at(self._resource.sensitive, path), _at(self._resource.unknown, path)
        known = self.get(*path)
        if sensitive is not True and unknown is not True and isinstance(known, dict):
            names = {*known, *(unknown if isinstance(unknown, dict) else ())}
            return {name: self._variable(name) for name in sorted(names)}
        return known

    def _variable(self, name: str) -> Any:  # noqa: ANN401  a node
        path: tuple[str | int, ...] = ("environment", 0, "variables", name)
        if _at(self._resource.sensitive, path) is True:
            return {SECRET: f"the sensitive value of {name}"}
        if _at(self._resource.unknown, path) is not True:
            return self.get(*path)
        targets = self._references.of(self.address, "environment")
        if targets and all(attribute.lower() not in _SECRETS for _, attribute in targets):
            return {"Fn::Sub": f"${{AWS::StackName}}-{name}"}  # a name of something in the plan
        reason = f"the variable {name} of {self.address} is known after apply"
        return {UNDECIDED: [reason, "", ""]}

    def policy(self, *path: str | int) -> Any:  # noqa: ANN401  a node
        """Return a policy document, rebuilt from its data source where it is not known."""
        node = self.get(*path)
        if _at(self._resource.unknown, path) is not True:
            return node
        targets = self._references.of(self.address, *path) or []
        sources = [self._all.get(address) for address, _ in targets]
        if len(sources) == 1 and sources[0] and sources[0].type == "aws_iam_policy_document":
            return Reader(sources[0], self._all, self._references).document()
        reason = _AFTER_APPLY.format(address=self.address, name=path[0])
        return {UNDECIDED: [reason, "", ""]}

    def document(self) -> Any:  # noqa: ANN401  a node
        """Return the document of an aws_iam_policy_document."""
        text = self._resource.after.get("json")
        if isinstance(text, str):
            return text
        rows = []
        for n in self.blocks("statement"):
            negated = bool(self.get("statement", n, "not_actions"))
            actions = self.get("statement", n, "not_actions" if negated else "actions")
            rows.append(
                {
                    "Effect": self.get("statement", n, "effect") or "Allow",
                    "NotAction" if negated else "Action": actions,
                    "Resource": self.get("statement", n, "resources"),
                }
            )
            if self.get("statement", n, "condition"):
                reason = f"the conditions of {self.address} are not read"
                rows[-1]["Condition"] = {UNDECIDED: [reason, "", ""]}
        return {"Version": "2012-10-17", "Statement": rows}


def _at(flags: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401  JSON
    """Return the flag at a path; a flag above it holds for everything below."""
    for step in path:
        if flags is True:
            return True
        if isinstance(flags, list):
            flags = flags[step] if isinstance(step, int) and step < len(flags) else None
        else:
            flags = flags.get(step) if isinstance(flags, dict) else None
    return flags
