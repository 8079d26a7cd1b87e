"""Numbers of a clinic: why sessions wait, what that saves, how series turn out. No rows."""
