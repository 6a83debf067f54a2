"""A `PublishedModel` becomes a body: turned to the world's axes, with a rig, sliders that have meanings, and places."""
