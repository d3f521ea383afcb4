"""The few values every process needs, from the environment: `REDAKSI_…`, `KAFKA_…`, `MONGO_URL`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.kafka import Kafka


class Settings(BaseSettings):
    """What every process is told. A service adds its own in its `app.py` by subclassing."""

    model_config = SettingsConfigDict(env_prefix="REDAKSI_", frozen=True, extra="ignore")

    kafka_bootstrap: Annotated[str, Field(validation_alias=AliasChoices("KAFKA_BOOTSTRAP"))] = "127.0.0.1:8010"
    """Kafka's `host:port`, several separated by commas."""
    kafka_username: Annotated[str, Field(validation_alias=AliasChoices("KAFKA_USERNAME"))] = ""
    """This process's user in Kafka, by SCRAM-SHA-512; "" for a Kafka that asks nobody."""
    kafka_password: Annotated[SecretStr, Field(validation_alias=AliasChoices("KAFKA_PASSWORD"))] = SecretStr("")
    """Its password."""
    mongo_url: Annotated[SecretStr, Field(validation_alias=AliasChoices("MONGO_URL"))] = SecretStr(
        "mongodb://127.0.0.1:8020/?replicaSet=redaksi"
    )
    """MongoDB's address, with this process's user where it asks for one; a replica set, if only of one."""
    database_prefix: str = "redaksi"
    """Each service keeps its own database: `<prefix>_<service>`."""
    media_url: str = "var/media"
    """Where pictures stand: a folder, or an address such as `s3://bucket/prefix`; the same for every service."""
    host: str = "127.0.0.1"
    """The address the service listens at."""
    port: int = 0
    """The port the service listens at; 0 takes the service's own default."""
    session_timeout_seconds: float = 10.0
    """After how long of silence a consuming process is believed dead and its partitions go to another."""
    send_timeout_seconds: float = 8.0
    """How long a send waits for the acknowledgement of all replicas before its outcome counts as unknown."""
    canary_seconds: Annotated[float, Field(ge=0)] = 10.0
    """How often a beat of the canary is sent the whole way, to show that every part of it works; 0: never."""
    shutdown_seconds: float = 8.0
    """How long a process may take to stop before it leaves at once."""
    most_at_once: Annotated[int, Field(ge=1)] = 200
    """So many requests are worked at; whatever comes beyond is answered with 503 at once."""
    trusted_proxies: Annotated[str, Field(description="addresses or networks, separated by commas")] = ""
    """From whom a client's address in X-Forwarded-For is believed; from nobody where it is empty."""
    public_url: str = ""
    """The address under which people reach this service, where it is not the one it listens at."""
    log_level: str = "INFO"

    @property
    def kafka(self) -> Kafka:
        """Where Kafka is, and as whom this process comes there."""
        return Kafka(self.kafka_bootstrap, self.kafka_username, self.kafka_password.get_secret_value())
