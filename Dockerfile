# The auditor as a container: docker build -t lambda-auditor .
FROM python:3.13-slim AS build
COPY . /source
RUN pip wheel --no-cache-dir --constraint /source/constraints.txt --wheel-dir /wheels /source

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels /wheels/lambda_auditor-*.whl \
    && useradd --no-create-home --uid 10001 auditor
USER 10001
WORKDIR /work
ENTRYPOINT ["auditor"]
CMD ["--help"]
