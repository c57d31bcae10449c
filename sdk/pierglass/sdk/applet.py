"""The applet's end of the bridge, for a lens whose own server is written in Python."""

from pierglass.client.applet import Applet, connect_applet, connect_in_memory

__all__ = ["Applet", "connect_applet", "connect_in_memory"]
