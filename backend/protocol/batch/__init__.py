"""What a batch reads and writes, for the command line and for Blender: lines, names, the plan, records, the summary."""
