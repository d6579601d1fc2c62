//! Which vertices of the earlier build each vertex matches (`solver/edge.go`, reference E.2 step 5).

use super::content::{self, ContentDifference, View};
use super::result::compare_results;
use super::{Changes, Snapshot};
use crate::build::Context;
use crate::build::vertex::{Op, Selector, SourceInput, Vertex, VertexId, known_part};
use std::collections::{BTreeSet, HashMap};

/// What has to be so, in terms of the later build's vertices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// A vertex that runs leaves the same at a path as its counterpart did.
    Output { vertex: VertexId, path: String },
    /// What a vertex fetches is what it was.
    Remote { vertex: VertexId },
    /// An image has the same at a path as another one.
    Image { vertex: VertexId, path: String },
    /// The base image, of which that is not known, works in `/`.
    BaseInRoot,
    /// A path in a context that is not wholly known leads to nothing that changed.
    NothingSelected { path: String },
}

/// Whether two things are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Equality {
    Yes,
    /// They are not, because of these paths.
    No(ContentDifference),
    /// If and only if all of this is so.
    If(BTreeSet<Need>),
}

impl Equality {
    pub(super) fn needs(need: Need) -> Self {
        Equality::If(BTreeSet::from([need]))
    }

    pub(super) fn different() -> Self {
        Equality::No(ContentDifference::default())
    }

    /// Whether both are equal.
    pub(super) fn and(self, other: Equality) -> Self {
        match (self, other) {
            (Equality::No(mut one), Equality::No(other)) => {
                one.may_be_stale &= other.may_be_stale;
                one.paths.extend(other.paths);
                Equality::No(one)
            }
            (no @ Equality::No(_), _) | (_, no @ Equality::No(_)) => no,
            (Equality::If(mut one), Equality::If(other)) => {
                one.extend(other);
                Equality::If(one)
            }
            (Equality::Yes, other) | (other, Equality::Yes) => other,
        }
    }
}

/// The vertices of the earlier build that a vertex matches.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    /// Those that it surely matches.
    pub(super) certain: Vec<VertexId>,
    /// Those that it matches if something is so.
    pub(super) possible: Vec<(VertexId, BTreeSet<Need>)>,
}

/// Two builds, compared as far as the vertices are in `matches`.
pub(super) struct Comparison<'a> {
    pub(super) before: Snapshot<'a>,
    pub(super) after: Snapshot<'a>,
    pub(super) changes: &'a Changes,
    by_key: HashMap<&'a Op, Vec<VertexId>>,
    /// Keys of vertices that stand in the working directory of an unknown image, as if that were `/`.
    by_key_in_root: HashMap<Op, Vec<VertexId>>,
    matches: Vec<Matches>,
    /// The same if no step was forced to run; empty where none is.
    unforced: Vec<Matches>,
    /// Whether steps are forced to run that `--no-cache` names.
    is_forcing: bool,
}

impl<'a> Comparison<'a> {
    /// Compares all vertices of `after`.
    pub(super) fn new(before: Snapshot<'a>, after: Snapshot<'a>, changes: &'a Changes) -> Self {
        let mut by_key: HashMap<&Op, Vec<VertexId>> = HashMap::new();
        for (id, vertex) in before.vertices.vertices.iter().enumerate() {
            by_key.entry(&vertex.key).or_default().push(id);
        }
        let mut by_key_in_root: HashMap<Op, Vec<VertexId>> = HashMap::new();
        for (id, vertex) in before.vertices.vertices.iter().enumerate() {
            if let Some(key) = vertex.key.in_root() {
                by_key_in_root.entry(key).or_default().push(id);
            }
        }
        let matches = Vec::new();
        let (unforced, is_forcing) = (Vec::new(), false);
        let mut comparison =
            Self { before, after, changes, by_key, by_key_in_root, matches, unforced, is_forcing };
        if after.vertices.vertices.iter().any(|vertex| vertex.is_forced) {
            comparison.match_all();
            comparison.unforced = std::mem::take(&mut comparison.matches);
        }
        comparison.is_forcing = true;
        comparison.match_all();
        comparison
    }

    fn match_all(&mut self) {
        for id in 0..self.after.vertices.vertices.len() {
            let matches = self.match_vertex(id);
            self.matches.push(matches);
        }
    }

