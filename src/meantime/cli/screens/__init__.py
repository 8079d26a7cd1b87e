"""The human form of every result, one file each."""
