"""Making the servers ready: users and rights where they are asked for, a replica set, the topics."""

from __future__ import annotations

import asyncio

from pymongo.errors import PyMongoError

from redaksi.granting import Refused
from redaksi.runner.doors import Doors
from redaksi.runner.fetch import Unavailable
from redaksi.runner.servers import mongo_itself, until_mongo_is_primary
from redaksi.topics import Made, make_topics_when_ready, until_there
from redaksi.users import settle_kafka, settle_mongo


async def kafka_ready(doors: Doors, replication: int) -> Made:
    """Wait until Kafka is there, give everybody their passwords and rights, make the topics. Raises `Unavailable`."""
    brokers = 1 if doors.plan.kafka else doors.plan.brokers
    if doors.secrets.secure:
        itself = doors.kafka_itself()
        await until_there(itself, brokers)
        try:
            await asyncio.to_thread(settle_kafka, itself, doors.secrets.kafka_passwords)
        except Refused as error:
            raise Unavailable(f"Kafka did not take the services' users: {error}") from error
    return await make_topics_when_ready(doors.kafka(), replication, brokers)


async def mongo_ready(doors: Doors) -> None:
    """Wait until MongoDB takes writes; give everybody their passwords and rights. Raises `Unavailable`."""
    secrets, port = doors.secrets, doors.ports.mongo
    key = secrets.mongo_key if secrets.secure else ""
    await until_mongo_is_primary(port, key)
    if secrets.secure:
        try:
            await settle_mongo(mongo_itself(port, key), secrets.mongo_passwords)
        except PyMongoError as error:
            raise Unavailable(f"MongoDB did not take the services' users: {error}") from error
