"""Takes of faces: curves of keys, head and eyes, their files, filters, and names on other rigs."""
