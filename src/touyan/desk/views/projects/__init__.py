"""The pages of projects at the desk."""
