"""Every sentence a patient reads: that it is easy, safe, and says what its rule says."""
