# Ringback as one process, without root. Build: docker build -t ringback .
# (podman build --format docker -t ringback . keeps the lamp, which its own format does not know.)
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/ringback
COPY requirements.txt ./
RUN /opt/ringback/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary=:all: \
    -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY templates templates
RUN /opt/ringback/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
# pg_dump and pg_restore for `ringback backup` on PostgreSQL; Debian 12 has version 15. tini is process 1 and hands
# signals on: the kernel keeps from process 1 those that it has no handler for, so a stop while Python still loads would
# go unheard. The numbers of user and group are fixed, for folders of the host are given to them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10480 ringback \
    && useradd --uid 10480 --gid ringback --no-create-home --home-dir /var/lib/ringback \
        --shell /usr/sbin/nologin ringback \
    && install -d -o ringback -g ringback -m 0700 /var/lib/ringback
COPY --from=build /opt/ringback /opt/ringback
ENV PATH=/opt/ringback/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER ringback
WORKDIR /var/lib/ringback
VOLUME /var/lib/ringback
EXPOSE 8480
# 503 while a part is red; the desk goes on working, so this is a lamp and no reason to restart it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8480/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--", "ringback"]
CMD ["run", "--config", "/etc/ringback/ringback.toml"]
