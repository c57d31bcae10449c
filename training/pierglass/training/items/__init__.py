"""The drawing program of the catalogue: vector art with exact anchors."""
