"""The door for other systems: who they are, and Open311 GeoReport v2."""
