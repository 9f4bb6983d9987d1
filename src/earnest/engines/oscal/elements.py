"""Parts that all OSCAL documents share."""

from __future__ import annotations

import msgspec

from earnest.engines.oscal.ids import NAMESPACE


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="kebab"):
    """Base of every object: members in kebab case, and what is empty is left out, for OSCAL has no empty arrays."""


class Property(Part, frozen=True, kw_only=True):
    name: str
    value: str
    ns: str = ""
    class_: str = msgspec.field(default="", name="class")
    remarks: str = ""


class Link(Part, frozen=True, kw_only=True):
    href: str
    rel: str = ""
    media_type: str = ""
    text: str = ""


class Hash(Part, frozen=True, kw_only=True):
    algorithm: str
    value: str


class ResourceLink(Part, frozen=True, kw_only=True):
    href: str
    media_type: str = ""
    hashes: tuple[Hash, ...] = ()


class Base64(Part, frozen=True, kw_only=True):
    value: str
    filename: str = ""
    media_type: str = ""


class Citation(Part, frozen=True, kw_only=True):
    text: str


class Resource(Part, frozen=True, kw_only=True):
    uuid: str
    title: str = ""
    description: str = ""
    props: tuple[Property, ...] = ()
    citation: Citation | None = None
    rlinks: tuple[ResourceLink, ...] = ()
    base64: Base64 | None = None
    remarks: str = ""


class BackMatter(Part, frozen=True, kw_only=True):
    resources: tuple[Resource, ...] = ()


class Role(Part, frozen=True, kw_only=True):
    id: str
    title: str


class Party(Part, frozen=True, kw_only=True):
    uuid: str
    type: str
    name: str = ""
    email_addresses: tuple[str, ...] = ()
    remarks: str = ""


class ResponsibleParty(Part, frozen=True, kw_only=True):
    role_id: str
    party_uuids: tuple[str, ...]


class ResponsibleRole(Part, frozen=True, kw_only=True):
    role_id: str
    party_uuids: tuple[str, ...] = ()


class Metadata(Part, frozen=True, kw_only=True):
    title: str
    last_modified: str = ""
    version: str = ""
    oscal_version: str
    published: str = ""
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    roles: tuple[Role, ...] = ()
    parties: tuple[Party, ...] = ()
    responsible_parties: tuple[ResponsibleParty, ...] = ()
    remarks: str = ""


def own(name: str, value: str, remarks: str = "") -> Property:
    """A property of our own namespace."""
    return Property(name=name, value=value, ns=NAMESPACE, remarks=remarks)
