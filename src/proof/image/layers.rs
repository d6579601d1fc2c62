//! Which instruction wrote a path: the layers of a saved image, and its history.
//!
//! Reads what `docker image save` and `podman save` write: one archive with a
//! layer for each instruction that changed files. `manifest.json` names them in
//! order (all Docker engines write it, also beside an OCI layout); without it
//! `index.json` does. Layers are plain or compressed with gzip.

use super::archive::{ArchiveError, absolute};
use super::members::{Member, Members};
use super::steps::steps;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use tar::EntryType;

/// A larger file is no description of an image.
const LARGEST_DOCUMENT: u64 = 4 * 1024 * 1024;

/// What writes over a path is looked for in an archive; a path below a removed one is removed, too.
const WHITEOUT: &str = ".wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// For some paths, the instruction that wrote or removed each last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    steps: Vec<String>,
    writers: BTreeMap<String, String>,
}

/// What an archive of an image has in it, by the names of its entries.
#[derive(Default)]
struct Saved {
    documents: BTreeMap<String, Value>,
    /// The wanted paths that a layer changes.
    layers: BTreeMap<String, BTreeSet<String>>,
    /// A layer that an older Docker wrote once for two places.
    links: BTreeMap<String, String>,
    /// Layers in a compression that is not read, with its name.
    compressed: BTreeMap<String, &'static str>,
}

impl Layers {
    /// Reads a saved image and looks for absolute paths.
    ///
    /// Memory grows with the number of paths that are looked for, not with the image.
    ///
    /// # Errors
    ///
    /// An archive that is cut off, one without an image, or layers that are compressed in another way
    /// than with gzip.
    pub fn read<'a>(
        archive: &mut dyn Read,
        paths: impl IntoIterator<Item = &'a str>,
    ) -> Result<Layers, ArchiveError> {
        let wanted: BTreeSet<&str> = paths.into_iter().collect();
        let saved = Saved::read(archive, &wanted)?;
        let none = || ArchiveError::new(None, "it holds no image");
        let (config, layers) = saved.image().ok_or_else(none)?;
        let (steps, mut writers) = (steps(config), BTreeMap::new());
        for (layer, step) in layers.iter().zip(&steps) {
            let layer = saved.links.get(layer).unwrap_or(layer);
            if let Some(kind) = saved.compressed.get(layer) {
                let message = format!("the layer is compressed with {kind}, which is not read");
                return Err(ArchiveError::new(Some(layer), message));
            }
            for path in saved.layers.get(layer).into_iter().flatten() {
                writers.insert(path.clone(), step.clone());
            }
        }
        Ok(Layers { steps, writers })
    }

    /// The instruction that wrote or removed the path last, as it is written in a file; `None` where no
    /// layer has it.
    pub fn step_of(&self, path: &str) -> Option<&str> {
        self.writers.get(path).map(String::as_str)
    }

    /// The instructions that made layers, the base's first, as they are written in a file.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }
}

impl Saved {
    fn read(archive: &mut dyn Read, wanted: &BTreeSet<&str>) -> Result<Saved, ArchiveError> {
        let mut saved = Saved::default();
        let whole = |error| ArchiveError::new(None, error);
        let mut members = Members::of(archive);
        while let Some(mut member) = members.next().map_err(whole)? {
            let name = absolute(&member.path);
            match member.header.entry_type() {
                EntryType::Symlink | EntryType::Link => {
                    let target = member.target.as_deref().unwrap_or_default();
                    saved.links.insert(name.clone(), linked(&name, target));
                }
                EntryType::Regular => {
                    let read = saved.take(&name, &mut member, wanted);
                    read.map_err(|error| ArchiveError::new(Some(&name), error))?;
                }
                _ => {}
            }
        }
        if members.finish().map_err(whole)? {
            Ok(saved)
        } else {
            Err(ArchiveError::new(None, "it is cut off"))
        }
    }

