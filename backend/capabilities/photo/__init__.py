"""Photos of a person become an avatar, and what the photos tell is told."""
