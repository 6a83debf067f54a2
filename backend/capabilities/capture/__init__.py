"""A photo or a video of a face becomes curves of its expressions, and they move an avatar."""
