//! Images whose names follow a pattern, and share little but a kind of command.
//!
//! Asked only when no row of the other tables has the name; the first row that
//! fits counts.

use super::row::{KnownImage, Language, bare, base, service};

use Language::{DotNet, Java, JavaScript, Python, Ruby};

pub(super) const IMAGES: &[KnownImage] = &[
    // Entrypoints that run a service of the image, or whatever is put into it.
    service("bitnami/*"),
    service("bitnamilegacy/*"),
    service("public.ecr.aws/bitnami/*"),
    service("linuxserver/*"),
    service("lscr.io/linuxserver/*"),
    service("ghcr.io/linuxserver/*"),
    service("ghcr.io/hassio-addons/*"),
    service("jlesage/*"),
    service("kasmweb/*"),
    service("confluentinc/cp-*").carries(Java),
    service("docker.elastic.co/*"),
    service("phusion/passenger-nodejs*").carries(JavaScript),
    service("phusion/passenger-ruby*").carries(Ruby),
    service("phusion/passenger-*"),
    service("tiangolo/uvicorn-gunicorn*").carries(Python),
    service("tiangolo/meinheld-gunicorn*").workdir("/app").carries(Python),
    service("tiangolo/uwsgi-nginx*").workdir("/app").carries(Python),
    service("webdevops/*"),
    service("selenium/*"),
    service("jupyter/*").ports(&["8888"]).workdir("/home/jovyan").carries(Python),
    service("quay.io/jupyter/*").ports(&["8888"]).workdir("/home/jovyan").carries(Python),
    service("container-registry.oracle.com/database/*"),
    // The handler may be named in the function's configuration.
    service("public.ecr.aws/lambda/*").workdir("/var/task"),
    service("amazon/aws-lambda-*").workdir("/var/task"),
    service("mcr.microsoft.com/azure-functions/*").ports(&["80"]),
    // Builders: `s2i` runs them, and they say so when started otherwise.
    service("*/s2i-*"),
    service("registry.access.redhat.com/*/openjdk-*").carries(Java),
    service("registry.redhat.io/*/openjdk-*").carries(Java),
    // Bases that only have a shell, or say that no command was set.
    base("balenalib/*", "a reminder to set CMD"),
    base("registry.access.redhat.com/*/ubi", "bash"),
    base("registry.access.redhat.com/*/ubi-minimal", "bash"),
    base("registry.access.redhat.com/*/ubi-micro", "bash"),
    base("adoptopenjdk/*", "a shell").unsure().carries(Java),
    base("mcr.microsoft.com/dotnet/core/*", "a shell").unsure().carries(DotNet),
    // Only the entrypoint of a language, which wants a program.
    base("gcr.io/distroless/nodejs*", "node")
        .tagged("*nonroot*")
        .user("65532")
        .workdir("/home/nonroot")
        .carries(JavaScript),
    base("gcr.io/distroless/nodejs*", "node").carries(JavaScript),
    base("gcr.io/distroless/python*", "python3")
        .tagged("*nonroot*")
        .user("65532")
        .workdir("/home/nonroot")
        .carries(Python),
    base("gcr.io/distroless/python*", "python3").carries(Python),
    bare("gcr.io/distroless/java-base*").unsure().carries(Java),
    base("gcr.io/distroless/java*", "java -jar").unsure().carries(Java),
    bare("gcr.io/distroless/*").tagged("*nonroot*").user("65532").workdir("/home/nonroot"),
    bare("gcr.io/distroless/*"),
];
