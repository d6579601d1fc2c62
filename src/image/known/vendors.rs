//! Images outside of Docker's own library, by their full familiar names.
//!
//! Sorted by name; of the rows of one name, the first whose tags fit counts.

use super::official::CONSUL;
use super::row::{KnownImage, Language, bare, base, service};

use Language::{DotNet, Elixir, Erlang, Go, Java, JavaScript, Php, Python, R, Ruby, Rust};

pub(super) const IMAGES: &[KnownImage] = &[
    service("amazon/aws-cli").ports(&[]).user("root").workdir("/aws"),
    service("amazon/aws-lambda-dotnet").workdir("/var/task").carries(DotNet),
    service("amazon/aws-lambda-go").workdir("/var/task").carries(Go),
    service("amazon/aws-lambda-java").workdir("/var/task").carries(Java),
    service("amazon/aws-lambda-nodejs").workdir("/var/task").carries(JavaScript),
    service("amazon/aws-lambda-python").workdir("/var/task").carries(Python),
    service("amazon/aws-lambda-ruby").workdir("/var/task").carries(Ruby),
    service("amazon/dynamodb-local").ports(&["8000"]).carries(Java),
    service("ankane/pgvector").ports(&["5432"]).user("root").workdir("/"),
    service("apache/airflow").ports(&["8080"]).workdir("/opt/airflow").carries(Python),
    service("apache/kafka").ports(&["9092"]).user("appuser").carries(Java),
    service("apache/nifi").user("nifi").carries(Java),
    service("apache/superset").ports(&["8088"]).user("superset").workdir("/app").carries(Python),
    service("apache/zeppelin").ports(&["8080"]).carries(Java),
    service("atlassian/bitbucket").carries(Java),
    service("atlassian/confluence").carries(Java),
    service("atlassian/jira-software").carries(Java),
    base("azul/zulu-openjdk", "a shell").unsure().carries(Java),
    base("azul/zulu-openjdk-alpine", "a shell").unsure().carries(Java),
    base("bitnami/aspnet-core", "a shell").unsure().workdir("/app").carries(DotNet),
    base("bitnami/dotnet", "a shell").unsure().workdir("/app").carries(DotNet),
    base("bitnami/dotnet-sdk", "a shell").unsure().workdir("/app").carries(DotNet),
    base("bitnami/golang", "a shell").unsure().workdir("/go").carries(Go),
    base("bitnami/java", "a shell").unsure().workdir("/app").carries(Java),
    base("bitnami/minideb", "bash"),
    base("bitnami/node", "node").unsure().workdir("/app").carries(JavaScript),
    service("bitnami/php-fpm").ports(&["9000"]).workdir("/app").carries(Php),
    base("bitnami/python", "python").unsure().workdir("/app").carries(Python),
    base("bitnami/ruby", "irb").unsure().workdir("/app").carries(Ruby),
    base("bitnami/rust", "a shell").unsure().carries(Rust),
    service("camunda/camunda-bpm-platform").user("camunda").workdir("/camunda").carries(Java),
    service("cgr.dev/chainguard/nginx"),
    bare("cgr.dev/chainguard/static").unsure(),
    base("cgr.dev/chainguard/wolfi-base", "sh").unsure(),
    service("citusdata/citus").ports(&["5432"]).user("root").workdir("/"),
    service("clickhouse/clickhouse-server").ports(&["8123", "9000", "9009"]),
    service("cockroachdb/cockroach").ports(&["8080", "26257"]),
    service("codeberg.org/forgejo/forgejo"),
    base("condaforge/mambaforge", "bash").carries(Python),
    base("condaforge/miniforge3", "bash").carries(Python),
    base("continuumio/anaconda3", "bash").carries(Python),
    base("continuumio/miniconda3", "bash").carries(Python),
    service("cypress/included").ports(&[]).carries(JavaScript),
    base("denoland/deno", "a welcome message").unsure().carries(JavaScript),
    service("directus/directus").ports(&["8055"]).carries(JavaScript),
    service("dpage/pgadmin4").ports(&["80", "443"]).workdir("/pgadmin4").carries(Python),
    service("dunglas/frankenphp").tagged("*builder*").carries(Php),
    service("dunglas/frankenphp")
        .ports(&["80", "443", "443/udp", "2019"])
        .workdir("/app")
        .carries(Php),
    service("envoyproxy/envoy").ports(&["10000"]),
    service("fluent/fluent-bit"),
    service("fluent/fluentd").ports(&["5140", "24224"]).user("fluent").carries(Ruby),
    service("gcr.io/kaniko-project/executor").ports(&[]),
    base("ghcr.io/astral-sh/uv", "uv").unsure(),
    service("ghcr.io/eclipse-ee4j/glassfish").ports(&["4848", "8080", "8181"]).carries(Java),
    service("ghcr.io/home-assistant/home-assistant"),
    service("ghcr.io/nginx/nginx-unprivileged").ports(&["8080"]).user("101").workdir("/"),
    service("ghcr.io/nginxinc/nginx-unprivileged").ports(&["8080"]).user("101").workdir("/"),
    service("gitea/gitea"),
    service("gitlab/gitlab-ce").ports(&["22", "80", "443"]).user("root"),
    service("gitlab/gitlab-ee").ports(&["22", "80", "443"]).user("root"),
    service("gitlab/gitlab-runner"),
    service("gogs/gogs").ports(&["22", "3000"]),
    service("google/cadvisor").ports(&["8080"]),
    base("google/cloud-sdk", "bash").unsure(),
    service("grafana/grafana").ports(&["3000"]).workdir("/usr/share/grafana"),
    service("grafana/grafana-enterprise").ports(&["3000"]).workdir("/usr/share/grafana"),
    service("grafana/grafana-oss").ports(&["3000"]).workdir("/usr/share/grafana"),
    service("grafana/loki"),
    service("grafana/promtail"),
    service("graylog/graylog").carries(Java),
    service("hashicorp/consul").ports(CONSUL),
    service("hashicorp/terraform").ports(&[]),
    service("hashicorp/vault").ports(&["8200"]),
    service("hasura/graphql-engine"),
    base("hexpm/elixir", "iex").carries(Elixir),
    base("hexpm/erlang", "erl").carries(Erlang),
    service("homeassistant/home-assistant"),
    service("jaegertracing/all-in-one"),
    service("jboss/keycloak").ports(&["8080", "8443"]).user("1000").carries(Java),
    service("jboss/wildfly").ports(&["8080"]).user("jboss").workdir("/opt/jboss").carries(Java),
    service("jenkins/inbound-agent").user("jenkins").carries(Java),
    service("jenkins/jenkins").ports(&["8080", "50000"]).user("jenkins").workdir("/").carries(Java),
    service("jenkins/jnlp-slave").user("jenkins").carries(Java),
    service("jenkins/ssh-agent").ports(&["22"]).carries(Java),
    service("jwilder/nginx-proxy").ports(&["80", "443"]).workdir("/app"),
    base("kalilinux/kali-rolling", "bash"),
    service("kartoza/postgis"),
    service("kong/kong-gateway").user("kong"),
    service("localstack/localstack").carries(Python),
    service("mailhog/mailhog").ports(&["1025", "8025"]),
    base("mambaorg/micromamba", "bash").unsure().carries(Python),
    service("mcr.microsoft.com/azure-functions/dotnet").ports(&["80"]).carries(DotNet),
    service("mcr.microsoft.com/azure-functions/java").ports(&["80"]).carries(Java),
    service("mcr.microsoft.com/azure-functions/node").ports(&["80"]).carries(JavaScript),
    service("mcr.microsoft.com/azure-functions/python").ports(&["80"]).carries(Python),
    base("mcr.microsoft.com/azurelinux/base/core", "bash"),
    base("mcr.microsoft.com/cbl-mariner/base/core", "bash"),
    base("mcr.microsoft.com/dotnet/aspnet", "dotnet --info")
        .tagged("*chiseled*")
        .unsure()
        .carries(DotNet),
    base("mcr.microsoft.com/dotnet/aspnet", "dotnet --info")
        .tagged("*distroless*")
        .unsure()
        .carries(DotNet),
    base("mcr.microsoft.com/dotnet/aspnet", "a shell").carries(DotNet),
    service("mcr.microsoft.com/dotnet/framework/aspnet")
        .ports(&["80"])
        .workdir("C:\\inetpub\\wwwroot")
        .carries(DotNet),
    base("mcr.microsoft.com/dotnet/framework/runtime", "cmd").unsure().carries(DotNet),
    base("mcr.microsoft.com/dotnet/framework/sdk", "a shell").unsure().carries(DotNet),
    service("mcr.microsoft.com/dotnet/framework/wcf").ports(&["80", "808"]).carries(DotNet),
    base("mcr.microsoft.com/dotnet/runtime", "dotnet --info")
        .tagged("*chiseled*")
        .unsure()
        .carries(DotNet),
    base("mcr.microsoft.com/dotnet/runtime", "dotnet --info")
        .tagged("*distroless*")
        .unsure()
        .carries(DotNet),
    base("mcr.microsoft.com/dotnet/runtime", "a shell").carries(DotNet),
    bare("mcr.microsoft.com/dotnet/runtime-deps").tagged("*chiseled*").unsure().carries(DotNet),
    bare("mcr.microsoft.com/dotnet/runtime-deps").tagged("*distroless*").unsure().carries(DotNet),
    base("mcr.microsoft.com/dotnet/runtime-deps", "a shell").carries(DotNet),
    base("mcr.microsoft.com/dotnet/sdk", "a shell").carries(DotNet),
    service("mcr.microsoft.com/mssql/server").ports(&["1433"]),
    base("mcr.microsoft.com/openjdk/jdk", "a shell").unsure().carries(Java),
    base("mcr.microsoft.com/playwright", "bash").unsure().carries(JavaScript),
    base("mcr.microsoft.com/playwright/python", "bash").unsure().carries(Python),
    base("mcr.microsoft.com/powershell", "pwsh").unsure(),
    base("mcr.microsoft.com/windows/nanoserver", "cmd").unsure(),
    base("mcr.microsoft.com/windows/servercore", "cmd").unsure(),
    service("mcr.microsoft.com/windows/servercore/iis").ports(&["80"]),
    service("metabase/metabase").ports(&["3000"]).carries(Java),
    base("mhart/alpine-node", "a shell").unsure().carries(JavaScript),
    base("microsoft/aspnetcore", "a shell").unsure().carries(DotNet),
    base("microsoft/aspnetcore-build", "a shell").unsure().carries(DotNet),
    base("microsoft/dotnet", "a shell").unsure().carries(DotNet),
    service("microsoft/iis").ports(&["80"]),
    base("microsoft/nanoserver", "cmd").unsure(),
    base("microsoft/windowsservercore", "cmd").unsure(),
    service("minio/mc"),
    service("minio/minio").ports(&["9000"]).carries(Go),
    service("mysql/mysql-server").ports(&["3306", "33060", "33061"]),
    service("nginx/nginx-ingress"),
    service("nginxinc/nginx-unprivileged").ports(&["8080"]).user("101").workdir("/"),
    service("nginxproxy/nginx-proxy").ports(&["80", "443"]).workdir("/app"),
    service("nodered/node-red").ports(&["1880"]).workdir("/usr/src/node-red").carries(JavaScript),
    base("nvidia/cuda", "bash"),
    service("ollama/ollama").ports(&["11434"]),
    service("openresty/openresty").user("root"),
    service("opensearchproject/opensearch").workdir("/usr/share/opensearch").carries(Java),
    service("opensearchproject/opensearch-dashboards").ports(&["5601"]),
    base("opensuse/leap", "bash"),
    base("opensuse/tumbleweed", "bash"),
    service("openzipkin/zipkin").ports(&["9411"]).carries(Java),
    base("osrf/ros", "bash"),
    service("otel/opentelemetry-collector"),
    service("otel/opentelemetry-collector-contrib"),
    base("oven/bun", "bun").workdir("/home/bun/app").carries(JavaScript),
    service("owncloud/server").ports(&["8080"]).carries(Php),
    service("payara/micro").user("payara").workdir("/opt/payara").carries(Java),
    service("payara/server-full")
        .ports(&["4848", "8080", "8181", "9009"])
        .user("payara")
        .workdir("/opt/payara")
        .carries(Java),
    service("payara/server-web")
        .ports(&["4848", "8080", "8181", "9009"])
        .user("payara")
        .workdir("/opt/payara")
        .carries(Java),
    service("pgvector/pgvector").ports(&["5432"]).user("root").workdir("/"),
    service("phpmyadmin/phpmyadmin").ports(&["80"]).workdir("/var/www/html").carries(Php),
    service("phusion/baseimage").user("root").workdir("/"),
    service("plone/plone-backend").ports(&["8080"]).workdir("/app").carries(Python),
    service("plone/plone-frontend").ports(&["3000"]).carries(JavaScript),
    service("portainer/portainer"),
    service("portainer/portainer-ce"),
    service("postgis/postgis").ports(&["5432"]).user("root").workdir("/"),
    service("prom/alertmanager").ports(&["9093"]).workdir("/alertmanager"),
    service("prom/blackbox-exporter").ports(&["9115"]),
    service("prom/node-exporter").ports(&["9100"]).user("nobody").workdir("/"),
    service("prom/prometheus").ports(&["9090"]).workdir("/prometheus"),
    service("prom/pushgateway").ports(&["9091"]),
    base("public.ecr.aws/amazonlinux/amazonlinux", "bash"),
    service("public.ecr.aws/lambda/dotnet").workdir("/var/task").carries(DotNet),
    service("public.ecr.aws/lambda/go").workdir("/var/task").carries(Go),
    service("public.ecr.aws/lambda/java").workdir("/var/task").carries(Java),
    service("public.ecr.aws/lambda/nodejs").workdir("/var/task").carries(JavaScript),
    service("public.ecr.aws/lambda/python").workdir("/var/task").carries(Python),
    service("public.ecr.aws/lambda/ruby").workdir("/var/task").carries(Ruby),
    service("public.ecr.aws/nginx/nginx").ports(&["80"]).user("root").workdir("/"),
    service("public.ecr.aws/nginx/nginx-unprivileged").ports(&["8080"]).user("101").workdir("/"),
    base("pytorch/pytorch", "bash").workdir("/workspace").carries(Python),
    service("quay.io/argoproj/argocd"),
    base("quay.io/centos/centos", "bash"),
    base("quay.io/fedora/fedora", "bash"),
    service("quay.io/keycloak/keycloak").user("1000").workdir("/").carries(Java),
    service("quay.io/prometheus/alertmanager").ports(&["9093"]).workdir("/alertmanager"),
    service("quay.io/prometheus/node-exporter").ports(&["9100"]).user("nobody").workdir("/"),
    service("quay.io/prometheus/prometheus").ports(&["9090"]).workdir("/prometheus"),
    service("quay.io/wildfly/wildfly")
        .ports(&["8080"])
        .user("jboss")
        .workdir("/opt/jboss")
        .carries(Java),
    base("registry.access.redhat.com/ubi7", "bash"),
    base("registry.access.redhat.com/ubi8", "bash"),
    base("registry.access.redhat.com/ubi8-minimal", "bash"),
    base("registry.access.redhat.com/ubi9", "bash"),
    base("registry.access.redhat.com/ubi9-minimal", "bash"),
    service("richarvey/nginx-php-fpm").ports(&["80", "443"]).workdir("/var/www/html").carries(Php),
    service("rocker/geospatial").ports(&["8787"]).carries(R),
    service("rocker/ml").ports(&["8787"]).carries(R),
    base("rocker/r-base", "R").carries(R),
    base("rocker/r-ver", "R").carries(R),
    service("rocker/rstudio").ports(&["8787"]).carries(R),
    service("rocker/shiny").ports(&["3838"]).carries(R),
    service("rocker/shiny-verse").ports(&["3838"]).carries(R),
    service("rocker/tidyverse").ports(&["8787"]).carries(R),
    service("rocker/verse").ports(&["8787"]).carries(R),
    service("rocketchat/rocket.chat").ports(&["3000"]).carries(JavaScript),
    base("rustlang/rust", "bash").carries(Rust),
    service("scylladb/scylla"),
    service("sonatype/nexus").ports(&["8081"]).user("nexus").carries(Java),
    service("sonatype/nexus3")
        .ports(&["8081"])
        .user("nexus")
        .workdir("/opt/sonatype")
        .carries(Java),
    service("supabase/postgres").ports(&["5432"]),
    service("swaggerapi/swagger-editor"),
    service("swaggerapi/swagger-ui"),
    service("tensorflow/serving").ports(&["8500", "8501"]),
    service("tensorflow/tensorflow")
        .tagged("*jupyter*")
        .ports(&["8888"])
        .workdir("/tf")
        .carries(Python),
    base("tensorflow/tensorflow", "bash").carries(Python),
    service("timescale/timescaledb").ports(&["5432"]).user("root").workdir("/"),
    service("trafex/php-nginx")
        .ports(&["8080"])
        .user("nobody")
        .workdir("/var/www/html")
        .carries(Php),
    service("valkey/valkey").ports(&["6379"]).user("root").workdir("/data"),
    service("verdaccio/verdaccio").ports(&["4873"]).workdir("/opt/verdaccio").carries(JavaScript),
    service("vllm/vllm-openai").carries(Python),
    service("wurstmeister/kafka"),
];
