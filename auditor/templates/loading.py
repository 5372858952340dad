"""From paths to templates: files and output folders of tools, nested templates below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.model import Place
from auditor.model.errors import UsageError
from auditor.templates import reader, serverless_framework
from auditor.templates.cdk import assets_of, deployment_of, sources_of
from auditor.templates.deployment import StackDeployment
from auditor.templates.includes import put_in_files
from auditor.templates.kinds import TemplateKind, kind_of
from auditor.templates.parameters import Parameter, declared
from auditor.templates.relatives import refuse_relatives, relative_of
from auditor.templates.terraform.plan import as_document
from auditor.templates.terraform.source import declared_at, place_of

CDK_TEMPLATE = ".template.json"
_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".template"})
_MOST_FILES = 2_000  # of a folder
_SKIPPED = frozenset({"node_modules", ".git", ".venv", "venv", "__pycache__", "cache"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template as it was read."""

    path: Path
    shown: str  # the path as it is reported, relative to the working directory
    root: Path  # nothing outside this folder is read for it
    document: Mapping[str, Any]
    kind: TemplateKind
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    # Where resources are really written, by logical id: the .tf or CDK source behind the file.
    sources: Mapping[str, Place] = field(default_factory=dict)
    # What the CDK uploads for the stack, by its key in S3: a file or folder next to the template.
    assets: Mapping[str, str] = field(default_factory=dict)
    deployment: StackDeployment = field(default_factory=StackDeployment)


def shown_path(path: Path) -> str:
    """Return a path as reports show it: relative to the working directory where it is below it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def load(paths: Sequence[Path], source: Path | None = None) -> list[Template]:
    """Return the templates at these paths; a folder's are those of the tool that wrote it.

    `source` is the folder of the .tf files behind Terraform plans.

    Raises:
        UsageError: a path does not exist, a file is broken, or nothing is a template.
    """
    found: list[Template] = []
    for path in paths:
        if path.is_dir():
            listed = list(_in_folder(path))
            if not listed:
                raise UsageError(
                    f"{path}: no template in this folder; name a file, or run the build first"
                )
            found.extend(listed)
        elif path.exists():
            found.append(_one(path, path.parent))
        else:
            raise UsageError(f"{path}: no such file or folder")
    return found if source is None else [_with_source(template, source) for template in found]


def _with_source(template: Template, source: Path) -> Template:
    if not source.is_dir():
        raise UsageError(f"--source {source}: not a folder; name the folder of the .tf files")
    if template.kind is not TemplateKind.TERRAFORM_PLAN:
        return template
    known = declared_at(source, shown_path(source))
    plan = reader.read_document(template.path, template.shown)
    if isinstance(plan, dict):
        template = replace(template, document=as_document(plan, source))
    places = ((address, place_of(address, known)) for address in template.document["Resources"])
    return replace(template, sources={a: place for a, place in places if place is not None})


def _one(path: Path, root: Path) -> Template:
    shown = shown_path(path)
    content = reader.read_bytes(path, shown)
    refuse_relatives(content, path, shown)
    document = reader.parse(reader.decode(content, shown), shown)
    kind = kind_of(document)
    if kind is TemplateKind.OTHER or not isinstance(document, dict):
        raise UsageError(
            f"{shown}: {relative_of(document)}expected CloudFormation or SAM with a Resources"
            " section, or a Terraform plan as JSON"
        )
    if kind is TemplateKind.CLOUDFORMATION and not isinstance(document.get("Resources"), dict):
        raise UsageError(f"{shown}:1:1: a Resources section with resources by name was expected")
    return made(path, shown, root, document, kind)


def made(
    path: Path, shown: str, root: Path, document: Mapping[str, Any], kind: TemplateKind
) -> Template:
    """Return a template of a document."""
    if kind is TemplateKind.TERRAFORM_PLAN:
        document = as_document(document)
    elif isinstance(document, dict):
        put_in_files(document, path, root)
    template = Template(
        path=path,
        shown=shown,
        root=root,
        document=document,
        kind=kind,
        parameters=declared(document),
    )
    if path.name.endswith(CDK_TEMPLATE):
        return replace(
            template,
            sources=sources_of(path, shown),
            assets=assets_of(path),
            deployment=deployment_of(path),
        )
    if path.name == serverless_framework.TEMPLATE:
        return replace(
            template,
            assets=serverless_framework.packages_of(document),
            deployment=serverless_framework.service_of(path),
        )
    return template


def _in_folder(folder: Path) -> Iterator[Template]:
    """Yield the templates of a folder: an output folder's own, else every template below it."""
    for names in (("*.template.json",), (serverless_framework.TEMPLATE,)):
        own = sorted(path for name in names for path in folder.glob(name) if not path.is_symlink())
        if own:  # of the CDK's stages, each in a folder of its own
            own.extend(path for path in _walked(folder) if _is_staged(path.relative_to(folder)))
        if own:
            yield from (
                _one(path, folder)
                for path in own
                if not path.name.endswith(".nested.template.json")
            )
            return
    for path in _walked(folder):
        template = _perhaps(path, folder)
        if template is not None:
            yield template


def _is_staged(path: Path) -> bool:
    return (
        path.name.endswith(CDK_TEMPLATE)
        and all(p.startswith("assembly-") for p in path.parts[:-1])
        and len(path.parts) > 1
    )


def _walked(folder: Path) -> Iterator[Path]:
    left = _MOST_FILES
    folders = [folder]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_symlink() or path.name in _SKIPPED:
                continue
            if path.is_dir():
                folders.append(path)
            elif path.suffix.lower() in _SUFFIXES:
                left -= 1
                if left < 0:
                    raise UsageError(f"{folder}: more than {_MOST_FILES} files; name the templates")
                yield path


def _perhaps(path: Path, root: Path) -> Template | None:
    """Return the template in a file of a folder; None where the file is something else."""
    shown = shown_path(path)
    text = reader.decode(reader.read_bytes(path, shown), shown)
    if not any(word in text for word in ("Resources", "resource_changes", "planned_values")):
        return None
    document = reader.parse(text, shown)
    kind = kind_of(document)
    if kind is TemplateKind.OTHER or not isinstance(document, dict):
        return None
    if kind is TemplateKind.CLOUDFORMATION and not isinstance(document.get("Resources"), dict):
        return None
    return made(path, shown, root, document, kind)


def nested_template(template: Template, location: str) -> Template | str:
    """Return the template that a stack nests, or why it is not read."""
    if "://" in location:
        return f"the nested template {location} is not fetched"
    path = template.path.parent / location
    try:
        resolved, root = path.resolve(strict=True), template.root.resolve()
    except (OSError, RuntimeError):
        return f"the nested template {location} does not exist"
    if path.is_symlink() or not resolved.is_relative_to(root):
        return f"the nested template {location} is outside the folder {template.root}"
    if resolved.is_dir():
        return f"the nested template {location} is a folder"
    return _one(path, template.root)
