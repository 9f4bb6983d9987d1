"""Package URLs, reduced to what tells one package from another."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True)
class Package:
    """Type, namespace, name and version of a package URL. `version` is empty where it names none."""

    type: str
    namespace: str
    name: str
    version: str

    @property
    def key(self) -> str:
        return f"{self.type}\x1f{self.namespace}\x1f{self.name}\x1f{self.version}"


CASELESS = frozenset({"deb", "rpm", "apk", "github", "bitbucket", "pypi", "golang", "composer", "oci", "docker"})
"""Types whose namespace and name are the same in either case."""


def package_of(purl: str | None) -> Package | None:
    """The package that a URL names, without qualifiers and subpath; None where it is no package URL."""
    told = (purl or "").strip()
    if told[:4].lower() != "pkg:":
        return None
    path = told[4:].split("#", 1)[0].split("?", 1)[0].strip("/")
    path, _, version = path.rpartition("@") if "@" in path.rsplit("/", 1)[-1].lstrip("@") else (path, "", "")
    kind, _, rest = path.partition("/")
    namespace, _, name = rest.rpartition("/")
    kind, namespace, name = kind.lower(), unquote(namespace), unquote(name)
    if not kind or not name:
        return None
    if kind in CASELESS:
        namespace, name = namespace.lower(), name.lower()
    if kind == "pypi":
        name = name.replace("_", "-")
    return Package(kind, namespace, name, unquote(version))


def contradict(left: str, right: str) -> bool:
    """Whether two package URLs of the same package name different builds of it, such as another epoch or distribution.
    What only one of them names says nothing."""
    mine, other = _qualifiers(left), _qualifiers(right)
    return any(mine[name] != other[name] for name in mine.keys() & other.keys())


def _qualifiers(purl: str) -> dict[str, str]:
    told = purl.split("#", 1)[0].partition("?")[2]
    pairs = (part.partition("=") for part in told.split("&"))
    return {name.strip().lower(): unquote(value).strip().lower() for name, _, value in pairs if value}


def key_of(purl: str | None) -> str:
    """What two URLs of the same package and version have in common; empty where it is no package URL."""
    found = package_of(purl)
    return found.key if found else ""
