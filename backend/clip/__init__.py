"""Encoders: words and pictures in one space."""

from backend.clip.encoder import NEUTRAL_TEXT, Encoder, load_encoder

__all__ = ["NEUTRAL_TEXT", "Encoder", "load_encoder"]
