"""One stack: a template's resources with every value resolved as far as the files tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor.templates.conditions import Truth
from auditor.templates.made_up_names import (
    SECRET_ATTRIBUTES,
    Identity,
    name_property,
    physical_id,
)
from auditor.templates.parameters import Parameter, value_of
from auditor.templates.resolver import Resolver
from auditor.templates.resource import Resource
from auditor.templates.surroundings import Surroundings
from auditor.templates.values import NO_VALUE, Node, Secret, Symbol, Undecided, Value, undecided

Import = Callable[[str], Value]
StackOutput = Callable[[str, str], Value]


class Stack:
    """A template's resources; values are resolved when they are first asked for."""

    def __init__(
        self,
        document: Mapping[str, Any],
        resources: Mapping[str, Resource],
        *,
        label: str,
        surroundings: Surroundings,
        parameters: Mapping[str, Parameter],
        given: Mapping[str, Value],
        imported: Import,
        stack_output: StackOutput,
        shared_names: frozenset[str] = frozenset(),
    ) -> None:
        """Take in a template; `shared_names` are functions' logical ids that other stacks use."""
        self.label, self._shared_names = label, shared_names
        self.surroundings, self.resources = surroundings, resources
        self._parameters, self._given = parameters, given
        self._stack_output = stack_output
        self._properties: dict[str, Any] = {}  # by logical id, as far as they were asked for
        self._identities: dict[str, Identity] = {}
        mappings, conditions, self._outputs = (
            _section(document, name) for name in ("Mappings", "Conditions", "Outputs")
        )
        self._resolver = Resolver(
            mappings=mappings,
            conditions=conditions,
            reference=self._reference,
            attribute=self._attribute,
            imported=imported,
            zones=surroundings.zones,
        )

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of these types that exist, or may."""
        for resource in self.resources.values():
            if resource.type in types and self.exists(resource) is not False:
                yield resource

    def exists(self, resource: Resource) -> Truth:
        """Return whether a resource's condition holds."""
        return True if resource.condition is None else self._resolver.condition(resource.condition)

    def value(self, node: Node) -> Value:
        """Return what a node of the template means."""
        return self._resolver.value(node)

    def property(self, resource: Resource, name: str) -> Value:
        """Return one property of a resource; None if it has none."""
        resolved = self._properties.setdefault(resource.logical_id, {})
        if name not in resolved:
            resolved[name] = undecided(f"{resource.logical_id}.{name} depends on itself")
            found = self._resolver.value(resource.properties.get(name))
            resolved[name] = None if found is NO_VALUE else found
        return resolved[name]

    def properties(self, resource: Resource) -> dict[str, Value]:
        """Return all properties of a resource."""
        return {name: self.property(resource, name) for name in resource.properties}

    def identity(self, resource: Resource) -> Identity:
        """Return what a resource's name and ARN are made of."""
        found = self._identities.get(resource.logical_id)
        if found is None:
            found = self._identities[resource.logical_id] = Identity(
                type=resource.type,
                logical_id=resource.logical_id,
                stack=self.label,
                name=self._name(resource),
                region=self.surroundings.region,
                account=self.surroundings.account,
                partition=self.surroundings.partition,
                known_arn=resource.arn,
            )
        return found

    def _name(self, resource: Resource) -> str:
        for name in name_property(resource.type):
            if name in resource.properties:
                value = self.property(resource, name)
                if isinstance(value, str) and value and "*" not in value:
                    return str(value)
        known = self.surroundings.names.get((self.label, resource.logical_id))
        if known:
            return known
        if resource.logical_id in self._shared_names:
            return f"{self.label}-{resource.logical_id}"
        return physical_id(resource.type, self.label, resource.logical_id)

    def made_up_names(self) -> Iterator[str]:
        """Yield the names of resources that only stand for those that AWS will give them."""
        for resource in self.resources.values():
            key = (self.label, resource.logical_id)
            named = (resource.properties.get(name) for name in name_property(resource.type))
            if key not in self.surroundings.names and not any(map(bool, named)):
                yield self.identity(resource).name

    def output(self, name: str) -> Value:
        """Return the value of an output."""
        found = self._outputs.get(name)
        if not isinstance(found, dict) or "Value" not in found:
            return undecided(f"the stack {self.label} has no output {name}")
        return self._resolver.value(found["Value"])

    def exports(self) -> Iterator[tuple[str, Value]]:
        """Yield the names that the stack exports, with their values."""
        for name, output in self._outputs.items():
            if isinstance(output, dict) and isinstance(output.get("Export"), dict):
                exported = self._resolver.value(output["Export"].get("Name"))
                if isinstance(exported, str):
                    yield str(exported), self.output(name)

    def _reference(self, name: str) -> Value:  # noqa: PLR0911  by kind
        if name.startswith("AWS::"):
            return self.surroundings.pseudo_parameter(name, self.label)
        parameter = self._parameters.get(name)
        if parameter is not None:
            return value_of(parameter, self._given)
        resource = self._named(name)
        if resource is None:
            return undecided(f"{name} is neither a parameter nor a resource of the template")
        if resource.type in {"AWS::Lambda::Alias", "AWS::Lambda::Version"}:
            return self._qualified(resource)
        if resource.type == "AWS::Events::Rule":
            return Symbol(self.identity(resource).name)
        if resource.type == "AWS::SecretsManager::SecretTargetAttachment":
            return self.property(resource, "SecretId")
        return self.identity(resource).reference()

    def _named(self, name: str) -> Resource | None:
        found = self.resources.get(name)
        if found is None and "." in name:  # SAM: !Ref Function.Alias
            base, _, part = name.partition(".")
            return next(
                (
                    resource
                    for resource in self.resources.values()
                    if resource.source == base and resource.type == f"AWS::Lambda::{part}"
                ),
                None,
            )
        return found

    def _qualified(self, resource: Resource) -> Value:
        function = self.property(resource, "FunctionName")
        if not isinstance(function, str):
            return (
                function if isinstance(function, Undecided) else undecided("it names no function")
            )
        arn = str(function)
        if not arn.startswith("arn:"):
            where = self.surroundings
            arn = f"arn:{where.partition}:lambda:{where.region}:{where.account}:function:{arn}"
        if resource.type == "AWS::Lambda::Version":
            return Symbol(f"{arn}:1")
        name = self.property(resource, "Name")
        return name if isinstance(name, Undecided) else Symbol(f"{arn}:{name}")

    def _attribute(self, name: str, attribute: str) -> Value:
        made, _, rest = attribute.partition(".")
        generated = self._named(f"{name}.{made}") if made in {"Alias", "Version"} else None
        if generated is not None and not rest:  # SAM: ${Function.Alias}
            return self._qualified(generated)
        resource = generated or self.resources.get(name)
        if resource is None:
            return undecided(f"{name} is no resource of the template")
        if (resource.type, attribute) in SECRET_ATTRIBUTES:
            return Secret(
                "secret-attribute",
                f"the value is the secret that {name}.{attribute} hands out",
                f"{name}.{attribute}",
            )
        if resource.type == "AWS::CloudFormation::Stack" and attribute.startswith("Outputs."):
            return self._stack_output(name, attribute.removeprefix("Outputs."))
        return self._made_up(resource, attribute)

    def _made_up(self, resource: Resource, attribute: str) -> Value:
        identity = self.identity(resource)
        found = self._arn_attribute(resource, attribute) or self._network_attribute(
            resource, attribute
        )
        found = found or identity.endpoint(attribute)
        if found is not None:
            return found
        own = self.property(resource, attribute) if attribute in resource.properties else None
        if own is not None:
            return own
        if resource.type.startswith("Custom::") or resource.type.endswith("::CustomResource"):
            return undecided(f"{resource.logical_id}.{attribute} comes from a custom resource")
        return Symbol(f"{identity.name}.{attribute}")

    def _arn_attribute(self, resource: Resource, attribute: str) -> Value:
        if attribute == "StreamArn":
            arn = self.identity(resource).arn()
            return Symbol(f"{arn}/stream/2026-01-01T00:00:00.000")
        if not attribute.lower().endswith("arn"):
            return None
        if resource.type in {"AWS::Lambda::Alias", "AWS::Lambda::Version"}:
            return self._qualified(resource)
        return self.identity(resource).arn()

    def _network_attribute(self, resource: Resource, attribute: str) -> Symbol | None:
        own = resource.type == "AWS::EC2::VPC" and attribute == "VpcId"
        if own or (attribute == "GroupId" and resource.type == "AWS::EC2::SecurityGroup"):
            return Symbol(self.identity(resource).name)
        if attribute == "DefaultSecurityGroup":
            return Symbol(physical_id("AWS::EC2::SecurityGroup", self.label, resource.logical_id))
        return None


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}
