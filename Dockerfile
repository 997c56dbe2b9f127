FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-noto-cjk graphviz libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 poppler-utils \
    && rm -rf /var/lib/apt/lists/*

# 仿宋 and 楷体 that may be given away: two files of a package that would bring the whole of TeX.
RUN apt-get update && cd /tmp && apt-get -o APT::Sandbox::User=root download texlive-lang-chinese \
    && dpkg-deb --extract texlive-lang-chinese_*.deb /tmp/texlive \
    && install -D --mode=644 --target-directory=/usr/local/share/fonts/sunlit \
        /tmp/texlive/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf \
        /tmp/texlive/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolKai-Regular.otf \
    && rm -rf /tmp/texlive* /var/lib/apt/lists/*

# pg_dump and pg_restore of the version of the server (docker-compose.yml): Debian's own are older.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/sunlit
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.lock \
    && uv pip sync --system --no-cache --require-hashes requirements/run.lock

COPY . .
RUN useradd --system --home-dir /var/lib/sunlit sunlit && install --directory --owner=sunlit /var/lib/sunlit \
    && install --directory --owner=sunlit --mode=700 /var/lib/sunlit-keys /var/lib/sunlit-backups
USER sunlit
ENV PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/sunlit
EXPOSE 8000
CMD ["deploy/start", "web"]
