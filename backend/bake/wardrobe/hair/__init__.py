"""Hair, beards, brows and lashes."""

from .beards import MAKERS as _BEARDS
from .beards_long import MAKERS as _BEARDS_LONG
from .curls import MAKERS as _CURLS
from .face import MAKERS as _FACE
from .gathered import MAKERS as _GATHERED
from .long import MAKERS as _LONG
from .mixed import MAKERS as _MIXED
from .moustaches import MAKERS as _MOUSTACHES
from .one_sided import MAKERS as _ONE_SIDED
from .ribbons import MAKERS as _RIBBONS
from .short import MAKERS as _SHORT
from .tousled import MAKERS as _TOUSLED
from .updos import MAKERS as _UPDOS
from .volume import MAKERS as _VOLUME

MAKERS = {
    **_SHORT,
    **_LONG,
    **_MIXED,
    **_GATHERED,
    **_UPDOS,
    **_ONE_SIDED,
    **_RIBBONS,
    **_VOLUME,
    **_CURLS,
    **_TOUSLED,
    **_BEARDS,
    **_BEARDS_LONG,
    **_MOUSTACHES,
    **_FACE,
}
