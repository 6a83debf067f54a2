"""How the nets of one model are made: their backbones, how many numbers they give, and of which body."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

from ..protocol.codec import decode

JAW_MOST = 0.2
"""radians that a jaw turns aside or askew at most"""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """As published unless said otherwise. Backbones are named as timm names them."""

    body: str = "flame"
    """the body model, or the family of the user's own, whose shape and expression the numbers are"""
    shapes: int = 300
    expressions: int = 50
    expression_names: tuple[str, ...] = ()
    """whose values they are, from 0 to 1; empty where they are numbered coefficients without ends"""
    shape_names: tuple[str, ...] = ()
    """sliders of the shape; empty where they are numbered coefficients"""
    eyelids: bool = True
    """whether two numbers of their own close the left and the right eye"""
    jaw: bool = True
    """whether the jaw is a bone, turned by three numbers"""
    pose_net: str = "tf_mobilenetv3_small_minimal_100"
    shape_net: str = "tf_mobilenetv3_large_minimal_100"
    expression_net: str = "tf_mobilenetv3_large_minimal_100"
    features: int = 32
    """channels of the generator's first level, doubled at each of four"""
    blocks: int = 5
    """residual blocks in the generator's middle; 0 where the file has no generator"""
    size: int = 224
    """pixels of the square picture"""

    @property
    def outputs(self) -> int:
        """Numbers of the expression head: expression, eyelids, jaw, in this order."""
        return self.expressions + 2 * self.eyelids + 3 * self.jaw


def written(layout: Layout) -> str:
    return json.dumps(dataclasses.asdict(layout), sort_keys=True)


def read(text: str) -> Layout:
    """Raises BadRequest or ValueError for what is none."""
    return decode(Layout, json.loads(text), ())