    /// What a vertex of the later build matches.
    pub(super) fn matches(&self, id: VertexId) -> &Matches {
        &self.matches[id]
    }

    /// Whether a vertex surely matches one of the earlier build.
    pub(super) fn is_match(&self, after: VertexId, before: VertexId) -> bool {
        self.matches.get(after).is_some_and(|matches| matches.certain.contains(&before))
    }

    /// The vertices of the earlier build that do the same as `vertex`.
    pub(super) fn candidates(&self, vertex: &Vertex) -> &[VertexId] {
        self.by_key.get(&vertex.key).map_or(&[], Vec::as_slice)
    }

    fn match_vertex(&self, id: VertexId) -> Matches {
        let vertex = self.after.vertices.vertex(id);
        let mut matches = Matches::default();
        // What the client sends is only ever compared by content.
        if (vertex.is_forced && self.is_forcing) || matches!(vertex.op, Op::Context(_)) {
            return matches;
        }
        if is_unpinned(&vertex.op) {
            let needs = BTreeSet::from([Need::Remote { vertex: id }]);
            let found = self.candidates(vertex).iter();
            matches.possible = found.map(|before| (*before, needs.clone())).collect();
            return matches;
        }
        for before in self.candidates(vertex) {
            let candidate = self.before.vertices.vertex(*before);
            let equality = self.roots(vertex, candidate).and(self.sources(vertex, candidate));
            match equality {
                Equality::Yes => matches.certain.push(*before),
                Equality::If(needs) => matches.possible.push((*before, needs)),
                Equality::No(_) => {}
            }
        }
        for before in self.candidates_in_root(vertex) {
            let candidate = self.before.vertices.vertex(*before);
            let equality = self.roots(vertex, candidate).and(self.sources(vertex, candidate));
            if let Equality::If(needs) = equality.and(Equality::needs(Need::BaseInRoot)) {
                matches.possible.push((*before, needs));
            }
        }
        matches
    }

    /// The vertices of the earlier build that do the same if the base image works in `/`: one of the two says so, the
    /// other leaves it to the image.
    fn candidates_in_root(&self, vertex: &Vertex) -> &[VertexId] {
        let key = vertex.key.in_root();
        let of_image = || self.by_key_in_root.get(&vertex.key).filter(|_| key.is_none());
        let of_file = key.as_ref().and_then(|key| self.by_key.get(key));
        of_file.or_else(of_image).map_or(&[], Vec::as_slice)
    }

    /// Whether two vertices start from the same file system: by where it comes from alone (`ops/exec.go`,
    /// experiment run_after_identical_run).
    pub(super) fn roots(&self, vertex: &Vertex, candidate: &Vertex) -> Equality {
        let (after, before) = match (vertex.root, candidate.root) {
            (None, None) => return Equality::Yes,
            (Some(after), Some(before)) => (after, before),
            _ => return Equality::different(),
        };
        if self.is_match(after, before) || self.is_match_of_mounted_root(vertex, before) {
            return Equality::Yes;
        }
        if vertex.root_by_content && candidate.root_by_content {
            let whole = [Selector::path("/")];
            return compare_results(self, (after, &whole), (before, &whole));
        }
        let possible = self.matches.get(after).map_or(&[][..], |it| &it.possible);
        match possible.iter().find(|(known, _)| *known == before) {
            Some((_, needs)) => Equality::If(needs.clone()),
            None => Equality::different(),
        }
    }

    /// A RUN that mounts what it stands on, too, does not see that `--no-cache-filter` ran that again (experiments
    /// forced_root_that_is_mounted).
    fn is_match_of_mounted_root(&self, vertex: &Vertex, before: VertexId) -> bool {
        let is_root = |source: &SourceInput| Some(source.vertex) == vertex.root;
        matches!(vertex.op, Op::Exec(_))
            && vertex.sources.iter().any(is_root)
            && vertex
                .root
                .and_then(|root| self.unforced.get(root))
                .is_some_and(|it| it.certain.contains(&before))
    }

