"""The rights in a migrated database as lines of text: columns, grants, functions, policies.

`python -m tests.house.grants` prints them from a database of its own.
"""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from command.base import addresses, db, migrate, postgres
from command.base.db import Address

PERSONAL = ("name_", "display", "person", "phone", "words", "id_number", "officer", "reporter")
STAFF_COUNTERS: frozenset[str] = frozenset()
"""Counters of work results, yearly reset, seen by the person: `schema.table.column`."""
_LABEL = re.compile(
    r"score|rating|rank|grade|watch_?list|black_?list|risk|credit|danger|suspic|key_person"
    r"|nuisance|repeat_|trouble|stab_?control|zhongdian|label_of",
)
_OURS = "nspname !~ '^(pg_|information_schema)'"
_QUERIES = (
    f"""
select format('column %s.%s.%s %s', n.nspname, c.relname, a.attname,
              format_type(a.atttypid, a.atttypmod)) as line
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.{_OURS} and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
""",
    f"""
select format('grant %s %s.%s %s', coalesce(r.rolname, 'public'), n.nspname, c.relname,
              string_agg(g.privilege_type, ',' order by g.privilege_type)) as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
 where n.{_OURS} and c.relkind in ('r', 'v', 'S') and g.grantee <> c.relowner
 group by r.rolname, n.nspname, c.relname
""",
    f"""
select format('grant %s %s.%s.%s %s', coalesce(r.rolname, 'public'), n.nspname, c.relname,
              a.attname, string_agg(g.privilege_type, ',' order by g.privilege_type)) as line
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace,
       aclexplode(a.attacl) g left join pg_roles r on r.oid = g.grantee
 where n.{_OURS} and g.grantee <> c.relowner
 group by r.rolname, n.nspname, c.relname, a.attname
""",
    f"""
select format('execute %s %s.%s(%s)', coalesce(r.rolname, 'public'), n.nspname, p.proname,
              pg_get_function_identity_arguments(p.oid)) as line
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
       aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
       left join pg_roles r on r.oid = g.grantee
 where n.{_OURS} and g.grantee <> p.proowner
""",
    f"""
select format('policy %s.%s %s %s %s', n.nspname, c.relname, p.polname,
              case when p.polpermissive then 'permissive' else 'restrictive' end,
              (select string_agg(rolname, ',' order by rolname) from pg_roles
                where oid = any (p.polroles))) as line
  from pg_policy p join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.{_OURS}
""",
)


async def of(owner: Address) -> list[str]:
    """Every line, in order."""
    conn = await db.connect(owner)
    try:
        rows = [row for sql in _QUERIES for row in await conn.fetch(sql)]
    finally:
        await conn.close()
    return sorted(row["line"] for row in rows)


async def labels(owner: Address) -> list[str]:
    """Columns whose names could score, rank or list a person."""
    columns = [line.split()[1] for line in await of(owner) if line.startswith("column ")]
    found = [column for column in columns if _LABEL.search(column.rsplit(".", 1)[1])]
    return [column for column in found if column not in STAFF_COUNTERS]


async def unguarded(owner: Address, schemas: Sequence[str]) -> list[str]:
    """Tables of these schemas whose rows are not guarded, even against their owner."""
    conn = await db.connect(owner)
    try:
        rows = await conn.fetch(
            "select format('%s.%s', nspname, relname) as name"
            "  from pg_class c join pg_namespace n on n.oid = relnamespace"
            " where relkind = 'r' and nspname = any($1::text[])"
            "   and not (relrowsecurity and relforcerowsecurity) order by 1",
            list(schemas),
        )
    finally:
        await conn.close()
    return [row["name"] for row in rows]


async def _printed(folder: Path) -> None:
    server = await asyncio.to_thread(postgres.start, folder / "postgres", durable=False)
    try:
        found = await addresses.prepare_embedded(server)
        await migrate.migrate(found.owner)
        print("\n".join(await of(found.owner)))
    finally:
        await asyncio.to_thread(postgres.stop, server)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(_printed(Path(scratch)))
