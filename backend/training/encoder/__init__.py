"""The embedded encoder: its pictures, its texts, how it learns, and its score."""