    /// A document or a layer: told apart by how they begin, since names of blobs say nothing.
    fn take(
        &mut self,
        name: &str,
        member: &mut Member<'_, '_>,
        wanted: &BTreeSet<&str>,
    ) -> std::io::Result<()> {
        let size = member.size;
        let mut content = BufReader::new(member);
        let begin = content.fill_buf()?;
        if begin.starts_with(b"\x1f\x8b") {
            let changed = changes(&mut MultiGzDecoder::new(content), wanted)?;
            self.layers.insert(name.to_owned(), changed);
        } else if begin.starts_with(b"\x28\xb5\x2f\xfd") {
            self.compressed.insert(name.to_owned(), "zstd");
        } else if matches!(begin.first(), Some(b'{' | b'[')) && size <= LARGEST_DOCUMENT {
            // What is no JSON is some other small file.
            let document = serde_json::from_reader(content).ok();
            self.documents.extend(document.map(|document| (name.to_owned(), document)));
        } else if begin.get(257..262) == Some(b"ustar") || begin.iter().all(|byte| *byte == 0) {
            self.layers.insert(name.to_owned(), changes(&mut content, wanted)?);
        }
        Ok(())
    }

    /// The configuration and the names of the layers, the base's first.
    fn image(&self) -> Option<(&Value, Vec<String>)> {
        let Some(manifest) = self.documents.get("/manifest.json") else { return self.oci_image() };
        let manifest = manifest.get(0)?;
        let config = self.documents.get(&absolute(manifest.get("Config")?.as_str()?.as_bytes()))?;
        let layers = manifest.get("Layers")?.as_array()?.iter().filter_map(Value::as_str);
        Some((config, layers.map(|layer| absolute(layer.as_bytes())).collect()))
    }

    fn oci_image(&self) -> Option<(&Value, Vec<String>)> {
        let mut open = vec![self.documents.get("/index.json")?];
        // An index may name indexes; attestations have no layers of files.
        while let Some(document) = open.pop() {
            if let Some(manifests) = document.get("manifests").and_then(Value::as_array) {
                open.extend(manifests.iter().rev().filter_map(|it| self.blob(it)));
                continue;
            }
            let config = document.get("config").and_then(|config| self.blob(config));
            let layers = document.get("layers").and_then(Value::as_array);
            let Some((config, layers)) = config.zip(layers) else { continue };
            if config.get("history").is_some() {
                return Some((config, layers.iter().filter_map(blob_name).collect()));
            }
        }
        None
    }

    fn blob(&self, descriptor: &Value) -> Option<&Value> {
        self.documents.get(&blob_name(descriptor)?)
    }
}

fn blob_name(descriptor: &Value) -> Option<String> {
    let digest = descriptor.get("digest")?.as_str()?;
    Some(format!("/blobs/{}", digest.replacen(':', "/", 1)))
}

/// Where a link in the archive points: `../a/layer.tar` in `/b/layer.tar` is `/a/layer.tar`.
fn linked(name: &str, target: &[u8]) -> String {
    let target = absolute(target);
    match target.strip_prefix("/../") {
        Some(rest) => {
            let folder = name.rsplit('/').nth(2).unwrap_or_default();
            absolute(format!("{folder}/{rest}").as_bytes())
        }
        None => target,
    }
}

/// The wanted paths that a layer writes or removes.
fn changes(layer: &mut dyn Read, wanted: &BTreeSet<&str>) -> std::io::Result<BTreeSet<String>> {
    let mut changed = BTreeSet::new();
    let mut members = Members::of(layer);
    while let Some(member) = members.next()? {
        let path = absolute(&member.path);
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        if name == OPAQUE {
            changed.extend(at_or_below(wanted, folder).filter(|path| path != folder));
        } else if let Some(name) = name.strip_prefix(WHITEOUT) {
            changed.extend(at_or_below(wanted, &format!("{folder}/{name}")));
        } else if wanted.contains(path.as_str()) {
            changed.insert(path);
        }
    }
    Ok(changed)
}

