# syntax=docker/dockerfile:1
# One image for every service; docker-compose.yml chooses by its command.
# The Python that the tests run on. Where images are released, pin it by digest.
FROM python:3.11-slim-bookworm AS python

FROM python AS dependencies
# The version that `run` fetches, too.
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN uv venv /app/.venv
# requirements.lock pins everything: the services, the embedded servers, the tests. Here it only constrains:
# pyproject.toml's `dependencies` say what is wanted, and every version and hash of it and of what it needs comes
# from the lock. So `embedded` and `dev` stay out without a second lock or a filter, and nothing is chosen anew:
# where the lock lacks a package or a hash does not match, --require-hashes ends the build.
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=pyproject.toml,target=/tmp/lock/pyproject.toml \
    --mount=type=bind,source=requirements.lock,target=/tmp/lock/requirements.lock \
    uv pip install --python /app/.venv --require-hashes --only-binary :all: \
        --requirements /tmp/lock/pyproject.toml --constraints /tmp/lock/requirements.lock

FROM python
RUN groupadd --system --gid 999 redaksi && \
    useradd --system --uid 999 --gid 999 --no-create-home --home-dir /tmp redaksi
# A volume that is mounted here begins with its owner.
RUN install -d -o redaksi -g redaksi /media
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=dependencies /app/.venv /app/.venv
COPY LICENSE ./
COPY shared ./shared
COPY services ./services
COPY redaksi ./redaksi
COPY clients/python ./clients/python
COPY docs/asyncapi.yaml ./docs/asyncapi.yaml
COPY docs/schemas ./docs/schemas
ENV PYTHONPATH=/app:/app/clients/python
RUN python -m compileall -q shared services redaksi clients
# All of it is root's: the process can change nothing it runs.
USER 999:999
STOPSIGNAL SIGTERM
