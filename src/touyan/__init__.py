"""Touyan 头雁: a town asks, accepts, dispatches, delivers and confirms."""
