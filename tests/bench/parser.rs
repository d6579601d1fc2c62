//! The parser beside `parse-dockerfile`, on the files that both read: CPU-bound, one thread, in turn.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads files, the clock, and prints"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let corpus =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dockerfiles");
    let Ok(folders) = std::fs::read_dir(&corpus) else {
        println!("skipped: there is no corpus at ../shared/corpus");
        return;
    };
    let files = folders
        .flatten()
        .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
        .flatten()
        .flatten();
    let texts: Vec<String> = files
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .filter(|text| parse_dockerfile::parse(text).is_ok())
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let rounds = if std::env::args().any(|arg| arg == "--check") { 1 } else { 20 };
    let (mut own, mut peer) = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        own = own
            .min(time(&texts, |text| drop(black_box(dockwright::syntax::Dockerfile::parse(text)))));
        peer = peer.min(time(&texts, |text| drop(black_box(parse_dockerfile::parse(text)))));
    }
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!("{} files, {:.1} MB, best of {rounds}", texts.len(), bytes as f64 / 1e6);
    println!("dockwright        {:7.0} MB/s", speed(own));
    println!("parse-dockerfile  {:7.0} MB/s", speed(peer));
    println!("ratio             {:7.2}", speed(own) / speed(peer));
}

fn time(texts: &[String], parse: impl Fn(&str)) -> Duration {
    let start = Instant::now();
    texts.iter().for_each(|text| parse(text));
    start.elapsed()
}
