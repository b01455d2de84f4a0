"""The face of applications."""
