"""What we say of it: claims, who claims them, and the events they belong to."""
