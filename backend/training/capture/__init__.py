"""The lesson of face capture: renders of heads that act, what the detector finds on them, and a network from both."""
