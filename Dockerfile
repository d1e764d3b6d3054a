# The app as it runs from a checkout: the same pinned requirements, the same layout.
FROM python:3.13.9-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UV_PYTHON_DOWNLOADS=never \
    YUSHAN_DATA=/var/lib/yushan \
    YUSHAN_VAULT_KEYS=/var/lib/yushan-keys

WORKDIR /app
COPY requirements-build.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-build.txt \
    && uv pip install --system --no-cache --no-build-isolation --compile-bytecode \
        --require-hashes -r requirements.txt

COPY pyproject.toml requirements.in README.md LICENSE ./
COPY command ./command
COPY static ./static
RUN uv pip install --system --no-cache --no-deps --no-build-isolation -C editable_mode=compat -e . \
    && python -m compileall -q command \
    && useradd --system --create-home --home-dir /var/lib/yushan yushan \
    && install --directory --owner=yushan --mode=0700 /var/lib/yushan-keys

USER yushan
VOLUME /var/lib/yushan /var/lib/yushan-keys
CMD ["yushan", "serve"]
