"""Reminders: what the edges of a plan say, told once, to whoever agreed to it, while it is true.

`wanted` says what is to be told; `actions.reconciling` keeps the rows of it in step with the plan,
in the transaction that changes the plan; `actions.delivering` takes what is due, looks whether it
is still true, and notes what came of it; `channels` carry it.
"""
