"""What officers of a city see."""

from typing import Any

console_handlers: tuple[Any, ...] = ()
