"""What a tenant has contracted for its learners."""
