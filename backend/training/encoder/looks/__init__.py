"""The looks lesson: towers of their own learn what dressed people wear, and what words say of it."""
