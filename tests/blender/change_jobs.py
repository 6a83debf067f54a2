"""The jobs of boxes, and the tiny ones that change an avatar."""

from panel_jobs import JOBS as PEOPLE
from tiny_changes import LINES

JOBS = [*PEOPLE, *LINES]
