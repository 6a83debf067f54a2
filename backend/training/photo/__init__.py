"""People photographed at random, and the table that makes a fit to a photo a body."""
