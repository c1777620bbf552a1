"""From the first answer to a determination and an entitlement."""
