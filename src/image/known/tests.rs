//! The lookup and the tables, held against images that people build on.

use super::*;

/// The command, ports, user, folder and language; `?` for what is not known.
fn check(text: &str) -> String {
    let Some(known) = image(&ImageReference::parse(text).unwrap()) else {
        return "unknown".to_owned();
    };
    let command = match known.command {
        DefaultCommand::Program => "program",
        DefaultCommand::Placeholder(command) => command,
        DefaultCommand::Nothing => "nothing",
    };
    let ports = known.ports.map_or("?".to_owned(), |ports| ports.join(","));
    let user = known.user.unwrap_or("?");
    let workdir = known.workdir.unwrap_or("?");
    let language = known.language.map_or("-", Language::name);
    format!("{command} [{ports}] {user} {workdir} {language}")
}

#[test]
fn images_are_found_by_name() {
    for (text, expected) in [
        ("nginx", "program [80] root / -"),
        ("nginx:1.27-alpine", "program [80] root / -"),
        ("docker.io/library/nginx", "program [80] root / -"),
        ("node:20", "node [] root / JavaScript"),
        ("python:3.12-slim", "python3 [] root / Python"),
        ("golang:1.23", "bash [] root /go Go"),
        ("alpine", "sh [] root / -"),
        ("scratch", "nothing [] root / -"),
        ("nginxinc/nginx-unprivileged", "program [8080] 101 / -"),
        ("bitnami/redis:7", "program [?] ? ? -"),
        ("bitnami/node", "node [?] ? /app JavaScript"),
        ("acme/nginx", "unknown"),
        ("ghcr.io/acme/node", "unknown"),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
}

#[test]
fn tags_decide_where_variants_differ() {
    const DIGEST: &str = "sha256:7cc4b5aefd1d0cadf8d97d4350462ba51c694ebca145b08d7d41b41acc8db5aa";
    for (text, expected) in [
        ("php:8.3", "php -a [] root / PHP"),
        ("php:8.3-cli-alpine", "php -a [] root / PHP"),
        ("php:8-apache-bookworm", "program [80] root /var/www/html PHP"),
        ("php:fpm-alpine", "program [9000] root /var/www/html PHP"),
        ("wordpress:cli-2.10", "wp shell [] www-data /var/www/html PHP"),
        ("wordpress:6-fpm", "program [9000] root /var/www/html PHP"),
        (
            "rabbitmq:3-management",
            "program [4369,5671,5672,15671,15672,15691,15692,25672] root / -",
        ),
        ("docker:27-dind", "program [2375,2376] ? ? -"),
        ("docker:27-cli", "sh [] root / -"),
        ("docker:27", "unknown"),
        ("gcr.io/distroless/static-debian12", "nothing [] root / -"),
        ("gcr.io/distroless/nodejs22-debian12:nonroot", "node [] 65532 /home/nonroot JavaScript"),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
    assert_eq!(check(&format!("php@{DIGEST}")), "unknown");
    assert_eq!(check(&format!("php:apache@{DIGEST}")), check("php:apache"));
    assert_eq!(check(&format!("nginx@{DIGEST}")), check("nginx"));
}

#[test]
fn triggers_are_known_by_name_or_not_at_all() {
    for (text, expected) in [
        ("node:8-onbuild", "program [] root /usr/src/app JavaScript"),
        ("python:3-onbuild", "python3 [] root /usr/src/app Python"),
        ("nginx:onbuild", "unknown"),
        ("tomcat:8-onbuild", "unknown"),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
}

#[test]
fn mirrors_and_architectures_are_the_same_images() {
    for text in [
        "public.ecr.aws/docker/library/ruby:3",
        "mirror.gcr.io/library/ruby:3",
        "registry.hub.docker.com/library/ruby:3",
        "arm64v8/ruby:3",
    ] {
        assert_eq!(check(text), check("ruby:3"), "{text}");
    }
}

#[test]
fn which_bases_need_a_command() {
    let verdict = |text: &&str| {
        let known = image(&ImageReference::parse(text).unwrap());
        known.map(|known| known.supplies_command())
    };
    let supplies = [
        "httpd",
        "caddy",
        "tomcat:9",
        "jetty",
        "drupal",
        "joomla",
        "nextcloud",
        "ghost",
        "postgres",
        "mysql",
        "mariadb",
        "mongo",
        "redis",
        "valkey/valkey",
        "memcached",
        "elasticsearch:8.1.0",
        "kibana:8.1.0",
        "logstash:8.1.0",
        "influxdb",
        "cassandra",
        "neo4j",
        "solr",
        "zookeeper",
        "consul:1",
        "vault:1",
        "traefik",
        "haproxy",
        "varnish",
        "registry",
        "jenkins/jenkins:lts",
        "sonarqube",
        "sonatype/nexus3",
        "gitlab/gitlab-ce",
        "grafana/grafana",
        "prom/prometheus",
        "minio/minio",
        "quay.io/keycloak/keycloak",
        "jboss/wildfly",
        "quay.io/wildfly/wildfly",
        "payara/server-full",
        "glassfish",
        "websphere-liberty",
        "open-liberty",
        "linuxserver/sonarr",
        "lscr.io/linuxserver/plex",
        "phusion/baseimage:focal-1.2.0",
        "phusion/passenger-ruby32",
        "rocker/shiny",
        "tiangolo/uvicorn-gunicorn-fastapi:python3.8",
        "tiangolo/uwsgi-nginx-flask",
        "public.ecr.aws/lambda/python:3.12",
        "amazon/aws-lambda-nodejs:18",
        "mcr.microsoft.com/azure-functions/python:4-python3.11",
        "microsoft/iis",
        "mcr.microsoft.com/dotnet/framework/aspnet:4.8",
        "fabric8/s2i-java",
        "rocker/rstudio",
        "selenium/standalone-chrome",
        "jupyter/scipy-notebook",
        "quay.io/jupyter/base-notebook",
        "apache/airflow:2.9.0",
        "apache/superset",
        "odoo:17",
        "redmine",
        "matomo",
        "mediawiki",
        "phpmyadmin",
        "adminer",
        "swaggerapi/swagger-ui",
        "golang:onbuild",
        "node:4-onbuild",
    ];
    let needs = [
        "debian",
        "ubuntu",
        "alpine",
        "centos:7",
        "fedora",
        "busybox",
        "node",
        "python:2",
        "ruby",
        "golang:1-alpine",
        "rust",
        "openjdk:17",
        "eclipse-temurin:21-jre",
        "amazoncorretto:17",
        "maven:3",
        "gradle",
        "mcr.microsoft.com/dotnet/aspnet:8.0",
        "mcr.microsoft.com/dotnet/runtime:8.0-jammy-chiseled",
        "mcr.microsoft.com/dotnet/sdk",
        "elixir",
        "erlang",
        "haskell",
        "perl",
        "gcc",
        "buildpack-deps",
        "scratch",
        "php:8-cli",
        "gcr.io/distroless/nodejs",
        "gcr.io/distroless/java17-debian12",
        "balenalib/rpi-raspbian",
        "registry.access.redhat.com/ubi9/ubi-minimal",
        "oven/bun",
        "nvidia/cuda:12.0.0-base",
    ];
    let unknown = [
        "acme/app",
        "me/s2it",
        "bitnamix/y",
        "localhost/node",
        "mcr.microsoft.com/devcontainers/go",
    ];
    assert_eq!(supplies.iter().find(|text| verdict(text) != Some(true)), None);
    assert_eq!(needs.iter().find(|text| verdict(text) != Some(false)), None);
    assert_eq!(unknown.iter().find(|text| verdict(text).is_some()), None);
}

#[test]
fn patterns_have_any_number_of_stars() {
    for (pattern, text, expected) in [
        ("a", "a", true),
        ("a", "ab", false),
        ("a*", "a", true),
        ("*b", "ab", true),
        ("*fpm*", "8-fpm-alpine", true),
        ("*fpm*", "8-apache", false),
        ("a*a", "a", false),
        ("a*c*e", "abcde", true),
        ("a*c*e", "ace", true),
        ("a*c*ce", "ace", false),
    ] {
        assert_eq!(fits(pattern, text), expected, "{pattern} on {text}");
    }
}

#[test]
fn tables_are_sorted_with_general_rows_last() {
    for rows in [official::IMAGES, vendors::IMAGES] {
        for pair in rows.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            assert!(first.name() <= second.name(), "{} before {}", first.name(), second.name());
            let is_shadowed = first.name() == second.name() && first.is_for_any_tag();
            assert!(!is_shadowed, "a row of {} can never be found", first.name());
        }
        assert!(rows.iter().all(|row| !row.name().contains('*')));
    }
}

#[test]
fn every_row_can_be_found() {
    for row in [official::IMAGES, vendors::IMAGES, families::IMAGES].concat() {
        let text = format!("{}:{}", row.name(), row.tags()).replace('*', "x");
        let found = image(&ImageReference::parse(&text).unwrap());
        assert_eq!(found, Some(&row), "{text}");
    }
}

#[test]
fn facts_have_their_usual_form() {
    for row in [official::IMAGES, vendors::IMAGES, families::IMAGES].concat() {
        let is_port =
            |port: &&str| port.strip_suffix("/udp").unwrap_or(port).parse::<u16>().is_ok();
        assert!(row.ports.unwrap_or_default().iter().all(is_port), "{}", row.name());
        assert!(row.workdir.is_none_or(|path| path.starts_with(['/', 'C'])), "{}", row.name());
        assert!(row.user != Some("0") && row.user != Some(""), "{}", row.name());
    }
}