fn at_or_below(wanted: &BTreeSet<&str>, top: &str) -> impl Iterator<Item = String> {
    let covers = move |path: &&&str| {
        path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    wanted.iter().filter(covers).map(|path| (*path).to_owned())
}

#[cfg(test)]
impl Layers {
    /// Made up: the instructions in order, and which of them wrote which path.
    pub(in crate::proof) fn made_up(steps: &[&str], writers: &[(&str, &str)]) -> Self {
        let own = |(path, step): &(&str, &str)| ((*path).to_owned(), (*step).to_owned());
        Self {
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            writers: writers.iter().map(own).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::image::testing::archive;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    const HISTORY: &str = r#"{"history":[
        {"created_by":"ADD base.tar / # buildkit"},
        {"created_by":"ENV A=1","empty_layer":true},
        {"created_by":"RUN /bin/sh -c date > /d # buildkit"},
        {"created_by":"RUN /bin/sh -c rm -r /x # buildkit"}]}"#;

    fn layers() -> [Vec<u8>; 3] {
        [
            "d 644 0\nx/ 755\nx/y 644 1\nz 644 1",
            "d 644 1\nx/w 644 1",
            ".wh.x 000\nq/.wh..wh..opq 000",
        ]
        .map(archive)
    }

    fn saved(files: &[(&str, Vec<u8>)], link: Option<(&str, &str)>) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            builder.append_data(&mut header, path, content.as_slice()).unwrap();
        }
        if let Some((path, target)) = link {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(EntryType::Symlink);
            header.set_size(0);
            builder.append_link(&mut header, path, target).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn check(archive: &[u8]) -> String {
        let paths = ["/d", "/x/y", "/x/w", "/z", "/q", "/q/r", "/none"];
        match Layers::read(&mut &*archive, paths) {
            Ok(layers) => paths.map(|it| layers.step_of(it).unwrap_or("-")).join(", "),
            Err(error) => error.to_string(),
        }
    }

    const EXPECTED: &str =
        "RUN date > /d, RUN rm -r /x, RUN rm -r /x, ADD base.tar /, -, RUN rm -r /x, -";

    #[test]
    fn the_layout_of_the_classic_store() {
        let [one, two, three] = layers();
        let manifest =
            br#"[{"Config":"c.json","Layers":["a/layer.tar","b/layer.tar","c/layer.tar"]}]"#;
        let mut files = vec![
            ("a/layer.tar", one),
            ("b/layer.tar", two),
            ("c/layer.tar", three.clone()),
            ("c.json", HISTORY.as_bytes().to_vec()),
            ("manifest.json", manifest.to_vec()),
        ];
        assert_eq!(check(&saved(&files, None)), EXPECTED);
        files[2] = ("other/layer.tar", three);
        let linked = saved(&files, Some(("c/layer.tar", "../other/layer.tar")));
        assert_eq!(check(&linked), EXPECTED);
    }

    #[test]
    fn the_layout_of_oci_with_compressed_layers() {
        let [one, two, three] = layers();
        let index =
            |digest| format!(r#"{{"manifests":[{{"digest":"sha256:{digest}"}}]}}"#).into_bytes();
        let manifest = br#"{"config":{"digest":"sha256:cc"},"layers":[
            {"digest":"sha256:01"},{"digest":"sha256:02"},{"digest":"sha256:03"}]}"#;
        let mut files = vec![
            ("blobs/sha256/01", gzip(&one)),
            ("blobs/sha256/02", gzip(&two)),
            ("blobs/sha256/03", three),
            ("blobs/sha256/11", index("12")),
            ("blobs/sha256/12", manifest.to_vec()),
            ("blobs/sha256/cc", HISTORY.as_bytes().to_vec()),
            ("index.json", index("11")),
            ("oci-layout", b"{}".to_vec()),
        ];
        assert_eq!(check(&saved(&files, None)), EXPECTED);
        files[2].1 = b"\x28\xb5\x2f\xfd....".to_vec();
        assert_eq!(
            check(&saved(&files, None)),
            "the archive cannot be read at /blobs/sha256/03: the layer is compressed with zstd, which is not read"
        );
    }

    #[test]
    fn what_is_no_image() {
        assert_eq!(check(&archive("a 644 x")), "the archive cannot be read: it holds no image");
        assert!(check(b"no archive at all").starts_with("the archive cannot be read"));
        assert!(check(&archive("a 644 x")[..700]).starts_with("the archive cannot be read"));
    }
}
