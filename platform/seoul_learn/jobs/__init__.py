"""The queue and what works it off. Every job names its tenant; all of them may come twice and do no harm then."""
