"""Every setting that a service's process is given: one table, for the local runner and for compose alike.

A value is written with the names in braces that each way of running fills in for itself.
"""

from __future__ import annotations

from collections.abc import Mapping

ALL: Mapping[str, str] = {
    "KAFKA_BOOTSTRAP": "{kafka}",
    "REDAKSI_HOST": "{host}",
    "REDAKSI_MEDIA_URL": "{media_url}",
    "REDAKSI_SESSION_TIMEOUT_SECONDS": "{session_timeout}",
    "REDAKSI_TRUSTED_PROXIES": "{trusted_proxies}",
    "REDAKSI_CANARY_SECONDS": "{canary_seconds}",
}
"""What every service is told."""


def _as_itself(service: str) -> Mapping[str, str]:
    """As whom it comes to Kafka and MongoDB: as nobody else does."""
    return {
        "KAFKA_USERNAME": f"{{kafka_username_{service}}}",
        "KAFKA_PASSWORD": f"{{kafka_password_{service}}}",
        "MONGO_URL": f"{{mongo_{service}}}",
    }


SERVICES: Mapping[str, Mapping[str, str]] = {
    "ingest": {
        **ALL,
        **_as_itself("ingest"),
        "REDAKSI_PORT": "{port_ingest}",
        "REDAKSI_PUBLIC_URL": "{url_ingest}",
        "REDAKSI_ARTICLE_URL": "{url_site}$path",
        "REDAKSI_STATUS_SECRET": "{status_secret}",
        "REDAKSI_FORM_SECRET": "{form_secret}",
        "REDAKSI_SEAL_PUBLIC": "{seal_public}",
    },
    "moderation": {
        **ALL,
        **_as_itself("moderation"),
        "REDAKSI_PORT": "{port_moderation}",
        "REDAKSI_PUBLIC_URL": "{url_moderation}",
        "REDAKSI_UNDO_SECONDS": "{undo_seconds}",
        "REDAKSI_COMMENT_UNDO_SECONDS": "{comment_undo_seconds}",
        "REDAKSI_FIRST_EDITOR_EMAIL": "{editor_email}",
        "REDAKSI_FIRST_EDITOR_PASSWORD": "{editor_password}",
        "REDAKSI_FIRST_EDITOR_INITIALS": "{editor_initials}",
        "REDAKSI_INGEST_URL": "{url_ingest}",
        "REDAKSI_STATUS_SECRET": "{status_secret}",
        "REDAKSI_SEAL_PRIVATE": "{seal_private}",
        "REDAKSI_SMTP_URL": "{smtp_url}",
        "REDAKSI_MAIL_FROM": "{mail_from}",
        "REDAKSI_MAIL_FOLDER": "{mail_folder}",
    },
    "publish": {
        **ALL,
        **_as_itself("publish"),
        "REDAKSI_PORT": "{port_publish}",
        "REDAKSI_PUBLIC_URL": "{url_publish}",
    },
    "site": {
        **ALL,
        **_as_itself("site"),
        "REDAKSI_PORT": "{port_site}",
        "REDAKSI_PUBLIC_URL": "{url_site}",
        "REDAKSI_INGEST_URL": "{url_ingest}",
        "REDAKSI_FORM_SECRET": "{form_secret}",
        "REDAKSI_SITE_FILE": "{site_file}",
    },
    "ingest-view": {
        **ALL,
        **_as_itself("ingest-view"),
        "REDAKSI_PORT": "{port_ingest-view}",
    },
}
"""What each service is told, by its name; the order is the one in which they are started."""


def module_of(service: str) -> str:
    """What Python runs for this service's process."""
    return f"services.{service.replace('-', '.')}"


def settings_of(service: str, values: Mapping[str, str]) -> dict[str, str]:
    """The environment of one service's process. Raises KeyError where `values` lacks a name."""
    return {name: form.format_map(values) for name, form in SERVICES[service].items()}
