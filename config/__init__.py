"""The roof: settings, addresses, and the doors in."""
