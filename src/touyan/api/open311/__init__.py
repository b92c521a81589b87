"""Open311 GeoReport v2 (frozen 2011) with `page`, media, `extensions` and service request updates.

The specification: wiki.open311.org/GeoReport_v2; the updates are mySociety's extension.
"""
