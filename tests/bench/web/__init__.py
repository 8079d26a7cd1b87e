"""What the pages cost, behind the server that clinics run."""
