"""A city as a platform of LTI 1.3 Advantage: its keys, deployments, links, messages, line items and scores."""
