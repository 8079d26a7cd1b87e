"""Care: patients, their series and sessions, and what is decided about them."""
