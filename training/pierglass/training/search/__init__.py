"""How good stock pictures and visual search are, on what training never saw."""
