"""The user's own models: published bodies are read from their files, kept clean, and removed again."""
