"""Body models that others published, and that each user has a licence of: SMPL, SMPL-X, FLAME, SMAL, ICT."""
