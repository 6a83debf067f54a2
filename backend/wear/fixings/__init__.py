"""Small things that are fixed to clothes, each a mesh of its own: buckles, fringes, fur along borders."""
