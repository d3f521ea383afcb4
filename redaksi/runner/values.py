"""What the table of settings is filled in with on this machine."""

from __future__ import annotations

from collections.abc import Mapping

from redaksi.runner.access import Secrets
from redaksi.runner.mail import mail_of
from redaksi.runner.plan import Plan
from redaksi.runner.ports import Ports
from redaksi.runner.table import SERVICES
from shared.sealed import public_of


def values_of(plan: Plan, ports: Ports, secrets: Secrets, environment: Mapping[str, str]) -> dict[str, str]:
    """All but what says where the servers are."""
    return {
        "host": "127.0.0.1",
        "media_url": environment.get("REDAKSI_MEDIA_URL", "") or str(plan.data / "media"),
        "session_timeout": "6",
        "trusted_proxies": environment.get("REDAKSI_TRUSTED_PROXIES", ""),
        "canary_seconds": environment.get("REDAKSI_CANARY_SECONDS", "10"),
        "undo_seconds": str(plan.undo_seconds),
        "comment_undo_seconds": str(plan.comment_undo_seconds),
        "editor_email": secrets.editor_email,
        "editor_password": secrets.editor_password,
        "editor_initials": secrets.editor_initials,
        "status_secret": secrets.status_secret,
        "form_secret": secrets.form_secret,
        "seal_private": secrets.seal_private,
        "seal_public": public_of(secrets.seal_private) if secrets.seal_private else "",
        "site_file": environment.get("REDAKSI_SITE_FILE", ""),
        **mail_of(environment, plan.data),
        **{f"port_{name}": str(ports.service(name)) for name in SERVICES},
        **{f"url_{name}": ports.url(name) for name in SERVICES},
    }
