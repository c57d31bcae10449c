"""The augmentation server: models in child processes behind a bounded queue.

- ``engine``: what a child does with a picture, through ``pierglass.vision``
- ``worker``: the child's loop; ``slot``: a child seen from the broker, restarted
- ``broker``: bounds, deadlines, streams; ``process``: the broker on its socket
- ``client``: what the services of the api process call
"""
