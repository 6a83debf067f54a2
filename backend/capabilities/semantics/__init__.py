"""Words and bodies: the embedded encoder, its data, its training and its score."""
