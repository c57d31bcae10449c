"""Publishing from the command line: keys, versions, roll-out, withdrawal, reviews."""
