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
from .capture import CaptureRequest as CaptureRequest
from .capture import Smoothing as Smoothing
from .check_export import TWISTING as TWISTING
from .check_export import CheckExportRequest as CheckExportRequest
from .check_export import FurtherClip as FurtherClip
from .check_export import Poses as Poses
from .check_export import Preset as Preset
from .check_export import RootMotion as RootMotion
from .convert import MOST_SCAN_BYTES as MOST_SCAN_BYTES
from .convert import ConvertRequest as ConvertRequest
from .convert import Scan as Scan
from .expressions import CurveFile as CurveFile
from .expressions import ExpressionsRequest as ExpressionsRequest
from .face_photo import MOST_FACE_PHOTOS as MOST_FACE_PHOTOS
from .face_photo import FacePhotoRequest as FacePhotoRequest
from .fields import Colour as Colour
from .fields import one_of as one_of
from .fields import range_of as range_of
from .fields import sentence as sentence
from .fields import within as within
from .figure import Figure as Figure
from .live_shape import LiveShapeRequest as LiveShapeRequest
from .look import DETAILS as DETAILS
from .look import FABRICS as FABRICS
from .look import LOCKABLE as LOCKABLE
from .look import MOST_DETAILS as MOST_DETAILS
from .look import PATTERNS as PATTERNS
from .look import SLOTS as SLOTS
from .look import Detail as Detail
from .look import Look as Look
from .look import Skin as Skin
from .look import Worn as Worn
from .models import ChangeModelsRequest as ChangeModelsRequest
from .motion import MOST_MOTION_BYTES as MOST_MOTION_BYTES
from .motion import CleanMotionRequest as CleanMotionRequest
from .motion import ImportMotionRequest as ImportMotionRequest
from .motion import Landing as Landing
from .motion import MotionFile as MotionFile
from .motion import RetargetMotionRequest as RetargetMotionRequest
from .photo import MOST_PHOTOS as MOST_PHOTOS
from .photo import NamedFile as NamedFile
from .photo import PhotoRequest as PhotoRequest
from .pose import PoseRequest as PoseRequest
from .shape import ShapeRequest as ShapeRequest
from .variations import VariationsRequest as VariationsRequest
from .wardrobe import ChangeWardrobeRequest as ChangeWardrobeRequest
from .wardrobe import WardrobeRequest as WardrobeRequest
from .wear_this import MOST_VERTICES as MOST_VERTICES
from .wear_this import WearThisRequest as WearThisRequest
from .webcam import WebcamRequest as WebcamRequest
from .worded_motion import MOST_SECONDS as MOST_SECONDS
from .worded_motion import MotionRequest as MotionRequest
from .words import WordsRequest as WordsRequest
