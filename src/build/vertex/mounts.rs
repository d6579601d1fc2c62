//! `RUN --mount`: what is mounted where, and from which vertex.

use super::exec::MountInput;
use super::op::{CacheSharing, ExecMount, Mkdir, Op};
use super::size::bytes;
use super::stages::{Place, Solver};
use super::state::StageState;
use crate::ignore::source_path;
use crate::syntax::{Mount, MountKind};

impl<'s> Solver<'s> {
    /// Adds the mounts of a RUN and what they read; gives the secrets that become variables.
    pub(super) fn mounts(
        &mut self,
        state: &StageState<'s>,
        place: Place<'s>,
        inputs: &mut Vec<MountInput>,
        mounts: &mut Vec<ExecMount>,
    ) -> Vec<(String, String, bool)> {
        let mut secret_env = Vec::new();
        for mount in place.instruction.mounts() {
            let fields = Fields { state, place, mount: &mount };
            match mount.kind() {
                MountKind::Secret => match fields.text(&["env"]) {
                    Some(name) => {
                        let id = fields.secret_id();
                        secret_env.push((id, name, fields.is_set(&["required"])));
                        if fields.text(TARGET).is_some() {
                            mounts.push(fields.secret());
                        }
                    }
                    None => mounts.push(fields.secret()),
                },
                MountKind::Ssh => {
                    let is_ssh = |mount: &&ExecMount| mount.kind == MountKind::Ssh;
                    mounts.push(fields.ssh(mounts.iter().filter(is_ssh).count()));
                }
                MountKind::Tmpfs => mounts.push(fields.tmpfs()),
                MountKind::Bind | MountKind::Cache | MountKind::Unknown => {
                    let mount = self.with_input(&fields, inputs);
                    mounts.push(mount);
                }
            }
        }
        secret_env
    }

    fn with_input(&mut self, fields: &Fields<'_, 's>, inputs: &mut Vec<MountInput>) -> ExecMount {
        let is_cache = fields.mount.kind() == MountKind::Cache;
        let source = source_path(&fields.text(&["source", "src"]).unwrap_or_default());
        let vertex = match fields.mount.from() {
            Some(name) => self.mount_from(name, fields.place.stage),
            None if is_cache => None,
            None => Some(self.vertex(Op::Context(String::new()), None, Vec::new(), false)),
        };
        let (vertex, selector) = match fields.cache_folder() {
            // A cache that belongs to somebody gets a folder of its own, made on whatever `from` is.
            Some(folder) if source == "/" => {
                let made = self.vertex(Op::Mkdir(folder), vertex, Vec::new(), false);
                (Some(made), "/cache".to_owned())
            }
            _ => (vertex, source),
        };
        let input = vertex.map(|vertex| add_input(inputs, vertex, &selector));
        let namespace = self.graph.build_arg("BUILDKIT_CACHE_MOUNT_NS").unwrap_or_default();
        let target = fields.target();
        ExecMount {
            cache: is_cache.then(|| fields.cache(&namespace)),
            kind: if is_cache { MountKind::Cache } else { MountKind::Bind },
            input,
            readonly: fields.is_readonly(!is_cache),
            target,
            selector,
            options: Vec::new(),
        }
    }
}

const TARGET: &[&str] = &["target", "dst", "destination"];

