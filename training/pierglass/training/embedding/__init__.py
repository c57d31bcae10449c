"""One embedding for street photos and stock pictures."""
