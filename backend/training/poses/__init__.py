"""The model of poses learns from labelled motion capture: `galatea train poses --data DIR`."""
