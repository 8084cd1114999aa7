"""What was written: sources, articles, their revisions and sentences. No opinion in here."""
