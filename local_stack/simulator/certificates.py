"""A certificate authority of its own: Microsoft's clients insist on TLS."""

import ssl
from pathlib import Path

import trustme


class Certificate:
    """A certificate for 127.0.0.1 and localhost, and the authority that clients have to trust for it."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.context)

    def write_authority(self, folder: Path) -> Path:
        """Write the authority's certificate to a file in a folder."""
        file = folder / "simulator-ca.pem"
        self._authority.cert_pem.write_to_path(file)
        return file
