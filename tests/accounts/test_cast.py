"""The cast stands where it says: fourteen people, each in their own scope."""

from command.accounts import store
from command.accounts.role import Role
from command.base.db import Database
from tests.cast import AT, ROLES, TOWNSHIP, VILLAGE, cast, kiosk


async def test_cast_has_everybody_in_their_own_scope(database: Database) -> None:
    people = await cast(database)
    assert {person.actor.login for person in people} == set(ROLES)
    assert {person.actor.role for person in people} == set(Role) - {Role.KIOSK}
    assert people.duty.scope == "361123"
    assert people.township.scope == TOWNSHIP
    assert people.village.scope == VILLAGE
    assert people.lead.scope == "agency:rsj"
    assert people.lead.place is None
    assert people.lead.agency_name == "人社局"
    assert people.outsider.scope == "agency:lyj"


async def test_wall_of_the_tests_only_watches(database: Database) -> None:
    await cast(database)
    _, wall = await kiosk(database, TOWNSHIP)
    assert (wall.actor.role, wall.actor.account_id, wall.actor.place) == (Role.KIOSK, 0, TOWNSHIP)


async def test_county_centre_has_somebody_who_signs_for_what_nobody_takes(
    database: Database,
) -> None:
    people = await cast(database)
    async with database.reading() as conn:
        officer = await store.named_officer(conn, "c361123", AT)
        nobody = await store.named_officer(conn, "gaj", AT)
    assert officer is not None
    assert officer.account_id == people.duty.account_id
    assert nobody is None
