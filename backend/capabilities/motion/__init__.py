"""Motions from files onto any avatar, and cleaned up; motions from words have their room here too."""
