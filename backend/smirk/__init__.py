"""Faces from pixels, as SMIRK does it (Retsinas et al., CVPR 2024): encoders, crop, the head before the camera, and the
generator that paints a photo again from a rendered shape."""
