"""The wire between a lens and its host. No I/O, no clock, no threads."""
