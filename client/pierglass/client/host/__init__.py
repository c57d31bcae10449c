"""The Python host end of the bridge: the only one; tests, demo and kit all use it."""
