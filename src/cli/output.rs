//! Where output goes.

use super::Failure;
use crate::host;
use std::io::{self, Write};
use std::path::Path;

/// Prints to `file`, or to standard output.
///
/// A reader that has seen enough (`| head`) is no error.
pub(super) fn print(bytes: &[u8], file: Option<&Path>) -> Result<(), Failure> {
    if let Some(file) = file {
        return Ok(host::write_atomically(file, bytes)?);
    }
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}
