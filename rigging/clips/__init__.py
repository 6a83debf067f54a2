"""Motion: clips and takes on any skeleton, brought from one to another, cleaned, joined, in files' spaces."""
