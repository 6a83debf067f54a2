"""Galatea's backend: requests in, rigged people out."""

__version__ = "0.1.0"
