//! The instructions.

use super::Page;
use crate::syntax::Keyword;

/// The page of a keyword; `None` for one that does not exist.
pub(in crate::lsp) fn page(keyword: Keyword) -> Option<&'static Page> {
    INSTRUCTIONS.iter().find(|page| page.keyword == keyword)
}

/// All of them, those that are used most first.
pub(in crate::lsp) const INSTRUCTIONS: &[Page] = &[
    Page {
        keyword: Keyword::From,
        summary: "Begins a stage, on an image, on an earlier stage, or on nothing (`scratch`).",
        forms: &[&["FROM", "[--platform=<platform>]", "<image>[:<tag>|@<digest>]", "[AS <name>]"]],
        detail: "A name given with `AS` can be used by later `FROM`, `COPY --from=` and `--mount=from=`. \
                 Only `ARG`s from before the first `FROM` can be used in it. Stages that the target does not need are not built.",
        cache: "A tag that leads to a new image re-runs every step of the stage; a digest never does.",
        snippet: " ${1:image}",
    },
    Page {
        keyword: Keyword::Run,
        summary: "Runs a command in the stage and keeps what it changed as a layer.",
        forms: &[
            &["RUN", "[flags]", "<command>"],
            &["RUN", "[flags]", "[\"<program>\", \"<argument>\", …]"],
        ],
        detail: "As plain text it is given to the shell (`/bin/sh -c`, or what `SHELL` says); as a JSON array it is \
                 started without one. A heredoc (`RUN <<EOF`) holds a script of several lines.",
        cache: "Its key is its text, the variables it can see, and everything that stands before it. What the command \
                downloads is not looked at: the same text means the same result.",
        snippet: " $0",
    },
    Page {
        keyword: Keyword::Copy,
        summary: "Copies files from the build context, from another stage or from an image.",
        forms: &[
            &["COPY", "[flags]", "<source>…", "<destination>"],
            &["COPY", "[flags]", "[\"<source>\", …, \"<destination>\"]"],
        ],
        detail: "Sources are paths from the root of the context, and may have the wildcards `*`, `?` and `[…]`. Of a \
                 directory its contents are copied. A destination that ends in `/` is a directory; a relative one \
                 starts at `WORKDIR`. The JSON form is for paths with blanks.",
        cache: "Its key is the contents, names and permissions of what it copies, not the times. When any of it \
                changes, this step and all steps of the stage behind it run again.",
        snippet: " ${1:source} ${2:destination}",
    },
    Page {
        keyword: Keyword::Workdir,
        summary: "Sets the directory in which what follows runs, and makes it if it is not there.",
        forms: &[&["WORKDIR", "<path>"]],
        detail: "A relative path starts at the directory that was set before. It counts for `RUN`, `CMD`, \
                 `ENTRYPOINT`, and for the destinations of `COPY` and `ADD`.",
        cache: "",
        snippet: " ${1:/app}",
    },
    Page {
        keyword: Keyword::Env,
        summary: "Sets environment variables, for the steps that follow and for containers of the image.",
        forms: &[&["ENV", "<key>=<value>…"], &["ENV", "<key>", "<value>"]],
        detail: "Values with blanks are quoted. In one `ENV`, all values see the variables as they were before it. \
                 The form without `=` takes one variable and the rest of the line, and is of the past.",
        cache: "Every later `RUN` of the stage has the value in its key: another value re-runs them all.",
        snippet: " ${1:KEY}=${2:value}",
    },
    Page {
        keyword: Keyword::Arg,
        summary: "Declares a variable that `--build-arg` can set, for the rest of the stage.",
        forms: &[&["ARG", "<name>[=<default>]…"]],
        detail: "Before the first `FROM` it is for the `FROM` lines; a stage that wants it declares it again, without \
                 a default. It is not there when the container runs. It is no place for secrets: they stay readable \
                 in the history of the image.",
        cache: "Another value re-runs every `RUN` that follows, whether it uses the variable or not. Declare it as \
                late as possible.",
        snippet: " ${1:NAME}=${2:default}",
    },
    Page {
        keyword: Keyword::Cmd,
        summary: "Says what a container of the image starts, or what arguments `ENTRYPOINT` is given.",
        forms: &[&["CMD", "[\"<program>\", \"<argument>\", …]"], &["CMD", "<command>"]],
        detail: "The last one of a stage counts. As plain text it is started by a shell, which does not hand on \
                 signals: the JSON form lets the program be stopped properly.",
        cache: "It makes no layer: a change costs nothing.",
        snippet: " [\"${1:program}\"]",
    },
    Page {
        keyword: Keyword::Entrypoint,
        summary: "Says which program a container of the image is.",
        forms: &[
            &["ENTRYPOINT", "[\"<program>\", \"<argument>\", …]"],
            &["ENTRYPOINT", "<command>"],
        ],
        detail: "`CMD`, or the words behind the image in `docker run`, are its arguments; as plain text it takes \
                 none. Setting it forgets a `CMD` of the base image.",
        cache: "It makes no layer: a change costs nothing.",
        snippet: " [\"${1:program}\"]",
    },
    Page {
        keyword: Keyword::Expose,
        summary: "Notes which ports a container listens on.",
        forms: &[&["EXPOSE", "<port>[-<port>][/<protocol>]…"]],
        detail: "It opens nothing by itself: ports are published with `docker run -p`. Without a protocol it is `tcp`.",
        cache: "It makes no layer: a change costs nothing.",
        snippet: " ${1:8080}",
    },
    Page {
        keyword: Keyword::User,
        summary: "Sets the user that the following steps, and containers, run as.",
        forms: &[&["USER", "<user>[:<group>]"]],
        detail: "By name or by number. A name must exist in the image when a step runs. A user without a group has \
                 the group root. `COPY` and `ADD` make files of root all the same, unless `--chown` is given.",
        cache: "Later `RUN`s have the user in their keys.",
        snippet: " ${1:user}",
    },
    Page {
        keyword: Keyword::Add,
        summary: "Copies like `COPY`, and also fetches URLs and git repositories and unpacks local archives.",
        forms: &[
            &["ADD", "[flags]", "<source>…", "<destination>"],
            &["ADD", "[flags]", "[\"<source>\", …, \"<destination>\"]"],
        ],
        detail: "Local `tar` archives are unpacked, fetched ones only with `--unpack`. Where none of it is wanted, \
                 `COPY` says more plainly what happens.",
        cache: "A URL is asked at each build, and what it holds is part of the key; with `--checksum` nothing needs \
                to be asked.",
        snippet: " ${1:source} ${2:destination}",
    },
    Page {
        keyword: Keyword::Label,
        summary: "Puts notes on the image, each a key and a value.",
        forms: &[&["LABEL", "<key>=<value>…"]],
        detail: "Keys are commonly written like `org.opencontainers.image.source`. A key that is there already is \
                 replaced.",
        cache: "It makes no layer, and no later step runs again for it.",
        snippet: " ${1:key}=\"${2:value}\"",
    },
    Page {
        keyword: Keyword::Volume,
        summary: "Marks directories that containers keep outside of their file system.",
        forms: &[&["VOLUME", "<path>…"], &["VOLUME", "[\"<path>\", …]"]],
        detail: "Each container gets a new volume for them unless it is given one. With BuildKit what later steps \
                 write there is kept in the image.",
        cache: "It makes no layer: a change costs nothing.",
        snippet: " ${1:/data}",
    },
    Page {
        keyword: Keyword::Healthcheck,
        summary: "Says how it is found out whether a container still works.",
        forms: &[&["HEALTHCHECK", "[flags]", "CMD", "<command>"], &["HEALTHCHECK", "NONE"]],
        detail: "The command runs inside the container, again and again; 0 means healthy, 1 does not. `NONE` takes \
                 away the one of the base image. The last one of a stage counts.",
        cache: "It makes no layer: a change costs nothing.",
        snippet: " CMD ${1:command}",
    },
    Page {
        keyword: Keyword::Shell,
        summary: "Sets the shell that plain `RUN`, `CMD` and `ENTRYPOINT` are given to.",
        forms: &[&["SHELL", "[\"<program>\", \"<argument>\", …]"]],
        detail: "Without it that is `[\"/bin/sh\", \"-c\"]`, on Windows `[\"cmd\", \"/S\", \"/C\"]`. With \
                 `[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` a pipe fails when any part of it does.",
        cache: "Later plain `RUN`s have it in their keys.",
        snippet: " [\"${1:/bin/bash}\", \"${2:-c}\"]",
    },
    Page {
        keyword: Keyword::Stopsignal,
        summary: "Sets the signal that asks a container to end.",
        forms: &[&["STOPSIGNAL", "<signal>"]],
        detail: "By name or by number; `SIGTERM` without it. A container that does not end is killed after ten \
                 seconds.",
        cache: "It makes no layer: a change costs nothing.",
        snippet: " ${1:SIGTERM}",
    },
    Page {
        keyword: Keyword::Onbuild,
        summary: "Keeps an instruction for the images that are built on this one.",
        forms: &[&["ONBUILD", "<instruction>"]],
        detail: "It is carried out right behind the `FROM` of such an image, in that build's context. `FROM`, \
                 `MAINTAINER` and `ONBUILD` itself cannot be kept.",
        cache: "Here it costs nothing; there it is a step like any other.",
        snippet: " $0",
    },
    Page {
        keyword: Keyword::Maintainer,
        summary: "Notes who made the image. Deprecated: use a `LABEL`.",
        forms: &[&["MAINTAINER", "<name>"]],
        detail: "`LABEL org.opencontainers.image.authors=\"…\"` says the same where tools look for it.",
        cache: "",
        snippet: " ${1:name}",
    },
];