    /// Whether what two vertices read beside their root is the same.
    pub(super) fn sources(&self, vertex: &Vertex, candidate: &Vertex) -> Equality {
        if vertex.sources.len() != candidate.sources.len() {
            return Equality::different();
        }
        let is_mounted_root = |source: &SourceInput, before: &SourceInput| {
            Some(source.vertex) == vertex.root
                && self.is_match_of_mounted_root(vertex, before.vertex)
        };
        let pairs = vertex.sources.iter().zip(&candidate.sources);
        let pairs = pairs.filter(|(after, before)| !is_mounted_root(after, before));
        pairs.fold(Equality::Yes, |all, (after, before)| all.and(self.source(after, before)))
    }

    fn source(&self, after: &SourceInput, before: &SourceInput) -> Equality {
        let is_same_place =
            !after.by_content || !before.by_content || after.selectors == before.selectors;
        if is_same_place && self.is_match(after.vertex, before.vertex) {
            return Equality::Yes;
        }
        if !after.by_content || !before.by_content {
            let possible = self.matches.get(after.vertex).map_or(&[][..], |it| &it.possible);
            let found = possible.iter().find(|(known, _)| *known == before.vertex);
            return found.map_or(Equality::different(), |(_, needs)| Equality::If(needs.clone()));
        }
        self.content((after.vertex, &after.selectors), (before.vertex, &before.selectors))
    }

    /// Whether the selected paths of two results hold the same.
    pub(super) fn content(
        &self,
        (after, of_after): (VertexId, &[Selector]),
        (before, of_before): (VertexId, &[Selector]),
    ) -> Equality {
        let (new, old) =
            (&self.after.vertices.vertex(after).op, &self.before.vertices.vertex(before).op);
        match (new, old) {
            (Op::Context(new), Op::Context(old)) => {
                let views = (view(&self.after, new), view(&self.before, old));
                let (Some(after), Some(before)) = views else { return Equality::Yes };
                let changes = (new.is_empty() && old.is_empty()).then_some(self.changes);
                let open = of_after.iter().find(|selector| known_part(&selector.path).is_some());
                if let Some(Selector { path, .. }) = open {
                    let folders = |selectors: &[Selector]| -> Vec<Selector> {
                        selectors.iter().map(Selector::known_folder).collect()
                    };
                    let (old, new) = (folders(of_before), folders(of_after));
                    let found = content::compare((before, &old), (after, &new), changes);
                    let path = path.trim_start_matches('/').to_owned();
                    return match found.paths.is_empty() {
                        true => Equality::Yes,
                        false => Equality::needs(Need::NothingSelected { path }),
                    };
                }
                let found = content::compare((before, of_before), (after, of_after), changes);
                if found.paths.is_empty() { Equality::Yes } else { Equality::No(found) }
            }
            (Op::Inline(new), Op::Inline(old)) if new.content == old.content => Equality::Yes,
            (Op::Inline(_), Op::Inline(_)) => Equality::different(),
            _ => match (pin(new), pin(old)) {
                (Some(Some(new)), Some(Some(old))) if new == old => Equality::Yes,
                (Some(Some(_)), Some(Some(_))) => Equality::different(),
                (Some(_), Some(_)) => Equality::needs(Need::Remote { vertex: after }),
                _ => compare_results(self, (after, of_after), (before, of_before)),
            },
        }
    }

    /// The main or a named context of the later build.
    pub(super) fn view_after(&self, name: &str) -> Option<View<'a>> {
        view(&self.after, name)
    }

    /// The main or a named context of the earlier build.
    pub(super) fn view_before(&self, name: &str) -> Option<View<'a>> {
        view(&self.before, name)
    }
}

fn view<'a>(snapshot: &Snapshot<'a>, name: &str) -> Option<View<'a>> {
    let context: Option<&'a Context> =
        if name.is_empty() { snapshot.context } else { snapshot.contexts.get(name) };
    context.map(View::of)
}

/// What a remote source is pinned to; `None` for an operation that fetches nothing.
fn pin(op: &Op) -> Option<Option<&str>> {
    match op {
        Op::Http { checksum, .. } => Some(checksum.as_deref()),
        Op::Git { commit, .. } => Some(commit.as_deref()),
        _ => None,
    }
}

/// Whether a source may be another each time it is fetched.
fn is_unpinned(op: &Op) -> bool {
    pin(op) == Some(None)
}
