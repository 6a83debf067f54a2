"""Many people from one file: made by workers of this machine or of others, each in a folder of its own."""
