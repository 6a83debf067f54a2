"""What `galatea train` runs: the bundled models from nothing."""
