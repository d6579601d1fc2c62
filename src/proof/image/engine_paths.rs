//! What an engine itself puts into a container, which is no part of the image.

/// Files and links that Docker and podman make in each container; an export of a container that
/// never ran has them too (measured with Docker 28 on both stores: empty files, and the link).
const FILES: &[&str] = &[
    "/.dockerenv",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/mtab",
    "/etc/resolv.conf",
    "/run/.containerenv",
];

/// Folders that are mount points in each container, with what is below them.
const FOLDERS: &[&str] = &["/dev", "/proc", "/run/secrets", "/sys"];

/// Whether the engine, not the image, decides what is at `path`.
pub(super) fn is_of_engine(path: &str) -> bool {
    let is_below = |folder: &str| {
        path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    FILES.contains(&path) || FOLDERS.iter().any(|folder| is_below(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mount_points_and_files_of_the_engine() {
        for path in ["/dev", "/dev/pts/0", "/proc/1", "/etc/hosts", "/.dockerenv", "/etc/mtab"] {
            assert!(is_of_engine(path), "{path}");
        }
        for path in ["/", "/development", "/etc", "/etc/hosts.allow", "/run", "/app/dev/null"] {
            assert!(!is_of_engine(path), "{path}");
        }
    }
}
