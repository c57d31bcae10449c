"""`pierglass lens`: new, lint, dev, test, publish, doctor.

Everything here judges and starts; nothing here is needed by a lens that runs.
"""
