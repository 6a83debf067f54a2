"""The rooms with the toy jobs and with what is made by chance; servers that are started take over the search path."""

import sys
from pathlib import Path

sys.path.extend(str(Path(__file__).parents[1] / room) for room in ("server", "protocol"))
