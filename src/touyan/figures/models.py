"""Figures frozen, declared and told: snapshots, numbers from before the system, and briefs."""
