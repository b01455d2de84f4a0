"""A Beep to kill: starts PostgreSQL on a home, writes rows, says where it is, and waits for its end."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import psycopg
import uvloop

from beep.runtime.postgres import EmbeddedPostgres


async def main(arguments: argparse.Namespace) -> None:
    async with EmbeddedPostgres(
        arguments.home, binaries=arguments.binaries, run_as=arguments.run_as
    ) as postgres:
        async with await psycopg.AsyncConnection.connect(postgres.url, autocommit=True) as connection:
            await connection.execute("CREATE TABLE IF NOT EXISTS kept (id bigint)")
            await connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        news = {
            "url": postgres.url,
            "postmaster": postgres.pid,
            "origin": postgres.binaries.origin,
            "path": str(postgres.binaries.path),
            "beep": os.getpid(),
        }
        sys.stdout.write(json.dumps(news) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--binaries", type=Path)
    parser.add_argument("--run-as")
    parser.add_argument("--uvloop", action="store_true")
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if given.uvloop else None) as runner:
        runner.run(main(given))
