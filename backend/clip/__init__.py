"""Encoders: words and pictures in one space, and how far one goes the way of the other."""

from backend.clip.encoder import NEUTRAL_TEXT, Encoder, load_encoder
from backend.clip.losses import direction_similarity, projection

__all__ = ["NEUTRAL_TEXT", "Encoder", "direction_similarity", "load_encoder", "projection"]
