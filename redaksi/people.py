"""`redaksi reporters …` and `redaksi editors …`: through the desk's API, as an admin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx
import typer

from redaksi.runner.access import access_of

reporters = typer.Typer(no_args_is_help=True, help="Reporters and their keys.")
editors = typer.Typer(no_args_is_help=True, help="Editors' accounts.")

Data = Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")]
Url = Annotated[str, typer.Option("--url", envvar="REDAKSI_DESK", help="Where the desk listens.")]
Email = Annotated[str, typer.Option("--email", envvar="REDAKSI_EMAIL", help="An admin's address.")]
Operator = Annotated[bool, typer.Option("--operator", help="And an operator, who looks after dead letters.")]
Password = Annotated[str, typer.Option("--password", envvar="REDAKSI_PASSWORD", help="Their password.")]


@reporters.command("add")
def add_reporter(
    name: str,
    contact: Annotated[str, typer.Option(help="Their e-mail address, for letters about their drafts.")] = "",
    data: Data = Path("var"),
    url: Url = "",
    email: Email = "",
    password: Password = "",
) -> None:
    """Add a reporter, with a first key, which is shown now and never again."""
    body = {"name": name, **({"email": contact} if contact else {})}
    made = _ask(_signed_in(data, url, email, password), "POST", "/api/reporters", body)
    print(f"{made['name']}  {made['reporter_id']}\n{made['key']}")
    print("Keep this key: it is shown only now.", file=sys.stderr)


@reporters.command("contact")
def settle_contact(
    reporter_id: str,
    address: Annotated[
        str, typer.Argument(help="Their e-mail address; without it, they get no letters any more.")
    ] = "",
    data: Data = Path("var"),
    url: Url = "",
    email: Email = "",
    password: Password = "",
) -> None:
    """Say where a reporter gets letters about their drafts, or that they get none."""
    path = f"/api/reporters/{reporter_id}/contact"
    desk = _signed_in(data, url, email, password)
    _ask(desk, "PUT", path, {"email": address}) if address else _ask(desk, "DELETE", path)
    print("settled" if address else "forgotten")


@reporters.command("list")
def list_reporters(data: Data = Path("var"), url: Url = "", email: Email = "", password: Password = "") -> None:
    """Every reporter, and the ids of their keys."""
    for one in _ask(_signed_in(data, url, email, password), "GET", "/api/reporters"):
        keys = ", ".join(f"{key['key_id']}{' (revoked)' if key['revoked_at'] else ''}" for key in one["keys"])
        print(f"{one['reporter_id']}  {one['name']}{'  (revoked)' if one['revoked'] else ''}  keys: {keys}")


@reporters.command("key")
def add_key(
    reporter_id: str, data: Data = Path("var"), url: Url = "", email: Email = "", password: Password = ""
) -> None:
    """Make one more key for a reporter; it is shown now and never again."""
    made = _ask(_signed_in(data, url, email, password), "POST", f"/api/reporters/{reporter_id}/keys")
    print(made["key"])
    print("Keep this key: it is shown only now.", file=sys.stderr)


@reporters.command("revoke")
def revoke(
    reporter_id: str,
    key_id: Annotated[str, typer.Argument(help="One key; without it, all of them for good.")] = "",
    data: Data = Path("var"),
    url: Url = "",
    email: Email = "",
    password: Password = "",
) -> None:
    """Revoke one key, or the reporter; it stops working within seconds."""
    path = f"/api/reporters/{reporter_id}" + (f"/keys/{key_id}" if key_id else "")
    _ask(_signed_in(data, url, email, password), "DELETE", path)
    print("revoked")


@editors.command("add")
def add_editor(
    address: Annotated[str, typer.Argument(help="Their e-mail address.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    initials: Annotated[str, typer.Option(help="As printed under what they approve.")],
    role: Annotated[str, typer.Option(help="operator, editor, chief or admin.")] = "editor",
    operator: Operator = False,  # noqa: FBT002
    data: Data = Path("var"),
    url: Url = "",
    email: Email = "",
    password: Password = "",
) -> None:
    """Add an editor; asks for their password, at least 12 characters. Without a terminal it is a line of the input."""
    secret = _new_password()
    body = {"email": address, "name": name, "initials": initials, "role": role, "operator": operator}
    made = _ask(_signed_in(data, url, email, password), "POST", "/api/editors", {**body, "password": secret})
    print(f"{made['id']}  {made['name']}  {_duties(made)}")


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    asked: str = typer.prompt("Password of the new editor", hide_input=True, confirmation_prompt=True)
    return asked


@editors.command("role")
def set_role(
    editor_id: Annotated[str, typer.Argument(help="As `redaksi editors list` shows it.")],
    role: Annotated[str, typer.Argument(help="operator, editor, chief or admin.")],
    operator: Operator = False,  # noqa: FBT002
    data: Data = Path("var"),
    url: Url = "",
    email: Email = "",
    password: Password = "",
) -> None:
    """Give another role, from their next request on."""
    body = {"role": role, "operator": operator}
    made = _ask(_signed_in(data, url, email, password), "POST", f"/api/editors/{editor_id}/role", body)
    print(f"{made['id']}  {made['name']}  {_duties(made)}")


@editors.command("list")
def list_editors(data: Data = Path("var"), url: Url = "", email: Email = "", password: Password = "") -> None:
    """Every editor."""
    for one in _ask(_signed_in(data, url, email, password), "GET", "/api/editors"):
        print(
            f"{one['id']}  {_duties(one):16}  {one['initials']:6}  {one['name']}{'  (shut)' if one['disabled'] else ''}"
        )


def erase_commenter(
    address: Annotated[str, typer.Argument(help="The e-mail address that they commented with.")],
    data: Data = Path("var"),
    url: Url = "",
    email: Email = "",
    password: Password = "",
) -> None:
    """Forget a commenter: all their comments are erased everywhere; prints a receipt."""
    path = "/api/comments/commenters/erase"
    receipt = _ask(_signed_in(data, url, email, password), "POST", path, {"email": address})
    print(f"{receipt['erased']} comments erased. The last sealed copy of the address is gone by {receipt['gone']}.")


def _duties(one: Any) -> str:
    return f"{one['role']} + operator" if one["operator"] and one["role"] != "operator" else str(one["role"])


def _signed_in(data: Path, url: str, email: str, password: str) -> httpx.Client:
    if not (url and email and password):
        access = access_of(data)
        url, email = url or access.moderation, email or access.editor.email
        password = password or access.editor.password
    http = httpx.Client(base_url=url, timeout=20.0)
    token = _ask(http, "POST", "/api/login", {"email": email, "password": password})["token"]
    http.headers["Authorization"] = f"Bearer {token}"
    return http


def _ask(http: httpx.Client, verb: str, path: str, body: Any = None) -> Any:
    try:
        answer = http.request(verb, path, json=body)
    except httpx.TransportError as error:
        _stop(f"The desk at {http.base_url} does not answer ({type(error).__name__}). Is the newsroom up?")
    if answer.is_success:
        return answer.json() if answer.content else None
    problem = answer.json()
    faults = [f"  {error['field']}: {error['message']}" for error in problem.get("errors", [])]
    _stop("\n".join([problem["title"], *([problem["detail"]] if problem.get("detail") else []), *faults]))


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
