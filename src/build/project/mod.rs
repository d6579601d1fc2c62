//! Files of well-known projects, read as far as somebody needs.

mod package_json;
mod procfile;
mod workspaces;

pub use package_json::{Dependency, PackageJson};
pub use procfile::Procfile;
pub use workspaces::{Members, members};
