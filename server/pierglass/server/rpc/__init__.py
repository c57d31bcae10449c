"""Calls between the processes of one server, over Unix-domain sockets.

Messages are length-prefixed msgpack maps. A call has an id, a method, arguments and a
deadline, and gets exactly one reply: a value or a typed error. A server may also push
to the clients that subscribed to a topic; pushes may be lost (the store may not lose).

- ``wire``: the frames; ``errors``: what a call can end in; ``paths``: the sockets
- ``threaded_server``: for api; ``async_server``: for augment
- ``async_client``: for gateway; ``sync_client``: for the threads of api
"""
