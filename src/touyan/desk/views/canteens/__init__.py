"""Canteens and day care, as the clerk of the place keeps them."""
