# One image for both services. DJANGO_SETTINGS_MODULE says which, the command says what: chatterbox/container.py.
#
#   docker build --tag chatterbox .
#   docker run --env-file accounts.env chatterbox web

# Python 3.13 on Debian; the tag is for people, the digest is what is used. `make requirements` resolves for it as well.
ARG PYTHON=python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

# The packages, from wheels alone: nothing is compiled, so there is no compiler to leave out.
FROM ${PYTHON} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt /build/
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install --require-hashes --only-binary=:all: -r /build/requirements.txt \
 && /opt/venv/bin/python -m compileall -q /opt/venv/lib

# Our code, its catalogues, and the static files under names that change with their content.
FROM packages AS application
WORKDIR /srv/chatterbox
COPY manage.py ./
COPY accounts accounts
COPY chatterbox chatterbox
COPY events events
COPY messaging messaging
COPY locale locale
COPY static static
COPY templates templates
RUN find . -type d -name tests -prune -exec rm -rf {} + \
 && STATIC_ROOT=/srv/static /opt/venv/bin/python -m chatterbox.collect \
 && /opt/venv/bin/python -m compileall -q .

# What runs needs neither package managers nor shells. Removed here, and gone for good, because the last stage is a copy.
# The folders are where compose.yaml mounts volumes; a new volume takes their owner.
FROM ${PYTHON} AS bare
COPY --from=application /opt/venv /opt/venv
COPY --from=application /srv /srv
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin chatterbox \
 && mkdir -p /srv/media /srv/front /srv/secrets /srv/database \
 && chown 10001:10001 /srv/media /srv/front /srv/secrets /srv/database \
 && chmod 700 /srv/secrets \
 && rm -rf /usr/local/lib/python3.13/ensurepip /usr/local/lib/python3.13/site-packages/pip* /usr/local/bin/pip* \
      /usr/lib/apt /etc/apt /var/lib/apt /var/cache/apt /usr/lib/dpkg /var/lib/dpkg /usr/share/doc /usr/share/man \
 && find /usr/bin /usr/sbin /bin /sbin -xdev \( -name 'apt*' -o -name 'dpkg*' -o -name 'perl*' -o -perm -4000 -o -perm -2000 \) \
      ! -type d -delete \
 && rm -f /usr/bin/bash /usr/bin/rbash /usr/bin/dash /usr/bin/sh /bin/bash /bin/sh

FROM scratch
# The whole of it, so that what was removed there is in no layer.
# hadolint ignore=DL3067
COPY --from=bare / /
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Chatterbox" \
      org.opencontainers.image.description="Group chat: the services accounts and messaging" \
      org.opencontainers.image.revision="${REVISION}"
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONHASHSEED=random LANG=C.UTF-8 \
    STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media CONTAINER_PORT=8000
WORKDIR /srv/chatterbox
# ECS gives what it mounts here the permissions that the image says; without this line it would be root's alone.
VOLUME ["/tmp"]
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "chatterbox.container", "healthy"]
ENTRYPOINT ["python", "-m", "chatterbox.container"]
CMD ["web"]
