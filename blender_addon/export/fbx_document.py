# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of an FBX file and how they hang together, to take some out and change others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from .fbx_tree import Node, Property

ROOT = 0
"""number of the scene itself"""
CLASS = "\0\1"
"""between the name of an object and its class"""


@dataclass
class Link:
    child: int
    parent: int
    what: str
    """property of the parent, "" for the object itself"""
    node: Node


class Document:
    """Objects by their number, and how they hang together."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.objects = {node.get(): node for node in root["Objects"].children}
        self.links = [
            Link(node.get(1), node.get(2), node.get(3) if len(node.properties) > 3 else "", node)
            for node in root["Connections"].children
        ]

    def of_class(self, name: str, kind: str = "") -> dict[int, Node]:
        return {i: node for i, node in self.objects.items() if node.name == name and kind in ("", node.get(2))}

    def children(self, parent: int, what: str | None = None) -> list[Link]:
        return [link for link in self.links if link.parent == parent and what in (None, link.what)]

    def remove(self, gone: set[int]) -> None:
        for number in gone:
            self.objects.pop(number, None)
        self.links = [link for link in self.links if not {link.child, link.parent} & gone]

    def close(self) -> None:
        """Write objects, links and the counts of objects back into the tree."""
        self.root["Objects"].children = list(self.objects.values())
        self.root["Connections"].children = [link.node for link in self.links]
        counts = Counter(node.name for node in self.objects.values())
        definitions, kept, total = self.root["Definitions"], [], 0
        for child in definitions.children:
            if child.name == "ObjectType" and child.get() != "GlobalSettings":
                if not counts[child.get()]:
                    continue
                child["Count"].set(counts[child.get()])
            if child.name == "ObjectType":
                total += child["Count"].get()
            kept.append(child)
        definitions.children = kept
        definitions["Count"].set(total)


def properties(node: Node) -> dict[str, Node]:
    return {row.get(): row for row in node["Properties70"].children}


def vector(node: Node, name: str, default: float = 0.0) -> np.ndarray:
    row = properties(node).get(name)
    return np.array([row.get(n) for n in (4, 5, 6)]) if row else np.full(3, default)


def set_vector(node: Node, name: str, values: np.ndarray) -> None:
    row = properties(node).get(name)
    if row is None:
        texts = [Property(b"S", b"").saying(text) for text in (name, name, "", "A")]
        row = Node("P", [*texts, *[Property(b"D", b"").saying(0.0)] * 3])
        node["Properties70"].children.append(row)
    for n, value in enumerate(values, 4):
        row.set(float(value), n)


def rename(node: Node, name: str) -> None:
    node.set(name + CLASS + node.get(1).partition(CLASS)[2], 1)
