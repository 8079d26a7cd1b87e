"""Photos of how it heals: taken in three views, made small and plain, sealed, side by side."""
