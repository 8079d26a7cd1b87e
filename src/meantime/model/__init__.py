"""What a protocol, a case and a ruling are: plain values, standard library only."""
