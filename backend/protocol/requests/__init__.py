"""One frozen dataclass per capability: the wire schema, the command line, the batch line and the stamp on the object.

Everything that influences a result is in its request, so that any result can be made again. Which there are is told by
`table.py`.
"""

from .avatar import MAX_PROMPT_CHARACTERS as MAX_PROMPT_CHARACTERS
from .avatar import AvatarRequest as AvatarRequest
from .base import Base as Base
from .base import base as base
from .base import base_named as base_named
from .base import figure_of as figure_of
from .base import look_of as look_of
from .check_export import CheckExportRequest as CheckExportRequest
from .check_export import Poses as Poses
from .check_export import Preset as Preset
from .common import Colour as Colour
from .common import Figure as Figure
from .common import Look as Look
from .common import one_of as one_of
from .common import range_of as range_of
from .common import sentence as sentence
from .common import within as within
from .live_shape import LiveShapeRequest as LiveShapeRequest
from .shape import ShapeRequest as ShapeRequest
