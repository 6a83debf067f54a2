"""Motion as a model sees it: features of frames, the nets that make them, numbers of a path."""
