//! Images that no registry is needed for, each with a layer that no engine has seen.

use crate::engine::Engine;
use crate::tree::{Node, Tree};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

/// What an image is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Image {
    /// Files beside those of the base system.
    pub(crate) files: Tree,
    /// Instructions that configure it, beside `ENV PATH=/bin`.
    pub(crate) config: Vec<String>,
}

impl Image {
    /// Makes it known to an engine as `name`, put on top of the archive `base` (or of nothing).
    pub(crate) fn import(
        &self,
        engine: &Engine,
        name: &str,
        base: Option<&Path>,
        fill: &dyn Fn(&str) -> String,
    ) -> Result<(), String> {
        let mut docker = engine.docker();
        docker.args(["import", "--change", "ENV PATH=/bin"]);
        docker.args(self.config.iter().flat_map(|line| ["--change", line]));
        docker.args(["-", name]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut docker = docker.spawn().unwrap();
        let archive = archive(base, &self.files, fill);
        // An engine that refuses the archive says why.
        _ = docker.stdin.take().expect("it is piped").write_all(&archive);
        let output = docker.wait_with_output().unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("import of {name}: {}", String::from_utf8_lossy(&output.stderr))),
        }
    }
}

/// An archive with the files of another one and of a tree, which counts where both have one.
pub(crate) fn archive(base: Option<&Path>, files: &Tree, fill: &dyn Fn(&str) -> String) -> Vec<u8> {
    let base = base.map(|base| std::fs::read(base).unwrap()).unwrap_or_default();
    let mut archive = without(&base, files);
    for (path, node) in &files.nodes {
        match node {
            Node::File { content, mode, .. } => {
                let content = fill(content);
                archive.extend(header(path, *mode, content.len(), b'0', ""));
                archive.extend(content.as_bytes());
                archive.resize(archive.len().next_multiple_of(BLOCK), 0);
            }
            Node::Directory { mode } => {
                archive.extend(header(&format!("{path}/"), *mode, 0, b'5', ""));
            }
            Node::Link { target } => archive.extend(header(path, 0o777, 0, b'2', target)),
            Node::Archive { .. } => panic!("{path}: an archive in an archive"),
        }
    }
    archive.resize(archive.len() + 2 * BLOCK, 0);
    archive
}

/// The entries of an archive that the tree has none for; an engine may refuse two of one name.
fn without(archive: &[u8], files: &Tree) -> Vec<u8> {
    let mut kept = Vec::with_capacity(archive.len());
    let mut rest = archive;
    // It ends in blocks of zeros.
    while rest.first().is_some_and(|byte| *byte != 0) {
        let field = |range: std::ops::Range<usize>| {
            let bytes = rest[range].split(|byte| *byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(bytes).trim().to_owned()
        };
        let size = usize::from_str_radix(&field(124..136), 8).expect("a size is octal");
        let (entry, behind) = rest.split_at(BLOCK + size.next_multiple_of(BLOCK));
        let name = field(0..100);
        let name = name.trim_start_matches("./").trim_end_matches('/');
        if !files.nodes.contains_key(name) {
            kept.extend_from_slice(entry);
        }
        rest = behind;
    }
    kept
}

/// The unit of tar archives.
const BLOCK: usize = 512;

/// The header of an entry, in the format of POSIX (`ustar`).
fn header(path: &str, mode: u32, size: usize, kind: u8, target: &str) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put =
        |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, path);
    put(100, &format!("{mode:07o}"));
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, "00000000000");
    put(148, "        ");
    put(157, target);
    put(257, "ustar\x0000");
    header[156] = kind;
    // The sum is taken with blanks in its own place.
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}
