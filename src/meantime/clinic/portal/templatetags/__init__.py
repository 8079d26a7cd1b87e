"""What templates of other parts show of the portal."""
