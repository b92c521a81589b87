"""Another system's site, run by its own Python from a folder of its own; only its standard files."""
