"""What a city writes about itself: pages in its languages."""
