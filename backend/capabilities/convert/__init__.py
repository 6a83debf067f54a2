"""A mesh, a scan or a figure of another body becomes a figure of this one."""
