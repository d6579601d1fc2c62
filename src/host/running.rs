//! Which processes there are.

/// Whether a process of that number is there, as far as we may see.
#[cfg(unix)]
pub fn is_running(process: i32) -> bool {
    let Some(process) = rustix::process::Pid::from_raw(process) else { return false };
    match rustix::process::test_kill_process(process) {
        Ok(()) => true,
        // One that is somebody else's is there.
        Err(error) => error == rustix::io::Errno::PERM,
    }
}

/// Nothing is known: it is taken to be there.
#[cfg(not(unix))]
pub fn is_running(_process: i32) -> bool {
    true
}
