"""A face before the camera: from points on it to expressions, how the head is turned, gaze, and whose face it is."""
