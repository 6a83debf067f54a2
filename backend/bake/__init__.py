"""What `galatea bake` runs: the bundled assets, made again from where they come from."""
