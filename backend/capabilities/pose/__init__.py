"""Words become poses of an avatar, several to choose from."""
