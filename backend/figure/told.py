"""Warnings of a job."""

from __future__ import annotations

from ..context import JobContext


class Told:
    """Sentences for the user, told at once and kept for the report."""

    def __init__(self, context: JobContext) -> None:
        self.context, self.sentences = context, list[str]()

    def warn(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self.context.warn(sentence)
