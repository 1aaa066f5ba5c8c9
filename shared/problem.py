"""Why something went wrong, in words for an event."""

import msgspec


class Detail(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One of the errors that a job reports, as Azure words it."""

    code: str
    title: str = ""
    message: str = ""
    recommendations: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Why a request failed: Azure's code and message, the field to change where one is to blame, and what to do."""

    code: str
    message: str
    field: str | None = None
    recommendations: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
