//! Builds of runs that were killed: nobody told their processes to stop, and what they make would come later.

use std::process::Command;
use std::time::{Duration, Instant};

/// How long a build has to stop that was asked to.
const GRACE: Duration = Duration::from_secs(10);
const BEAT: Duration = Duration::from_millis(50);

/// Asks the builds of a run that is over to stop, and waits for that; their process ids.
pub(super) fn end_builds_of(id: &str) -> Vec<String> {
    let found = processes_of(id);
    for pid in &found {
        interrupt(*pid);
    }
    let deadline = Instant::now() + GRACE;
    while !found.is_empty() && Instant::now() < deadline && !processes_of(id).is_empty() {
        std::thread::sleep(BEAT);
    }
    found.iter().map(i32::to_string).collect()
}

/// The processes that build in the folder of a run; no other's command line has its id.
fn processes_of(id: &str) -> Vec<i32> {
    let listed = Command::new("ps").args(["-A", "-o", "pid=,args="]).output();
    let text = listed.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    of_run(&text.unwrap_or_default(), id)
}

fn of_run(listing: &str, id: &str) -> Vec<i32> {
    let is_build = |args: &str| args.contains(" build ") && args.contains(&format!("/runs/{id}/"));
    let pids = listing.lines().filter_map(|line| {
        let (pid, args) = line.trim_start().split_once(' ')?;
        is_build(args).then(|| pid.parse().ok())?
    });
    pids.collect()
}

#[cfg(unix)]
fn interrupt(pid: i32) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(pid) = Pid::from_raw(pid) {
        // One that ended meanwhile needs no word.
        let _ = kill_process(pid, Signal::INT);
    }
}

#[cfg(not(unix))]
fn interrupt(_: i32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builds_of_a_run_are_those_in_its_folder() {
        let listing = "    1 init\n  \
            12 docker buildx build --tag=x /home/me/.cache/dockwright/runs/ab-1/original-ab-1\n  \
            13 docker-buildx buildx build --tag=x /home/me/.cache/dockwright/runs/ab-1/fixed-ab-1\n  \
            14 docker buildx build --tag=x /home/me/.cache/dockwright/runs/ab-12/original-ab-12\n  \
            15 less /home/me/.cache/dockwright/runs/ab-1/lock\n";
        assert_eq!(of_run(listing, "ab-1"), [12, 13]);
        assert!(of_run(listing, "ab-2").is_empty());
    }
}
