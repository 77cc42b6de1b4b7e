# docker run --rm --network none --volume "$PWD:/work:ro" ecslint check .
FROM python:3.14.7-slim-trixie AS build
COPY pyproject.toml README.md LICENSE /source/
COPY ecslint /source/ecslint
COPY rules /source/rules
RUN python -m venv --without-pip /opt/ecslint
RUN python -m pip --python /opt/ecslint install --no-cache-dir --disable-pip-version-check --compile "/source[jsonnet]"

FROM python:3.14.7-slim-trixie
# --since asks git; the repository that is mounted belongs to somebody else, which git refuses unless it is told.
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN git config --system --add safe.directory '*'
COPY --from=build /opt/ecslint /opt/ecslint
ENV PATH=/opt/ecslint/bin:$PATH
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["ecslint"]
