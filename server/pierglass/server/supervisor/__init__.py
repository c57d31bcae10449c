"""One command that runs a whole server: three kinds of processes and their parent.

- ``lock``: one server a data folder. ``listeners``: the ports, bound once and inherited
- ``child``: starts a process and learns when it is ready and why it ended
- ``supervise``: keeps the processes running, and stops them in order
- ``role``: what a process runs: ``api``, ``gateway`` or ``augment``
"""
