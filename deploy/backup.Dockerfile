# Both databases of compose.yaml into a folder, and back: its service `backup`. The image of the services has neither
# PostgreSQL's programs nor scripts/.
#
#   docker compose run --rm --build backup save /srv/backups/FOLDER

# The server's own image: a dump is restored by programs of the server's version. The same digest as in compose.yaml.
ARG POSTGRES=postgres:15@sha256:9b1d34adbce1dd07ee6e94b4a2cf698884b89bd44a6c9c12f5da8f3acbfe4957
FROM ${POSTGRES}
# Debian's versions are those of the day on which it is built, which is what one wants of them.
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && apt-get -qq install --yes --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8
COPY requirements.txt /build/
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --require-hashes --only-binary=:all: -r /build/requirements.txt
WORKDIR /srv/chatterbox
COPY chatterbox chatterbox
COPY events events
COPY scripts scripts
# As which the secrets in their volume can be read.
USER 10001:10001
ENTRYPOINT ["/opt/venv/bin/python", "-m", "scripts.backup"]
CMD ["--help"]
