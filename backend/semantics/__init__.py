"""Words as sliders: mappers between what an encoder says of a body and its parameters."""

from backend.semantics.mapper import Card, Mapper
from backend.semantics.mapper_file import read_mapper, write_mapper
from backend.semantics.spaces import SPACES, Axis, Space, space_of

__all__ = ["SPACES", "Axis", "Card", "Mapper", "Space", "read_mapper", "space_of", "write_mapper"]
