//! x
#[test]
#[allow(clippy::disallowed_methods)]
fn explore() {
    let input = std::env::var("T").unwrap_or_default();
    for t in input.split(0x01 as char) {
        println!("{t:?}\n    {}", super::dump(&super::parse(t)));
        super::check(t);
    }
}
