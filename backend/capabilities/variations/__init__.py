"""Several people around one."""
