"""The HTTP edge: routes as data, the strict decoder, errors rendered once."""
