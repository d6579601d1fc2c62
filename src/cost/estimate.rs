//! The built-in weights: rough seconds by kind of command.
//!
//! They are orders of magnitude, for a project of middle size on a machine of
//! four cores with a good network, and are there to rank steps: a download of
//! dependencies weighs ten times a file copy, a compilation of them all a
//! hundred times. Every report says that they are estimates.

/// COPY and ADD of local files.
pub(super) const COPY: f64 = 0.5;
/// ADD of an address.
pub(super) const FETCH: f64 = 5.0;
/// WORKDIR.
pub(super) const WORKDIR: f64 = 0.1;
/// A RUN without any command of the table.
pub(super) const RUN: f64 = 1.0;

/// Packages of the operating system.
const SYSTEM: f64 = 20.0;
/// The same from a small distribution.
const SMALL_SYSTEM: f64 = 5.0;
/// Dependencies that come ready.
const INSTALL: f64 = 30.0;
/// The same with a fast installer, or without building anything.
const FAST_INSTALL: f64 = 10.0;
/// What brings a web front end into shape.
const BUNDLE: f64 = 30.0;
/// Compiling a project.
const COMPILE: f64 = 60.0;
/// Compiling a project and all that it depends on.
const COMPILE_ALL: f64 = 180.0;
/// Something from the network.
const DOWNLOAD: f64 = 3.0;

/// A command by its words, and its seconds.
pub(super) const COMMANDS: [(&str, f64); 92] = [
    ("apk add", SMALL_SYSTEM),
    ("apk upgrade", SMALL_SYSTEM),
    ("apt-get install", SYSTEM),
    ("apt-get upgrade", SYSTEM),
    ("apt-get dist-upgrade", SYSTEM),
    ("apt-get update", SMALL_SYSTEM),
    ("dnf install", SYSTEM),
    ("dnf upgrade", SYSTEM),
    ("yum install", SYSTEM),
    ("yum update", SYSTEM),
    ("zypper install", SYSTEM),
    ("pacman", SYSTEM),
    ("docker-php-ext-install", COMPILE),
    ("pecl install", COMPILE),
    ("npm ci", INSTALL),
    ("npm install", INSTALL),
    ("npm run build", BUNDLE),
    ("yarn install", INSTALL),
    ("yarn workspaces focus", INSTALL),
    ("yarn build", BUNDLE),
    ("pnpm install", FAST_INSTALL),
    ("pnpm fetch", FAST_INSTALL),
    ("pnpm build", BUNDLE),
    ("bun install", FAST_INSTALL),
    ("bun build", FAST_INSTALL),
    ("npx", BUNDLE),
    ("tsc", BUNDLE),
    ("vite build", BUNDLE),
    ("webpack", BUNDLE),
    ("gulp", BUNDLE),
    ("ng build", BUNDLE),
    ("next build", BUNDLE),
    ("deno install", FAST_INSTALL),
    ("deno cache", FAST_INSTALL),
    ("pip install", INSTALL),
    ("pip wheel", INSTALL),
    ("poetry install", INSTALL),
    ("pipenv install", INSTALL),
    ("pdm install", INSTALL),
    ("pdm sync", INSTALL),
    ("uv sync", FAST_INSTALL),
    ("uv pip install", FAST_INSTALL),
    ("uv pip sync", FAST_INSTALL),
    ("conda install", COMPILE),
    ("conda env create", COMPILE),
    ("mamba install", INSTALL),
    ("micromamba install", INSTALL),
    ("go mod download", FAST_INSTALL),
    ("go mod vendor", FAST_INSTALL),
    ("go get", FAST_INSTALL),
    ("go install", INSTALL),
    ("go build", COMPILE),
    ("cargo fetch", FAST_INSTALL),
    ("cargo install", COMPILE_ALL),
    ("cargo build", COMPILE_ALL),
    ("cargo chef cook", COMPILE_ALL),
    ("rustup", FAST_INSTALL),
    ("mvn dependency:go-offline", COMPILE),
    ("mvn dependency:resolve", COMPILE),
    ("mvn package", COMPILE),
    ("mvn install", COMPILE),
    ("mvn verify", COMPILE),
    ("mvnw dependency:go-offline", COMPILE),
    ("mvnw package", COMPILE),
    ("mvnw install", COMPILE),
    ("gradle", COMPILE),
    ("gradlew", COMPILE),
    ("sbt", COMPILE),
    ("bundle install", INSTALL),
    ("gem install", FAST_INSTALL),
    ("rake assets:precompile", BUNDLE),
    ("rails assets:precompile", BUNDLE),
    ("composer install", FAST_INSTALL),
    ("composer update", INSTALL),
    ("dotnet restore", INSTALL),
    ("dotnet build", INSTALL),
    ("dotnet publish", INSTALL),
    ("mix deps.get", FAST_INSTALL),
    ("mix deps.compile", COMPILE),
    ("mix compile", INSTALL),
    ("mix release", FAST_INSTALL),
    ("swift build", COMPILE_ALL),
    ("stack build", COMPILE_ALL),
    ("cabal build", COMPILE_ALL),
    ("flutter build", COMPILE),
    ("make", COMPILE),
    ("ninja", COMPILE),
    ("cmake", FAST_INSTALL),
    ("curl", DOWNLOAD),
    ("wget", DOWNLOAD),
    ("git clone", DOWNLOAD),
    ("corepack prepare", DOWNLOAD),
];
