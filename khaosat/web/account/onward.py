"""Where a person was going: kept while they sign in, and never a stranger's address."""

ONWARD = "tiep"  # the name in addresses and forms


def own_path(address: str) -> str:
    """Return the address if it is a path of this site, else nothing."""
    inside = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address.rstrip("?") if inside and address.isprintable() else ""