fn last_part(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn add_input(inputs: &mut Vec<MountInput>, vertex: usize, selector: &str) -> usize {
    let known = inputs.iter().position(|input| input.vertex == vertex);
    let index = known.unwrap_or_else(|| {
        inputs.push(MountInput { vertex, selectors: Vec::new() });
        inputs.len() - 1
    });
    inputs[index].selectors.push(selector.to_owned());
    index
}

/// The fields of one mount, expanded.
struct Fields<'m, 's> {
    state: &'m StageState<'s>,
    place: Place<'s>,
    mount: &'m Mount<'s>,
}

impl Fields<'_, '_> {
    fn text(&self, keys: &[&str]) -> Option<String> {
        self.mount.last(keys).map(|value| self.state.expand(self.place.instruction, value))
    }

    /// A field that stands alone, or says `true` or `1`.
    fn is_set(&self, keys: &[&str]) -> bool {
        let fields = self.mount.fields().iter().rev();
        let mut named = fields.filter(|field| keys.contains(&field.key.as_str()));
        named.next().is_some_and(|field| match field.value.as_deref() {
            None => true,
            Some(value) => matches!(value.to_lowercase().as_str(), "true" | "t" | "1"),
        })
    }

    /// Bind mounts are read-only unless told otherwise, caches are not.
    fn is_readonly(&self, default: bool) -> bool {
        let of = |keys: &[&str]| {
            self.mount.fields().iter().rposition(|field| keys.contains(&field.key.as_str()))
        };
        let (readonly, writable) = (of(&["ro", "readonly"]), of(&["rw", "readwrite"]));
        match (readonly, writable) {
            (None, None) => default,
            (readonly, writable) if readonly > writable => self.is_set(&["ro", "readonly"]),
            _ => !self.is_set(&["rw", "readwrite"]),
        }
    }

    fn target(&self) -> String {
        let target = self.text(TARGET).unwrap_or_default();
        // An absolute one is taken as it is written (`convert_runmount.go`).
        if target.starts_with('/') { target } else { self.state.absolute(&target) }
    }

    fn cache(&self, namespace: &str) -> (String, CacheSharing) {
        let sharing = self.text(&["sharing"]).map(|sharing| sharing.to_lowercase());
        let sharing = match sharing.as_deref() {
            Some("private") => CacheSharing::Private,
            Some("locked") => CacheSharing::Locked,
            _ => CacheSharing::Shared,
        };
        let written = self.text(TARGET).unwrap_or_default();
        let id = self.text(&["id"]).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| crate::ignore::clean(&written));
        (format!("{namespace}/{id}"), sharing)
    }

    /// The folder that a cache with `uid`, `gid` or `mode` starts from.
    fn cache_folder(&self) -> Option<Mkdir> {
        let (uid, gid, mode) = (self.text(&["uid"]), self.text(&["gid"]), self.text(&["mode"]));
        if self.mount.kind() != MountKind::Cache || (&uid, &gid, &mode) == (&None, &None, &None) {
            return None;
        }
        let zero = || "0".to_owned();
        let owner = format!("{}:{}", uid.unwrap_or_else(zero), gid.unwrap_or_else(zero));
        let mode = mode.and_then(|mode| u32::from_str_radix(&mode, 8).ok()).unwrap_or(0o755);
        Some(Mkdir { path: "/cache".to_owned(), mode, owner: Some(owner), epoch: None })
    }

    /// The id of a secret: as it is written, else the last part of where it is mounted.
    fn secret_id(&self) -> String {
        let written = [["source", "src"].as_slice(), &["id"]].map(|keys| self.text(keys));
        let written = written.into_iter().flatten().find(|id| !id.is_empty());
        written.unwrap_or_else(|| last_part(&self.text(TARGET).unwrap_or_default()))
    }

    fn secret(&self) -> ExecMount {
        let id = self.secret_id();
        // A relative one is taken as it is written (`convert_secrets.go`).
        let target = self.text(TARGET).filter(|target| !target.is_empty());
        let target = target.unwrap_or_else(|| format!("/run/secrets/{}", last_part(&id)));
        let required = self.is_set(&["required"]).to_string();
        self.without_input(target, &[("id", id), ("required", required)], "400")
    }

    fn ssh(&self, number: usize) -> ExecMount {
        // None stays none, which is another key than `default`.
        let id = self.text(&["id"]).unwrap_or_default();
        let target = self.text(TARGET).filter(|target| !target.is_empty());
        let target = target.unwrap_or_else(|| format!("/run/buildkit/ssh_agent.{number}"));
        let required = self.is_set(&["required"]).to_string();
        self.without_input(target, &[("id", id), ("required", required)], "600")
    }

    fn tmpfs(&self) -> ExecMount {
        let size = self.text(&["size"]).map(|size| bytes(&size)).unwrap_or_default();
        let mut mount = self.without_input(self.target(), &[("size", size)], "");
        mount.readonly = self.is_readonly(false);
        mount
    }

    fn without_input(&self, target: String, own: &[(&str, String)], mode: &str) -> ExecMount {
        let mut options: Vec<(String, String)> =
            own.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        for (name, default) in [("mode", mode), ("uid", "0"), ("gid", "0")] {
            let value = self.text(&[name]).unwrap_or_else(|| default.to_owned());
            options.push((name.to_owned(), value.trim_start_matches('0').to_owned()));
        }
        ExecMount {
            target,
            kind: self.mount.kind(),
            input: None,
            selector: String::new(),
            readonly: false,
            cache: None,
            options,
        }
    }
}
