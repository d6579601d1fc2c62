//! Paths inside an image.

/// A clean directory or file path in an image, `/`-separated.
///
/// Absolute, or below the working directory of the base image where that
/// cannot be seen: two paths below it can still be compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImagePath {
    root: Root,
    /// Without leading and trailing slash; empty for the root itself.
    path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Root {
    /// `/`
    Image,
    /// The working directory that the base image brings.
    BaseWorkdir,
}

impl ImagePath {
    /// The root of the image.
    pub fn root() -> Self {
        Self { root: Root::Image, path: String::new() }
    }

    /// The base image's working directory, wherever that is.
    pub fn base_workdir() -> Self {
        Self { root: Root::BaseWorkdir, path: String::new() }
    }

    /// `path` as seen from this directory; an absolute one stands for itself.
    pub fn join(&self, path: &str) -> Self {
        let (root, base) = match path.starts_with('/') {
            true => (Root::Image, ""),
            false => (self.root, self.path.as_str()),
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in base.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        Self { root, path: parts.join("/") }
    }

    /// The path as text, if it is absolute.
    pub fn absolute(&self) -> Option<String> {
        (self.root == Root::Image).then(|| format!("/{}", self.path))
    }

    /// `self` relative to `ancestor`, `""` when they are equal; `None` when it is not known to be below it.
    pub fn below<'a>(&'a self, ancestor: &ImagePath) -> Option<&'a str> {
        if self.root != ancestor.root {
            return None;
        }
        let rest = self.path.strip_prefix(ancestor.path.as_str())?;
        if rest.is_empty() || ancestor.path.is_empty() {
            Some(rest)
        } else {
            rest.strip_prefix('/')
        }
    }

    /// Whether one of the two may lie in the other.
    pub fn may_touch(&self, other: &ImagePath) -> bool {
        self.root != other.root || self.below(other).is_some() || other.below(self).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining() {
        let app = ImagePath::root().join("/app/");
        let check = |path: &str| app.join(path).absolute();
        assert_eq!(check(".").as_deref(), Some("/app"));
        assert_eq!(check("./a//b/../c").as_deref(), Some("/app/a/c"));
        assert_eq!(check("/x").as_deref(), Some("/x"));
        assert_eq!(check("../..").as_deref(), Some("/"));
        assert_eq!(ImagePath::base_workdir().join("a").absolute(), None);
        assert_eq!(ImagePath::base_workdir().join("/a").absolute().as_deref(), Some("/a"));
    }

    #[test]
    fn comparing() {
        let (root, base) = (ImagePath::root(), ImagePath::base_workdir());
        let (app, apple) = (root.join("app"), root.join("apple"));
        assert_eq!(app.join("a/b").below(&app), Some("a/b"));
        assert_eq!(app.below(&app), Some(""));
        assert_eq!(app.below(&root), Some("app"));
        assert_eq!(apple.below(&app), None);
        assert_eq!(base.join("src").below(&base), Some("src"));
        assert_eq!(app.below(&base), None);
        assert!(root.may_touch(&app) && !app.may_touch(&apple));
        assert!(app.may_touch(&base), "the base may work in /app");
    }
}
