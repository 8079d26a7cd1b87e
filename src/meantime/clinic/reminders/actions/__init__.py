"""Every change of what is to be told, and of what was."""
