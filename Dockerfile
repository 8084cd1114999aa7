# Two stages: what builds is not what runs.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements-postgres.txt .
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements-postgres.txt
COPY . .
RUN SECRET_KEY=for-building-only SITE_URL=https://build.invalid \
    /app/.venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /data claimdesk
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
USER claimdesk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['SITE_URL'].split('/')[2]}))"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
