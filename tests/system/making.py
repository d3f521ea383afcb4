"""Topics for one test, made also on a broker that an earlier test paused a moment ago."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import NodeNotReadyError

if TYPE_CHECKING:
    from tests.system.conftest import Servers


async def made(servers: Servers, *topics: NewTopic) -> None:
    """Make these topics; wait while the broker that was paused is shut out, and names no broker but still answers."""
    while not await _try(servers, topics):
        await asyncio.sleep(0.1)


async def _try(servers: Servers, topics: tuple[NewTopic, ...]) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.kafka)
    await admin.start()
    try:
        await admin.create_topics(list(topics))
    except (NodeNotReadyError, AttributeError):  # so says aiokafka, by either, when no controller is named
        return False
    finally:
        await admin.close()
    return True
