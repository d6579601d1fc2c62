//! Text that no shell would take, or that ends too early.

use super::*;

#[test]
fn large_characters_do_not_reach_the_scanner() {
    assert_eq!(check("echo {\u{10fffd}"), "[echo {\u{10fffd}]");
}
