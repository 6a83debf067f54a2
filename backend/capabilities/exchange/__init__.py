"""Files that go to other programs, read back by readers that share nothing with the exporter."""
