"""The clinic's web application: Django, thin over the core. Only here is Django imported."""
