"""Passkeys (WebAuthn): what is asked of a browser, and whether its answer is the right one. Pure.

The relying party comes from the settings, never from what a browser claims alone. Refuses to
know rows and who is signed in.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from command.base.settings import Settings

CHALLENGE_BYTES = 32
HANDLE_BYTES = 32
LOCALHOST = "localhost"


class NotTheKey(Exception):
    """The answer does not prove the key: another challenge, origin, party, key or counter."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a passkey is made for: the host's name, and the origins it is used from."""

    rp_id: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a passkey is made; the handle says nothing about the person."""

    handle: bytes
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey that proved itself."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What an answer is checked against."""

    public_key: bytes
    sign_count: int


def party_of(settings: Settings, scheme: str, host: str) -> Party | None:
    """The party for a request to `host`; None where browsers make no passkeys.

    Public origins come from the settings; without them only `localhost` is a name of ours.
    """
    for origin in settings.public_origins:
        if urlsplit(origin).netloc == host:
            return Party(urlsplit(origin).hostname or "", tuple(settings.public_origins))
    if settings.is_local and urlsplit(f"//{host}").hostname == LOCALHOST:
        return Party(LOCALHOST, (f"{scheme}://{host}",))
    return None


def new_challenge() -> bytes:
    return secrets.token_bytes(CHALLENGE_BYTES)


def new_handle() -> bytes:
    return secrets.token_bytes(HANDLE_BYTES)


def creation(
    party: Party, centre: str, holder: Holder, challenge: bytes, known: Sequence[bytes]
) -> dict[str, Any]:
    """Options for `navigator.credentials.create`, as JSON; `known` keys are not made twice."""
    options = webauthn.generate_registration_options(
        rp_id=party.rp_id,
        rp_name=centre,
        user_id=holder.handle,
        user_name=holder.login,
        user_display_name=holder.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_named(known),
    )
    return options_to_json_dict(options)


def request(
    party: Party, challenge: bytes, known: Sequence[bytes], *, is_alone: bool
) -> dict[str, Any]:
    """Options for `navigator.credentials.get`; `is_alone` asks for the person's finger or PIN."""
    options = webauthn.generate_authentication_options(
        rp_id=party.rp_id,
        challenge=challenge,
        allow_credentials=_named(known),
        user_verification=_verification(is_alone),
    )
    return options_to_json_dict(options)


def made(credential: Mapping[str, Any], party: Party, challenge: bytes) -> Made:
    """The key that a browser made for our challenge. Raises NotTheKey."""
    try:
        found = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=list(party.origins),
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as reason:
        raise NotTheKey() from reason
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def used(
    credential: Mapping[str, Any], party: Party, challenge: bytes, kept: Kept, *, is_alone: bool
) -> int:
    """The key's new counter, which must have moved unless it never does. Raises NotTheKey."""
    try:
        found = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=list(party.origins),
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.sign_count,
            require_user_verification=is_alone,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as reason:
        raise NotTheKey() from reason
    return found.new_sign_count


def credential_id_of(credential: Mapping[str, Any]) -> bytes:
    """The id a browser says it used; nothing is proved by it. Raises NotTheKey."""
    return _bytes(credential.get("rawId"))


def handle_of(credential: Mapping[str, Any]) -> bytes | None:
    """Whose key the browser says it is; a second factor need not say."""
    response = credential.get("response")
    told = response.get("userHandle") if isinstance(response, dict) else None
    return _bytes(told) if told else None


def _bytes(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > 2000:
        raise NotTheKey()
    try:
        return base64url_to_bytes(text)
    except ValueError as reason:
        raise NotTheKey() from reason


def _named(known: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]


def _verification(is_alone: bool) -> UserVerificationRequirement:
    if is_alone:
        return UserVerificationRequirement.REQUIRED
    return UserVerificationRequirement.PREFERRED
