"""Empties the worker's PostgreSQL database between tests, over one connection kept for that.

A fresh connection for every test costs several times what the deleting does: a process of the
server starts, and reads the catalogue anew. It lives in a thread, for every test has its own loop.
Sequences are set back by `setval`: RESTART makes a new file for each of them.
"""

import asyncio
import threading

import asyncpg

EMPTY_TABLES = """
CREATE OR REPLACE FUNCTION empty_all_tables() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'
    LOOP
        EXECUTE format('DELETE FROM %I', found.name);
    END LOOP;
    FOR found IN SELECT sequencename AS name FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
            AND sequencename NOT LIKE 'tortoise%'
    LOOP
        PERFORM setval(format('%I', found.name)::regclass, 1, false);
    END LOOP;
END $$
"""


CUT = (
    ConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
)


class Emptying:
    def __init__(self, address):
        """`address` as Tortoise wants it."""
        self.address = address
        self.connection = None
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def now(self):
        self._run(self._empty())

    def let_go(self):
        """A database somebody is connected to cannot be copied."""
        self._run(self._closed())

    def end(self):
        self.let_go()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _empty(self):
        if self.connection is None or self.connection.is_closed():
            self.connection = await asyncpg.connect(plain(self.address))
            await self.connection.execute(EMPTY_TABLES)
        try:
            await self.connection.execute("SELECT empty_all_tables()")
        except CUT:  # a test that cuts all lines cuts this one, which hears of it late
            self.connection = None
            await self._empty()

    async def _closed(self):
        if self.connection is not None:
            await self.connection.close()
            self.connection = None


def plain(url):
    """As other programs than Tortoise want it."""
    return url.replace("asyncpg://", "postgresql://")
