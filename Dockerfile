# The portal (the last stage) and the proxy in front of it, both without root and without writing
# to their own files. docker-compose.yml builds the two.

FROM caddy:2.11-alpine AS proxy
# The image's own program demands a capability, and does not even start where all are dropped; a
# copy demands none.
RUN cp /usr/bin/caddy /usr/local/bin/caddy && chown -R 10002:10002 /data /config
USER 10002:10002


FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/portal/.venv
ENV PATH=/srv/portal/.venv/bin:$PATH
WORKDIR /srv/portal
COPY requirements/run.txt requirements/run.txt
RUN pip install --require-hashes -r requirements/run.txt
COPY . .
# Catalogues and static files are made here, once; the settings want values, none of which is kept.
RUN pybabel compile --domain django --directory locale \
    && SECRET_KEY=unused-while-building ALLOWED_HOSTS=unused SITE_ORIGIN=https://unused \
       DATABASE_URL=postgresql://unused REDIS_URL=redis://unused \
       DJANGO_SETTINGS_MODULE=ve_portal.settings.base python manage.py collectstatic --noinput \
    && python -m compileall -q . \
    && mkdir media


FROM python:3.13-slim
ENV PATH=/srv/portal/.venv/bin:$PATH \
    PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=ve_portal.settings.production
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal
COPY --from=build /srv/portal /srv/portal
# Only what is uploaded is the portal's own to change.
RUN chown portal: /srv/portal/media
WORKDIR /srv/portal
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "ve_portal.wsgi", "--bind", "0.0.0.0:8000"]
