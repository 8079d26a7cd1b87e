"""What other systems read: calendars first."""
