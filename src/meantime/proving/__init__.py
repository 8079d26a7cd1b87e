"""Everything a protocol can ever say, cut into finitely many cells, each with a real person."""
