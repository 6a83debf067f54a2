"""Photos of a face become an avatar with its expression, by nets that read pixels."""
