//! Two builds that differ by one change.

use super::changes::{CHANGES, changed};
use super::dice::Dice;
use super::world::World;
use super::worlds;
use crate::engine::Store;
use crate::pair::{Pair, Side};

/// A random scenario.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Its number among those of its seed.
    pub(crate) index: usize,
    /// The store it is built on.
    pub(crate) store: Store,
    /// What kind of change there is between the builds.
    pub(crate) change: &'static str,
    /// The build that fills the cache.
    pub(crate) before: World,
    /// The build that is predicted.
    pub(crate) after: World,
    /// Whether the simulator is told what is known of the images.
    pub(crate) knows_images: bool,
}

impl Scenario {
    /// The scenario of a number: equal seeds give equal scenarios, whichever others are made.
    pub(crate) fn new(seed: u64, index: usize) -> Self {
        let mut dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(index as u64)).fork();
        // Each kind has its turn; some starts are taken to find one where it can be made.
        let change = &CHANGES[(seed as usize + index) % CHANGES.len()];
        let store = if dice.chance(50) { Store::Overlay2 } else { Store::Containerd };
        let (before, after) = loop {
            let before = worlds::world(store, &mut dice);
            if let Some(after) = changed(&before, change, &mut dice) {
                break (before, after);
            }
        };
        let is_told = before.base != after.base || before.second != after.second;
        let knows_images = is_told || dice.chance(70);
        Self { index, store, change: change.name, before, after, knows_images }
    }

    /// The builds, to be played.
    pub(crate) fn pair(&self) -> Pair {
        let (a, b) = (self.before.inputs(), self.after.inputs());
        Pair { store: self.store, a, b, in_place: false }
    }

    /// What a build is given.
    pub(crate) fn world(&self, side: Side) -> &World {
        match side {
            Side::A => &self.before,
            Side::B => &self.after,
        }
    }
}
