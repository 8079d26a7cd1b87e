"""How every page looks: the frame, the line of time, icons, type, colours."""
