"""Pure helpers every tier may use: no I/O, no clock, no feature."""
