//! Two builds, one after the other, on images and in folders that the engine has never seen.

use crate::build::{Observed, build};
use crate::engine::{Engines, Store};
use crate::image::Image;
use crate::servers::Servers;
use crate::tree::{Node, Tree};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What one build is given. In all texts `@B` stands for the base image, `@I` for a second image of files alone, `@S`
/// for a salt, `@H` for the address of a server, `@D` for the digest of `@H/pinned.txt`; in flags, `@N/name` for the folder of a named context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs {
    /// The context, the Dockerfile and ignore file among it.
    pub(crate) context: Tree,
    /// Further contexts, by name.
    pub(crate) named: BTreeMap<String, Tree>,
    /// Flags of the build.
    pub(crate) flags: Vec<String>,
    /// The base image: what it has beside the base system.
    pub(crate) base: Image,
    /// The second image, if it is needed.
    pub(crate) second: Option<Image>,
    /// What is fetched from `@H/f.txt`, if anything is: one line. `@H/pinned.txt` is always the same.
    pub(crate) remote: Option<String>,
}

/// Two builds.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The store of the engine.
    pub(crate) store: Store,
    /// The build that fills the cache.
    pub(crate) a: Inputs,
    /// The build that is looked at.
    pub(crate) b: Inputs,
    /// Whether B uses the folders of A, changed: what the engine's transfer does not notice it then does not see.
    pub(crate) in_place: bool,
}

/// Both builds of a pair, and where their inputs lie.
#[derive(Debug)]
pub(crate) struct Played {
    /// What became of A.
    pub(crate) a: Observed,
    /// What became of B.
    pub(crate) b: Observed,
    /// The folders and names.
    pub(crate) places: Places,
}

/// Where pairs are played.
#[derive(Debug)]
pub(crate) struct Laboratory<'e> {
    engines: &'e Engines,
    servers: Servers,
    folder: tempfile::TempDir,
    run: String,
    count: AtomicUsize,
}

/// The folders and names of one pair.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Holds everything below.
    root: PathBuf,
    /// The address from which this pair alone fetches.
    address: String,
    /// The digest of what it pins.
    pinned: String,
    /// Different in each pair: what is made from it matches no earlier record of the engine.
    pub(crate) salt: String,
}

/// Which of the two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

impl Places {
    /// The name of the base image.
    pub(crate) fn base(&self) -> String {
        format!("base:{}", self.salt)
    }

    /// The name of the second image.
    pub(crate) fn second(&self) -> String {
        format!("second:{}", self.salt)
    }

    /// The context of a build.
    ///
    /// Its last name is its own: the engine keeps a copy of each context by that name alone (buildx `build/opt.go`
    /// `SharedKey`), whichever folder it is in, and does not see some differences from the copy.
    pub(crate) fn context(&self, side: Side) -> PathBuf {
        self.root.join(format!("{}-{side:?}", self.salt))
    }

    /// A named context of a build.
    pub(crate) fn named(&self, side: Side, name: &str) -> PathBuf {
        self.root.join(format!("{}-{side:?}-{name}", self.salt))
    }

    /// A text with what differs from run to run filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        if !text.contains('@') {
            return text.to_owned();
        }
        let text = text.replace("@B", &self.base()).replace("@I", &self.second());
        let text = text.replace("@H", &self.address).replace("@D", &self.pinned);
        text.replace("@S", &self.salt)
    }

    /// Puts both sides of a pair where they belong.
    pub(crate) fn write(&self, pair: &Pair) {
        let fill = |text: &str| self.fill(text);
        for (side, inputs) in [(Side::A, &pair.a), (Side::B, &pair.b)] {
            let folder = |path: PathBuf| {
                std::fs::create_dir_all(&path).unwrap();
                path
            };
            inputs.context.write(&folder(self.context(side)), &fill);
            for (name, tree) in &inputs.named {
                tree.write(&folder(self.named(side, name)), &fill);
            }
        }
    }

    /// Places in a folder, for a pair that is not built.
    pub(crate) fn unbuilt(root: PathBuf) -> Self {
        let address = "http://127.0.0.1:1".to_owned();
        Self { root, address, pinned: digest(&pinned("S")), salt: "S".to_owned() }
    }

    /// The flags of a build.
    pub(crate) fn flags(&self, side: Side, flags: &[String]) -> Vec<String> {
        let named = self.named(side, "");
        let fill = |flag: &String| self.fill(flag).replace("@N/", &named.to_string_lossy());
        flags.iter().map(fill).collect()
    }
}

