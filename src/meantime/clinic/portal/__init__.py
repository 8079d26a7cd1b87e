"""What the patient holds in the hand: a link, and behind it the plan as it is now."""
