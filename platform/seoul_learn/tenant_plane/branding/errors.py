"""What can be wrong with a city's branding.

BrandingError
└── UnusableLogoError    the picture is of another kind, too large, broken or not what it says it is
"""


class BrandingError(Exception):
    """`message_id` is the English sentence that is translated for the officer; the text is for the log."""

    def __init__(self, text: str, *, message_id: str) -> None:
        super().__init__(text)
        self.message_id = message_id


class UnusableLogoError(BrandingError):
    pass
