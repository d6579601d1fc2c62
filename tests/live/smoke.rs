//! A few pairs whose outcome is known: they show that the engines and the reading of their progress can be trusted.
//!
//! Names in brackets are experiments of `fixtures/scenarios`.

use crate::engine::{Engines, Store};
use crate::pair::{Inputs, Laboratory, Pair, Played, statuses};
use crate::tree::{Node, Tree};

/// A pair, and the steps of its second build.
struct Known {
    name: &'static str,
    pair: Pair,
    expected: &'static [&'static str],
}

/// Plays all of them and says whether everything is as it should be.
pub(crate) fn run(engines: &Engines) -> bool {
    let laboratory = Laboratory::new(engines);
    let mut failures = 0;
    let known = all();
    for Known { name, pair, expected } in &known {
        let began = std::time::Instant::now();
        let outcome = match laboratory.play(pair) {
            Ok(played) if statuses(&played.b) == *expected => lines_are_right(pair, &played),
            Ok(played) => Err(format!("expected {expected:#?}, got {:#?}", statuses(&played.b))),
            Err(error) => Err(error),
        };
        let seconds = began.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => println!("ok   {name} ({:?} store, {seconds:.1} s)", pair.store),
            Err(error) => {
                failures += 1;
                println!("FAIL {name} ({:?} store)\n{error}", pair.store);
            }
        }
    }
    println!("{} pairs of builds with known outcomes, {failures} failed", known.len());
    failures == 0
}

/// Every step is traced to lines that begin with its keyword.
fn lines_are_right(pair: &Pair, played: &Played) -> Result<(), String> {
    let Some(Node::File { content, .. }) = pair.b.context.nodes.get("Dockerfile") else {
        return Err("there is no Dockerfile".to_owned());
    };
    let lines: Vec<&str> = content.lines().collect();
    for step in &played.b.steps {
        let keyword = step.name.keyword();
        let is_there = |line: &u32| lines[*line as usize - 1].starts_with(keyword);
        if step.lines.is_empty() || !step.lines.iter().all(is_there) {
            return Err(format!("{step} is said to come from lines {:?}", step.lines));
        }
    }
    Ok(())
}

/// A pair that differs in the context.
fn with_context(store: Store, dockerfile: &str, change: fn(&mut Tree)) -> Pair {
    let mut pair = Pair::new(store, inputs(dockerfile));
    change(&mut pair.b.context);
    pair
}

/// A pair that differs in the Dockerfile.
fn with_dockerfiles(store: Store, a: &str, b: &str) -> Pair {
    Pair { b: inputs(b), ..Pair::new(store, inputs(a)) }
}

fn inputs(dockerfile: &str) -> Inputs {
    let mut context =
        Tree::of_files(&[("Dockerfile", dockerfile), ("s", "s @S\n"), ("d/t", "t @S\n")]);
    context.put("d", Node::directory());
    Inputs { context, ..Inputs::default() }
}

fn touch(context: &mut Tree) {
    let Some(Node::File { time, .. }) = context.nodes.get_mut("d/t") else { return };
    *time = Some(1_000_000_000);
}

#[rustfmt::skip]
fn all() -> Vec<Known> {
    use Store::{Containerd, Overlay2};
    let plain = "FROM @B\nCOPY d /d/\nRUN cat \\\n  /d/t\n";
    let copying = "FROM @B AS b\nCOPY s /s\nRUN <<X\nmkdir /out; cp /s /out/x\nX\nFROM @B\nCOPY --from=b /out /o\nRUN echo 1\n";
    let constant = "FROM @B AS b\nCOPY s /s\nRUN mkdir /out; echo @S > /out/x\nFROM @B\nCOPY --from=b /out /o\nRUN echo 1\n";
    let linked = "FROM @B\nRUN echo a\nCOPY --link s /l/\nRUN echo 1\n";
    let linked_b = "FROM @B\nRUN echo b\nCOPY --link s /l/\nRUN echo 1\n";
    let mut touched = with_context(Overlay2, plain, touch);
    touched.in_place = true;
    vec![
        Known { name: "content", pair: with_context(Overlay2, plain, |tree| tree.append("d/t", "x\n")),
            expected: &["2/3 COPY: rerun", "3/3 RUN: rerun"] },
        Known { name: "fresh_mtime", pair: with_context(Overlay2, plain, touch),
            expected: &["2/3 COPY: cached", "3/3 RUN: cached"] },
        Known { name: "mtime", pair: touched,
            expected: &["2/3 COPY: cached", "3/3 RUN: cached"] },
        Known { name: "fresh_dirmode_sub",
            pair: with_context(Overlay2, plain, |tree| tree.put("d", Node::Directory { mode: 0o700 })),
            expected: &["2/3 COPY: rerun", "3/3 RUN: rerun"] },
        Known { name: "env before COPY",
            pair: with_dockerfiles(Overlay2, "FROM @B\nENV A=1\nCOPY s /\nRUN echo\n", "FROM @B\nENV A=2\nCOPY s /\nRUN echo\n"),
            expected: &["2/3 COPY: cached", "3/3 RUN: rerun"] },
        Known { name: "copyfrom_identical", pair: with_context(Overlay2, constant, |tree| tree.append("s", "x\n")),
            expected: &["b 2/3 COPY: rerun", "b 3/3 RUN: rerun", "stage-1 2/3 COPY: cached", "stage-1 3/3 RUN: cached"] },
        Known { name: "copyfrom_changed", pair: with_context(Overlay2, copying, |tree| tree.append("s", "x\n")),
            expected: &["b 2/3 COPY: rerun", "b 3/3 RUN: rerun", "stage-1 2/3 COPY: rerun", "stage-1 3/3 RUN: rerun"] },
        Known { name: "link_base_step_change", pair: with_dockerfiles(Containerd, linked, linked_b),
            expected: &["2/4 RUN: rerun", "3/4 COPY: cached", "3/4 LINK: rerun", "4/4 RUN: rerun"] },
        Known { name: "link on the classic store", pair: with_dockerfiles(Overlay2, linked, linked_b),
            expected: &["2/4 RUN: rerun", "3/4 COPY: rerun", "4/4 RUN: rerun"] },
        Known { name: "mount_cache_id",
            pair: with_dockerfiles(Containerd, "FROM @B\nRUN --mount=type=cache,target=/c,id=a echo 1\n",
                "FROM @B\nRUN --mount=type=cache,target=/c,id=b echo 1\n"),
            expected: &["stage-0 2/2 RUN: cached"] },
    ]
}
