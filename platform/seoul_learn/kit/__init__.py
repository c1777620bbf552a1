"""The ground floor: words every plane needs and no word of the domain. Standard library and msgspec only."""
