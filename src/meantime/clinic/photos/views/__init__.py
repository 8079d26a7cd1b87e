"""Pages with photos, and the photos themselves."""
