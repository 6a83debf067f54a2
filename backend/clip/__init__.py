"""Encoders: words and pictures in one space, the losses between them, and the lexicon of words."""

from backend.clip.encoder import NEUTRAL_TEXT, Encoder, load_encoder
from backend.clip.losses import direction_loss, direction_similarity, projection, similarity_loss
from backend.clip.views import augment, composite

__all__ = ["NEUTRAL_TEXT", "Encoder", "augment", "composite", "direction_loss", "direction_similarity",
           "load_encoder", "projection", "similarity_loss"]  # fmt: skip
