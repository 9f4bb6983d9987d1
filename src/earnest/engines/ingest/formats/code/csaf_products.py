"""The product tree of a CSAF document, resolved: product ids to what they are called elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from earnest.engines.ingest.coerce import FieldError, text


class Helper(msgspec.Struct, gc=False):
    purl: str | None = None
    purls: list[str] | None = None
    cpe: str | None = None


class Product(msgspec.Struct, gc=False):
    product_id: str
    name: str | None = None
    product_identification_helper: Helper | None = None

    @property
    def label(self) -> str:
        """Package URL, else CPE, else name, else id."""
        helper = self.product_identification_helper or Helper()
        told = [helper.purl, *(helper.purls or ())[:1], helper.cpe, self.name, self.product_id]
        return next((name.strip() for name in told if name and name.strip()), self.product_id)


class Branch(msgspec.Struct, gc=False):
    branches: list[Branch] | None = None
    product: Product | None = None


class Relationship(msgspec.Struct, gc=False):
    product_reference: str
    relates_to_product_reference: str
    full_product_name: Product


class Group(msgspec.Struct, gc=False):
    group_id: str
    product_ids: list[str]


class Tree(msgspec.Struct, gc=False):
    branches: list[Branch] | None = None
    full_product_names: list[Product] | None = None
    relationships: list[Relationship] | None = None
    product_groups: list[Group] | None = None


@dataclass(frozen=True)
class Named:
    """A product, and the component inside it that is meant; without one the product as a whole."""

    product: str
    component: str | None = None


class Products:
    """Products and groups of one document by their ids."""

    def __init__(self, tree: Tree) -> None:
        listed = [*(tree.full_product_names or ()), *_leaves(tree.branches or ())]
        self._products = {product.product_id: product for product in listed}
        self._relations = {one.full_product_name.product_id: one for one in tree.relationships or ()}
        self._groups = {group.group_id: group.product_ids for group in tree.product_groups or ()}

    def named(self, product_id: str) -> Named:
        """What the id stands for. FieldError if the tree does not tell."""
        relation = self._relations.get(product_id)
        if relation is None:
            found = self._products.get(product_id)
            if found is None:
                raise FieldError("product_status", f"the product tree has no {product_id!r}")
            return Named(found.label)
        return Named(self._outermost(relation), self._label(relation.product_reference))

    def _outermost(self, relation: Relationship) -> str:
        """The product that holds the others, where a component is part of a part."""
        holder = relation.relates_to_product_reference
        for _ in range(len(self._relations)):
            outer = self._relations.get(holder)
            if outer is None:
                break
            holder = outer.relates_to_product_reference
        return self._label(holder)

    def _label(self, product_id: str) -> str:
        found = self._products.get(product_id)
        if found is None and product_id in self._relations:
            found = self._relations[product_id].full_product_name
        return found.label if found else product_id

    def members(self, product_ids: Iterable[str] | None, group_ids: Iterable[str] | None) -> Iterator[str]:
        """Product ids that are named one by one or as groups."""
        yield from product_ids or ()
        for group in group_ids or ():
            yield from self._groups.get(group, ())


def _leaves(branches: Iterable[Branch]) -> Iterator[Product]:
    waiting = list(branches)
    while waiting:
        branch = waiting.pop()
        if branch.product is not None and text(branch.product.product_id):
            yield branch.product
        waiting.extend(branch.branches or ())
