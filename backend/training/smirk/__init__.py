"""Learning to read faces as SMIRK does: landmarks first, then analysis by neural synthesis with a cycle."""
