"""Words become a clip: planned, made several times, the one that obeys best taken, brought onto a body, cleaned up."""
