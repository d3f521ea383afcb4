"""Topics for one test, made also on a broker that an earlier test paused a moment ago."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import InvalidReplicationFactorError, NodeNotReadyError, NotControllerError, for_code

if TYPE_CHECKING:
    from tests.system.conftest import Servers

_SHUT_OUT = {InvalidReplicationFactorError.errno, NotControllerError.errno}


async def made(servers: Servers, *topics: NewTopic) -> None:
    """Make these topics; wait while the broker that was paused is shut out, and names no broker but still answers."""
    async with asyncio.timeout(60):
        while not await _try(servers, topics):
            await asyncio.sleep(0.1)


async def _try(servers: Servers, topics: tuple[NewTopic, ...]) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.kafka)
    await admin.start()
    try:
        answer = await admin.create_topics(list(topics))
    except (NodeNotReadyError, AttributeError):  # so says aiokafka, by either, when no controller is named
        return False
    finally:
        await admin.close()
    codes = {code for _, code, *_ in answer.topic_errors} - {0}  # aiokafka raises none of them
    if codes - _SHUT_OUT:
        raise for_code(codes.pop())(answer)
    return not codes
