"""Learning to move: motion-capture clips with labels become the nets of `backend.motion`."""
