"""What Beep does: one folder per feature, ranked in `.importlinter`, reached only through its face."""
