"""The machine faces: health today; the JSON API, LTI, xAPI and webhooks later."""
