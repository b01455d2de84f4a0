"""The face of channels."""
