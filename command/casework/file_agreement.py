"""Agreements of a case with their duties, as an officer reads them in its file."""

from collections.abc import Iterable

import msgspec

from command.casework.agreement_store import Agreement


class FileDuty(msgspec.Struct, frozen=True):
    """Days of China; without `performed` it waits."""

    number: int
    words: str
    due: str
    performed: str | None
    remark: str


class FileAgreement(msgspec.Struct, frozen=True):
    number: int
    agreed: str
    mediators: str
    form: str
    words: str
    duties: list[FileDuty]
    confirmation: str | None
    confirm_words: str
    ended: str | None
    ended_words: str


def file_agreements(agreements: Iterable[Agreement]) -> list[FileAgreement]:
    return [
        FileAgreement(
            number=one.number,
            agreed=one.agreed.agreed_on.isoformat(),
            mediators=one.agreed.mediators,
            form=one.agreed.form,
            words=one.agreed.words,
            duties=[
                FileDuty(
                    duty.number,
                    duty.duty.words,
                    duty.duty.due.isoformat(),
                    duty.performed_on.isoformat() if duty.performed_on else None,
                    duty.remark,
                )
                for duty in one.duties
            ],
            confirmation=one.confirmation,
            confirm_words=one.confirm_words,
            ended=one.ended,
            ended_words=one.ended_words,
        )
        for one in agreements
    ]
