"""Expressions of one body become those of another: a matrix, and curves."""
