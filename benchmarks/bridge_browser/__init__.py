"""Round trips through the bridge in Chromium, beside the bridges that lenses know."""
