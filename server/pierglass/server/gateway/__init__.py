"""The websocket edge: chat on one port, live frames on another, one event loop.

No SQL and no picture work happens here: commands go to the api process, frames to the
augment process, over ``pierglass.server.rpc``.

- ``codes``: why a connection ends, and what its client may do then
- ``limits``, ``budget``: what one client may use; ``door``: who may come in
- ``socket``: a connection that counts its frames and never buffers without bound
- ``ops``: the client's operations as a table; ``chat``: one chat connection
- ``feed``: events in order, gaps filled; ``hub``: sessions, takeover, revocation
- ``lifetime``: how long a token lets a client stay; ``tally``: what is counted
- ``live``: one stream of frames; ``process``: all of it on two listening sockets
"""
