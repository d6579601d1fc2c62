//! Commands: what is withheld, and what is done when builds may be paid for.

use super::*;

const PAID: Options = Options {
    keyword_case: KeywordCase::Upper,
    indent_style: None,
    indent_width: Some(4),
    tab_width: 4,
    max_blank_lines: 1,
    final_newline: FinalNewline::Insert,
    line_ends: LineEnds::Preserve,
    operators: OperatorPlace::Preserve,
    allow_rebuild: true,
};

#[test]
fn alignment_of_commands_is_withheld() {
    let four = Options { indent_width: Some(4), ..Options::default() };
    for text in [
        "FROM a\nRUN b && \\\n  c && \\\n    d\n",
        "FROM a\nRUN b   \\\n    c\n",
        "FROM a\nCMD b && \\\n  c\n",
        "FROM a\nONBUILD RUN b && \\\n  c\n",
        "FROM a\nRUN --network=none \\\n  b && \\\n  c\n",
        "FROM a\nHEALTHCHECK CMD b && \\\n  c\n",
    ] {
        assert_eq!(check_with(&four, text), text);
        let file = Dockerfile::parse(text);
        assert_eq!(format(&file, &four).withheld.len(), 1, "{text}");
    }
    // Blanks behind the escape character are in no key.
    assert_eq!(check_with(&four, "FROM a\nrun b &&\\  \n  c\n"), "FROM a\nRUN b &&\\\n  c\n");
}

#[test]
fn withheld_lines_are_counted() {
    assert_eq!(withheld("FROM a\nRUN b && \\\n    c   \\\n  && d\nENV e=f \\\n  g=h\n"), 1);
    assert_eq!(withheld("FROM a\nRUN b && \\\n    c\n"), 0);
    // Habit: two columns twice against twelve once.
    assert_eq!(
        withheld("FROM a\nRUN b && \\\n  c\nRUN b && \\\n  c\nRUN b && \\\n            c\n"),
        1
    );
}

#[test]
fn commands_are_aligned_when_builds_may_be_paid_for() {
    for (text, expected) in [
        ("FROM a\nRUN b && \\\n  c   \\\n    d\n", "FROM a\nRUN b && \\\n    c \\\n      d\n"),
        ("FROM a\nRUN b &&\\\n c\n", "FROM a\nRUN b && \\\n    c\n"),
        (
            "FROM a\nRUN --network=none \\\n  b && \\\n  c\n",
            "FROM a\nRUN --network=none \\\n    b && \\\n    c\n",
        ),
        (
            "FROM a\nRUN if b; then \\\n  c; \\\nfi && \\\n  d\n",
            "FROM a\nRUN if b; then \\\n    c; \\\nfi && \\\n    d\n",
        ),
        // Quotes and escapes hold what they hold.
        (
            "FROM a\nRUN echo 'b \\\n  c' && \\\n  d \"e \\\n  f\" \\\n  g\\\n  h\\ \\\n  i\n",
            "FROM a\nRUN echo 'b \\\n  c' && \\\n    d \"e \\\n  f\" \\\n    g \\\n    h\\ \\\n  i\n",
        ),
        // A word goes on.
        ("FROM a\nRUN b\\\nc \\\n  d\n", "FROM a\nRUN b\\\nc \\\n    d\n"),
    ] {
        assert_eq!(check_with(&PAID, text), expected);
    }
}

#[test]
fn other_shells_keep_their_lines() {
    for text in [
        "# escape=`\nFROM a\nRUN b; `\n  c\n",
        "FROM a\nSHELL [\"pwsh\", \"-Command\"]\nRUN b; \\\n  c\n",
        "FROM a\nSHELL [\"pwsh\", \"-Command\"]\nRUN --network=none \\\n  b; \\\n  c\n",
        "FROM a\nSHELL [\"/usr/bin/python3\", \"-c\"]\nRUN b; \\\n  c\n",
    ] {
        assert_eq!(check_with(&PAID, text), text);
    }
}

#[test]
fn operators_stand_where_they_are_asked_to() {
    let leading = Options { operators: OperatorPlace::Leading, ..PAID };
    let trailing = Options { operators: OperatorPlace::Trailing, ..PAID };
    let front = "FROM a\nRUN b \\\n    && c \\\n    # why\n    || d 'x && \\\n y'\n";
    let back = "FROM a\nRUN b && \\\n    c || \\\n    # why\n    d 'x && \\\n y'\n";
    assert_eq!(check_with(&leading, back), front);
    assert_eq!(check_with(&trailing, front), back);
    assert_eq!(check_with(&leading, front), front);
    assert_eq!(check_with(&trailing, back), back);
    // One that is alone on its line has nowhere to go.
    let alone = "FROM a\nRUN b \\\n    && \\\n    c\n";
    assert_eq!(check_with(&leading, alone), alone);
    assert_eq!(check_with(&trailing, alone), alone);
    // Asked for, but not paid for.
    let unpaid = Options { allow_rebuild: false, ..leading };
    assert_eq!(check_with(&unpaid, back), back);
}

#[test]
fn the_price_is_named() {
    let before = "FROM a\nRUN npm ci && \\\n  b\nUSER c\nCOPY d e\nFROM f\nRUN g\n";
    let file = Dockerfile::parse(before);
    let after = Dockerfile::parse(check_with(&PAID, before));
    let found: Vec<(String, bool)> = rebuilt_steps(&file, &after, &Costs::default())
        .into_iter()
        .map(|step| (step.text, step.is_victim))
        .collect();
    assert_eq!(found, []);
    let before = before.replace("FROM f", "FROM a AS z\nUSER y\nFROM f");
    let named = before.replace("FROM a\n", "FROM a AS x\n");
    let file = Dockerfile::parse(named.as_str());
    let after = Dockerfile::parse(check_with(&PAID, &named));
    let found: Vec<(String, bool)> = rebuilt_steps(&file, &after, &Costs::default())
        .into_iter()
        .map(|step| (step.text, step.is_victim))
        .collect();
    assert_eq!(found, [("RUN npm ci && b".to_owned(), false), ("COPY d e".to_owned(), true)]);
}