impl<'e> Laboratory<'e> {
    /// A place for pairs, in a folder that ends with it.
    pub(crate) fn new(engines: &'e Engines) -> Self {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        let folder = tempfile::Builder::new().prefix("live").tempdir().unwrap();
        let run = format!("{:x}", now.as_millis());
        let servers = Servers::start(folder.path());
        Self { engines, servers, folder, run, count: AtomicUsize::new(0) }
    }

    /// Plays a pair; the error says which build failed, and the engine's message.
    pub(crate) fn play(&self, pair: &Pair) -> Result<Played, String> {
        let places = self.places();
        places.write(pair);
        let a = self.build(pair, &places, Side::A)?;
        let side = if pair.in_place { Side::A } else { Side::B };
        if pair.in_place {
            self.change_in_place(pair, &places);
        }
        let b = self.build_in(pair, &places, Side::B, side)?;
        Ok(Played { a, b, places })
    }

    /// Takes away the folders of a pair.
    pub(crate) fn clear(&self, places: &Places) {
        // What is left goes with the folder of all of them.
        _ = std::fs::remove_dir_all(&places.root);
    }

    fn places(&self) -> Places {
        let salt = format!("{}-{}", self.run, self.count.fetch_add(1, Ordering::Relaxed));
        let address = format!("{}/{salt}", self.servers.http);
        let pinned = digest(&pinned(&salt));
        Places { root: self.folder.path().join(&salt), address, pinned, salt }
    }

    /// Lets the server answer with a text.
    fn serve(&self, places: &Places, text: &str) {
        let folder = self.servers.served.join(&places.salt);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("f.txt"), format!("body={text}\netag={text}\n")).unwrap();
        std::fs::write(folder.join("pinned.txt"), format!("body={}\n", pinned(&places.salt)))
            .unwrap();
    }

    fn change_in_place(&self, pair: &Pair, places: &Places) {
        let fill = |text: &str| places.fill(text);
        pair.b.context.write_over(&pair.a.context, &places.context(Side::A), &fill);
        for (name, tree) in &pair.b.named {
            tree.write_over(&pair.a.named[name], &places.named(Side::A, name), &fill);
        }
    }

    fn build(&self, pair: &Pair, places: &Places, side: Side) -> Result<Observed, String> {
        self.build_in(pair, places, side, side)
    }

    fn build_in(
        &self,
        pair: &Pair,
        places: &Places,
        side: Side,
        folder: Side,
    ) -> Result<Observed, String> {
        let engine = self.engines.with(pair.store);
        let inputs = if side == Side::A { &pair.a } else { &pair.b };
        let fill = |text: &str| places.fill(text);
        let is_new = |image: bool| side == Side::A || image;
        if is_new(pair.a.base != pair.b.base) {
            let archive = self.engines.base().with_extension("tar");
            salted(&inputs.base).import(engine, &places.base(), Some(&archive), &fill)?;
        }
        if let Some(image) =
            inputs.second.as_ref().filter(|_| is_new(pair.a.second != pair.b.second))
        {
            salted(image).import(engine, &places.second(), None, &fill)?;
        }
        if let Some(text) = &inputs.remote {
            self.serve(places, &fill(text));
        }
        let flags = places.flags(folder, &inputs.flags);
        let observed = build(engine, &places.context(folder), &flags);
        observed.map_err(|error| format!("build {side:?} failed: {error}"))
    }
}

/// What is at `@H/pinned.txt`: another text for each pair. What is pinned is known to the engine by its digest, and of two
/// builds that fetch the same at a time each would report the steps of the other.
fn pinned(salt: &str) -> String {
    format!("pinned {salt}")
}

/// The digest of a text, as `--checksum` takes it.
fn digest(text: &str) -> String {
    let mut program = Command::new("sha256sum");
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    format!("sha256:{}", printed.split_whitespace().next().unwrap())
}

/// The same image with a layer of its own.
fn salted(image: &Image) -> Image {
    let mut image = image.clone();
    image.files.put("etc/salt", Node::file("@S\n"));
    image
}

impl Pair {
    /// A pair whose builds differ in nothing, on fresh folders.
    pub(crate) fn new(store: Store, inputs: Inputs) -> Self {
        Self { store, a: inputs.clone(), b: inputs, in_place: false }
    }
}

/// The steps other than FROM, as lines of `label: status`.
pub(crate) fn statuses(observed: &Observed) -> Vec<String> {
    observed.steps.iter().map(ToString::to_string).collect()
}
