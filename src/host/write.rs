//! Writing files so that nothing is ever half written.

use super::{HostError, plain};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Replaces the content of `path`: a new file is written beside it and takes its name and its mode.
///
/// A symbolic link stays one: what it leads to is replaced.
///
/// # Errors
///
/// With the path and the system's reason; the file is then as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let temporary = beside(&target);
    let outcome =
        write_new(&temporary, &target, bytes).and_then(|()| fs::rename(&temporary, &target));
    outcome.map_err(|error| {
        // Nothing is lost if this fails: the name says what the file is.
        drop(fs::remove_file(&temporary));
        HostError::new("write", path, plain(&error))
    })
}

fn write_new(temporary: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(temporary)?;
    file.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(target) {
        if metadata.permissions().readonly() {
            let kind = std::io::ErrorKind::PermissionDenied;
            return Err(std::io::Error::new(kind, "the file is read-only"));
        }
        file.set_permissions(metadata.permissions())?;
    }
    file.sync_all()
}

/// A name in the same directory that nobody else uses.
fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    target.with_file_name(format!(".{name}.dockwright-{}", std::process::id()))
}
