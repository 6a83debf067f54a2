"""Poses as a model sees them: a prior, a flow, a codebook and a ranking by words; and those that others published."""
