"""What a lens developer installs: API and gateway clients, and the applet's end."""
