"""Learning tools (LTI 1.3) that providers have registered with the platform, and operators confirmed."""
