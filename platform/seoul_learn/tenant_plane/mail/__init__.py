"""Letters the platform owes to people, kept until they are delivered."""
