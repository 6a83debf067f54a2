"""Words for movement: a text in order, each part with its action, direction, side, speed, manner, fingers and face."""
